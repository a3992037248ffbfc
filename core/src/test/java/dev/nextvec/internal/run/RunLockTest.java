package dev.nextvec.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who trains, and whether the last one ended by itself, is known from the lock. */
class RunLockTest {
  @TempDir Path run;

  private RunDirectory directory() {
    return new RunDirectory(run);
  }

  @Test
  void theHolderIsNamedWhileItHoldsAndForgottenWhenItEnds() throws IOException {
    assertThat(RunLock.holder(run)).isEmpty();
    try (RunLock lock = RunLock.take(run)) {
      assertThat(RunLock.holder(run)).hasValue(ProcessHandle.current());
      assertThat(directory().isTraining()).isTrue();
      assertThat(RunLock.isLeft(run)).isFalse();
    }
    assertThat(RunLock.holder(run)).isEmpty();
    assertThat(RunLock.isLeft(run)).isFalse();
    assertThat(run.resolve(RunLock.FILE)).isEmptyFile();
  }

  @Test
  void askingWhoHoldsItDoesNotGiveTheLockUp() throws IOException {
    try (RunLock lock = RunLock.take(run)) {
      RunLock.holder(run);
      RunLock.isLeft(run);
      assertThat(heldForAnotherProcess()).isTrue();
    }
    assertThat(heldForAnotherProcess()).isFalse();
  }

  @Test
  void aProcessThatIsAnotherOneNowIsNotTakenForTheHolder() throws IOException {
    LockHolder own = LockHolder.ofThisProcess();
    assertThat(own.process()).hasValue(ProcessHandle.current());
    assertThat(new LockHolder(own.pid(), own.started() - 60_000).process()).isEmpty();
    assertThat(new LockHolder(own.pid(), 0).process()).isEmpty();
  }

  @Test
  void whatAProcessLeftThatDiedIsTold() throws IOException {
    Files.writeString(run.resolve(RunLock.FILE), "123456 1700000000000\n");
    assertThat(RunLock.isLeft(run)).isTrue();
    assertThat(RunLock.holder(run)).isEmpty();
    RunLock.take(run).close();
    assertThat(RunLock.isLeft(run)).isFalse();
  }

  @Test
  void aLockOfBeforeOrOfSomethingElseNamesNobody() throws IOException {
    for (String content : new String[] {"", "x", "12", "1 2 3\n", "9".repeat(100)}) {
      Files.writeString(run.resolve(RunLock.FILE), content);
      assertThat(RunLock.isLeft(run)).as(content).isFalse();
    }
  }

  /** As another process sees it: {@code flock} of util-linux uses other locks, so Java asks. */
  private boolean heldForAnotherProcess() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path asking = run.resolveSibling("Asking.java");
    Files.writeString(
        asking,
        """
        import java.nio.channels.*; import java.nio.file.*;
        class Asking { public static void main(String[] a) throws Exception {
          try (var c = FileChannel.open(Path.of(a[0]), StandardOpenOption.READ);
               var l = c.tryLock(0, Long.MAX_VALUE, true)) { System.exit(l == null ? 7 : 0); } } }
        """);
    Process process =
        new ProcessBuilder(java.toString(), asking.toString(), run.resolve(RunLock.FILE).toString())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return process.exitValue() == 7;
  }
}
