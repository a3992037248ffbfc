package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailureLineTest {

  @Test
  void namesAFileThatIsMissing() {
    assertThat(FailureLine.of(new NoSuchFileException("/data/x.npz")))
        .isEqualTo("no such file or directory: `/data/x.npz`");
  }

  @Test
  void namesAFileThatMayNotBeRead() {
    assertThat(FailureLine.of(new AccessDeniedException("/data/x.npz")))
        .isEqualTo("no permission for `/data/x.npz`: it cannot be read or written");
  }

  @Test
  void namesAFileThatIsInTheWay() {
    assertThat(FailureLine.of(new FileAlreadyExistsException("run"))).contains("`run`", "exists");
  }

  @Test
  void saysThatTheDiskIsFullAndWhatToDo() {
    IOException bare = new IOException("No space left on device");
    assertThat(FailureLine.of(bare)).startsWith("no space left on the disk: free some");
    FileSystemException named =
        new FileSystemException("/data/run.json", null, "No space left on device");
    assertThat(FailureLine.of(new UncheckedIOException(named)))
        .contains("the disk that holds `/data/run.json`");
  }

  @Test
  void saysThatAFileSystemIsReadOnly() {
    assertThat(FailureLine.of(new FileSystemException("/ro/run", null, "Read-only file system")))
        .isEqualTo("`/ro/run`: read-only file system");
  }

  @Test
  void saysHowToGiveMoreHeap() {
    assertThat(FailureLine.of(new OutOfMemoryError("Java heap space")))
        .contains("Java heap space", "set NEXTVEC_HEAP to more")
        .doesNotContain("batch");
    assertThat(FailureLine.of(new OutOfMemoryError("unable to create native thread")))
        .contains("--threads")
        .doesNotContain("NEXTVEC_HEAP");
  }

  @Test
  void aClassOfOurOwnThatIsMissingIsNoNativeLibrary() {
    assertThat(FailureLine.of(new NoClassDefFoundError("dev/nextvec/data/Dataset")))
        .contains("the program is not whole", "dev/nextvec/data/Dataset", "rebuild")
        .doesNotContain("native");
  }

  @Test
  void saysWhatToDoWhenANativeLibraryIsMissing() {
    Throwable missing = new UnsatisfiedLinkError("no jnitorch in java.library.path");
    assertThat(FailureLine.of(new ExecutionException(missing)))
        .contains("jnitorch", System.getProperty("os.arch"), "mvn");
  }

  @Test
  void passesOnTheFirstLineOfAMessageMeantForUsers() {
    assertThat(FailureLine.of(new IllegalArgumentException("`dim` must be positive\nbut was 0")))
        .isEqualTo("`dim` must be positive");
  }

  @Test
  void saysThatTextIsNotUtf8() {
    assertThat(FailureLine.of(new MalformedInputException(1))).contains("UTF-8");
  }

  @Test
  void saysThatANetworkIsTooLargeForTheMemory() {
    String libtorchs =
        "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory:"
            + " you tried to allocate 481542403072 bytes. Error code 12 (Cannot allocate memory)";
    assertThat(FailureLine.of(new RuntimeException(libtorchs)))
        .startsWith("not enough memory")
        .contains("481542403072 bytes", "--hidden")
        .doesNotContain("internal error", "enforce fail");
  }

  @Test
  void callsABugABug() {
    assertThat(FailureLine.of(new NullPointerException()))
        .isEqualTo("internal error: NullPointerException; run again with --verbose to see where");
  }
}
