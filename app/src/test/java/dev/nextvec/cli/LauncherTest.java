package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as users run it: a process of its own. It runs after the program is packaged. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  @TempDir Path folder;

  private static Path launcher() {
    return Path.of("..", "nextvec").toAbsolutePath().normalize();
  }

  private Invoked run(Path program, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Invoked(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void runsFromAnyDirectoryAndThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("nv"), launcher());
    Invoked run = run(link, Map.of(), "--version");
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out()).startsWith("nextvec ").doesNotContain("development");
  }

  @Test
  void drawsNothingWhereThereIsNoTerminal() throws Exception {
    Invoked run = run(launcher(), Map.of(), "--help");
    assertThat(run.out()).contains("Usage: nextvec").doesNotContain("\u001b");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void passesTheExitCodeOn() throws Exception {
    Invoked run = run(launcher(), Map.of(), "frobnicate");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1);
  }

  @Test
  void versionNamesTheEngine() throws Exception {
    Invoked run = run(launcher(), Map.of(), "--version");
    assertThat(run.out()).contains("libtorch", "blas", "device", "threads");
  }

  @Test
  void saysInOneLineThatAGivenJdkIsNone() throws Exception {
    Invoked run = run(launcher(), Map.of("NEXTVEC_JAVA", folder.toString()), "--help");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("NEXTVEC_JAVA", folder.toString()).hasLineCount(1);
  }

  @Test
  void refusesAJdkThatIsTooOld() throws Exception {
    Path old = oldJdk();
    Invoked run = run(launcher(), Map.of("NEXTVEC_JAVA", old.toString()), "--help");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("21 or newer").hasLineCount(1);
  }

  private Path oldJdk() throws IOException {
    Path java = folder.resolve("jdk-17/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\nexit 1\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("jdk-17/release"), "JAVA_VERSION=\"17.0.15\"\n");
    return folder.resolve("jdk-17");
  }
}
