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
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
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

  /** What it does made objects null by chance, in releases that are in use. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_23, max = JRE.JAVA_27)
  void keepsTheCompilerFromTakingMergedObjectsApart() throws Exception {
    Map<String, String> opts =
        Map.of(
            "NEXTVEC_JAVA",
            System.getProperty("java.home"),
            "NEXTVEC_JAVA_OPTS",
            "-XX:+PrintCommandLineFlags");
    assertThat(run(launcher(), opts, "--help").out()).contains("-XX:-ReduceAllocationMerges");
  }

  /** What 21 warns of and has no manifest for, and what later ones warn of and 21 has not. */
  @Test
  void tellsEachJavaWhatItMayDoWithoutAWarning() throws Exception {
    String on21 = shown("21.0.13");
    assertThat(on21)
        .contains("--enable-native-access=ALL-UNNAMED")
        .doesNotContain("Unsafe", "unsafe");
    assertThat(shown("25.0.3")).contains("--sun-misc-unsafe-memory-access=allow");
  }

  /** The arguments that a Java of that version gets. */
  private String shown(String version) throws Exception {
    String java = jdk(version, "echo \"$@\"").toString();
    return run(launcher(), Map.of("NEXTVEC_JAVA", java), "--help").out();
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

  /** Runs {@code bash -c SCRIPT}, where {@code $nextvec} is the launcher. */
  private Invoked shell(String script) throws Exception {
    Path file = folder.resolve("script");
    Files.writeString(file, "#!/usr/bin/env bash\nnextvec=" + launcher() + "\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return run(file, Map.of());
  }

  @Test
  void needsNeitherAHomeNorAnyOtherVariableButThePath() throws Exception {
    for (String without : new String[] {"env -u HOME", "env -i PATH=\"$PATH\""}) {
      Invoked run = shell(without + " \"$nextvec\" --version");
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(run.out()).startsWith("nextvec ");
      assertThat(run.err()).isEmpty();
    }
  }

  @Test
  void namesTheVariableThatJavaCannotUse() throws Exception {
    for (String wrong : new String[] {"lots", "-4g", "2gb", "0", "1k", "99999999t"}) {
      Invoked run = run(launcher(), Map.of("NEXTVEC_HEAP", wrong), "--help");
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).hasLineCount(1).contains("NEXTVEC_HEAP=" + wrong);
    }
    Invoked run = run(launcher(), Map.of("NEXTVEC_JAVA_OPTS", "-XX:+Nonsense"), "--help");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1).contains("NEXTVEC_JAVA_OPTS", "Nonsense");
    assertThat(run(launcher(), Map.of("NEXTVEC_HEAP", "512m"), "--help").exit()).isZero();
  }

  @Test
  void saysThatResultsFindNoRoomOnTheDisk() throws Exception {
    for (String words : new String[] {"--help", "--version", "--version --json", "data --help"}) {
      Invoked run = shell("\"$nextvec\" " + words + " > /dev/full");
      assertThat(run.exit()).as(words).isEqualTo(1);
      assertThat(run.err())
          .startsWith("nextvec: the results could not be written to standard output: no space")
          .hasLineCount(1);
    }
  }

  @Test
  void endsQuietlyWhenNobodyReadsOn() throws Exception {
    Invoked run = shell("{ sleep 1; \"$nextvec\" --help; echo $? >&2; } | true");
    assertThat(run.err()).isEqualTo("141\n");
  }

  @Test
  void worksThoughRemarksFindNoRoomOrNoPlace() throws Exception {
    for (String where : new String[] {"2> /dev/full", "2>&-", "<&-"}) {
      Invoked run = shell("\"$nextvec\" --version " + where);
      assertThat(run.exit()).as(where).isZero();
      assertThat(run.out()).startsWith("nextvec ");
    }
    Invoked failed = shell("\"$nextvec\" frobnicate 2> /dev/full");
    assertThat(failed.exit()).isEqualTo(2);
  }

  @Test
  void saysThatStandardOutputIsClosed() throws Exception {
    Invoked run = shell("\"$nextvec\" --version >&-");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1).contains("standard output");
  }

  @Test
  void readsNamesInEveryScriptWhateverTheLocale() throws Exception {
    Path data = TinyData.dataset(folder.resolve("d\u00e4ten-\u65e5\u672c"), 12, 8, 1);
    for (String locale : new String[] {"LC_ALL=C", "LC_ALL=POSIX", "-u LC_ALL -u LANG"}) {
      Invoked run = shell("env " + locale + " \"$nextvec\" data info '" + data + "'");
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(run.out()).contains("d\u00e4ten-\u65e5\u672c", "12 of 8 chunks");
    }
  }

  @Test
  void printsTheSameInEveryLanguage() throws Exception {
    Path data = TinyData.dataset(folder.resolve("data"), 200, 8, 1);
    Invoked expected =
        run(launcher(), Map.of("LC_ALL", "C.UTF-8"), "data", "info", data.toString());
    assertThat(expected.exit()).as(expected.err()).isZero();
    for (String language : new String[] {"de", "tr", "ar", "hi"}) {
      Invoked run =
          run(
              launcher(),
              Map.of("NEXTVEC_JAVA_OPTS", "-Duser.language=" + language),
              "data",
              "info",
              data.toString());
      assertThat(run).isEqualTo(expected);
    }
  }

  private Path oldJdk() throws IOException {
    return jdk("17.0.15", "exit 1");
  }

  /** Looks like a JDK of that version. */
  private Path jdk(String version, String java) throws IOException {
    Path home = folder.resolve("jdk-" + version);
    Path program = home.resolve("bin/java");
    Files.createDirectories(program.getParent());
    Files.writeString(program, "#!/bin/sh\n" + java + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    return home;
  }
}
