package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: signals, limits of the system. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class ProcessTest {
  /** A build in the background ignores interrupts, and so would all it starts. */
  private static final String HEEDING_INTERRUPTS =
      "set -- perl -e '$SIG{INT} = \"DEFAULT\"; exec @ARGV' \"$@\"; ";

  @TempDir Path folder;

  private Process start(String before, String... arguments) throws Exception {
    String launcher = Path.of("..", "nextvec").toAbsolutePath().normalize().toString();
    List<String> command = new ArrayList<>(List.of("bash", "-c", before + "exec \"$@\"", "bash"));
    command.add(launcher);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("stdout").toFile())
            .redirectError(folder.resolve("stderr").toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private Invoked end(Process process) throws Exception {
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    return new Invoked(
        process.exitValue(),
        Files.readString(folder.resolve("stdout")),
        Files.readString(folder.resolve("stderr")));
  }

  private String[] training(Path data, Path run, String... more) {
    List<String> words =
        new ArrayList<>(List.of("train", data.toString(), "--model-type", "lstm", "--out"));
    words.addAll(List.of(run.toString(), "--threads", "1", "--speed-seconds", "0", "--device=cpu"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private List<String> names(Path directory) throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** A limit on the size of files stands for a disk that is full. */
  @Test
  void aDiskWithoutRoomLeavesNoHalfADataset() throws Exception {
    Path array = TinyData.npy(folder.resolve("a.npy"), "90000, 8", TinyData.vectors(90000));
    Path out = folder.resolve("out");
    Invoked run =
        end(start("ulimit -f 1000; ", "data", "import", array.toString(), "--out=" + out));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).startsWith("nextvec: ").hasLineCount(1).contains("out");
    assertThat(out).doesNotExist();
    assertThat(names(folder)).noneMatch(name -> name.contains(".partial"));
  }

  @Test
  void aDiskWithoutRoomIsNamedAndLeavesNoHalfAnIndex() throws Exception {
    Path data = TinyData.dataset(folder.resolve("data"), 100, 20, 1);
    Path out = folder.resolve("out");
    Invoked run = end(start("ulimit -f 40; ", "index", data.toString(), "--out=" + out));
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1).contains("writing index " + out + " failed", "the disk");
    assertThat(names(folder)).noneMatch(name -> name.contains(".partial"));
  }

  @Test
  void aDiskWithoutRoomLeavesNoHalfAModel() throws Exception {
    Path data = TinyData.dataset(folder.resolve("data"), 20, 10, 1);
    Path run = folder.resolve("run");
    String[] command = training(data, run, "--hidden=256", "--epochs=1");
    Invoked failed = end(start("ulimit -f 200; ", command));
    assertThat(failed.exit()).isEqualTo(1);
    String last = failed.err().lines().reduce((a, b) -> b).orElse("");
    assertThat(last).startsWith("nextvec: ").doesNotContain("internal error");
    assertThat(names(run))
        .doesNotContain("model.safetensors", "state.safetensors")
        .noneMatch(name -> name.contains(".tmp-"));
    Invoked again = end(start("", command));
    assertThat(again.exit()).as(again.err()).isZero();
  }

  @Test
  void anInterruptSavesEndsWith130AndTheSameCommandContinues() throws Exception {
    Path data = TinyData.dataset(folder.resolve("data"), 60, 40, 1);
    Path whole = folder.resolve("whole");
    Invoked uninterrupted = end(start("", training(data, whole, "--epochs=200", "--hidden=64")));
    assertThat(uninterrupted.exit()).as(uninterrupted.err()).isZero();
    Path run = folder.resolve("run");
    String[] command = training(data, run, "--epochs=200", "--hidden=64");
    Process process = start(HEEDING_INTERRUPTS, command);
    while (process.isAlive() && !Files.exists(run.resolve("state/state.safetensors"))) {
      Thread.sleep(5);
    }
    // An interrupt, as from Ctrl-C; Process.destroy would send a request to terminate.
    send(process, "INT");
    Invoked interrupted = end(process);
    assertThat(interrupted.exit()).isEqualTo(130);
    assertThat(interrupted.err()).contains("everything is saved; continue with: ", "nextvec train");
    Invoked continued = end(start("", command));
    assertThat(continued.exit()).as(continued.err()).isZero();
    assertThat(continued.err()).contains("continues after epoch");
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
  }

  private Process trainingFor(Path data, Path run) throws Exception {
    Process process =
        start(HEEDING_INTERRUPTS, training(data, run, "--epochs=100000", "--hidden=64"));
    while (process.isAlive() && !Files.exists(run.resolve("model.safetensors"))) {
      Thread.sleep(5);
    }
    return process;
  }

  private static void send(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  @Test
  void theEndOfTheTerminalSavesAndEndsWith129() throws Exception {
    Path data = TinyData.dataset(folder.resolve("data"), 60, 40, 1);
    Process process = trainingFor(data, folder.resolve("run"));
    send(process, "HUP");
    Invoked ended = end(process);
    assertThat(ended.exit()).isEqualTo(129);
    assertThat(ended.err()).contains("everything is saved");
  }

  /** The command waits where it asks no signal: for a pipe that nobody writes to. */
  @Test
  void aSecondInterruptEndsAtOnce() throws Exception {
    Path pipe = folder.resolve("pipe");
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    Process process =
        start(
            HEEDING_INTERRUPTS,
            "data",
            "import",
            TinyData.npy(folder.resolve("a.npy"), "20, 8", TinyData.vectors(20)).toString(),
            "--documents=" + pipe,
            "--out=" + folder.resolve("out"));
    while (process.isAlive() && !isJava(process)) {
      Thread.sleep(20);
    }
    Thread.sleep(3000);
    send(process, "INT");
    assertThat(process.waitFor(2, TimeUnit.SECONDS)).as("ended after one interrupt").isFalse();
    send(process, "INT");
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("ended after two").isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
  }

  /** Whether the launcher has handed over to Java. */
  private static boolean isJava(Process process) {
    return process.info().command().filter(path -> path.endsWith("java")).isPresent();
  }

  @Test
  void twoTrainingsNeverWriteIntoOneDirectory() throws Exception {
    Path data = TinyData.dataset(folder.resolve("data"), 60, 40, 1);
    Path run = folder.resolve("run");
    Process first = start("", training(data, run, "--epochs=500", "--hidden=64"));
    while (first.isAlive() && !Files.exists(run.resolve("run.json"))) {
      Thread.sleep(5);
    }
    Invoked second = Invoked.nextvec(training(data, run, "--epochs=500", "--hidden=64"));
    assertThat(second.exit()).isEqualTo(1);
    assertThat(second.err()).contains("another training is writing to");
    first.destroy();
    assertThat(end(first).exit()).isEqualTo(143);
  }

  private static Path texts(Path file, int documents) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < documents; i++) {
      lines.append("{\"id\":\"d%d\",\"title\":\"\",\"chunks\":[".formatted(i));
      for (int j = 0; j < 8; j++) {
        lines.append(j == 0 ? "" : ",").append("\"Text %d of document %d.\"".formatted(j, i));
      }
      lines.append("]}\n");
    }
    return Files.writeString(file, lines.toString());
  }

  private String[] encoding(Path texts, FakeService service, Path out) {
    return new String[] {
      "data",
      "encode",
      texts.toString(),
      "--out=" + out,
      "--encoder=" + service.url(),
      "--encoder-model=fake",
      "--cache=" + folder.resolve("cache")
    };
  }

  @Test
  void encodingThatWasKilledLeavesNoHalfADatasetAndContinuesWhereItStopped() throws Exception {
    Path texts = texts(folder.resolve("texts.jsonl"), 400);
    Path out = folder.resolve("out");
    try (FakeService service = new FakeService()) {
      service.answerAfter(20);
      Process process = start("", encoding(texts, service, out));
      while (process.isAlive() && service.texts() < 1500) {
        Thread.sleep(5);
      }
      process.destroyForcibly();
      assertThat(end(process).exit()).isEqualTo(137);
      assertThat(out).doesNotExist();
      service.answerAfter(0);
      int before = service.texts();
      Invoked continued = end(start("", encoding(texts, service, out)));
      assertThat(continued.exit()).as(continued.err()).isZero();
      assertThat(service.texts() - before).as("texts encoded again").isBetween(1600, 2200);
      assertThat(names(folder)).noneMatch(name -> name.contains(".partial"));
      Path whole = folder.resolve("whole");
      assertThat(Invoked.nextvec(encoding(texts, service, whole)).exit()).isZero();
      assertThat(out.resolve("vectors.npy")).hasSameBinaryContentAs(whole.resolve("vectors.npy"));
    }
  }

  @Test
  void aDiskWithoutRoomLeavesNoHalfAnEncodedDataset() throws Exception {
    Path texts = texts(folder.resolve("texts.jsonl"), 2000);
    Path out = folder.resolve("out");
    try (FakeService service = new FakeService()) {
      Invoked run = end(start("ulimit -f 200; ", encoding(texts, service, out)));
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).startsWith("nextvec: ").hasLineCount(1);
      assertThat(out).doesNotExist();
      assertThat(names(folder)).noneMatch(name -> name.contains(".partial"));
    }
  }

  /** A computer for which there is no libtorch: the program without its native libraries. */
  @Test
  void withoutLibtorchEverythingButTrainingWorks() throws Exception {
    Path data = TinyData.dataset(folder.resolve("data"), 60, 12, 1);
    Path run = folder.resolve("runs").resolve("lstm");
    assertThat(Invoked.nextvec(training(data, run, "--epochs=1", "--hidden=8")).exit()).isZero();
    Path table = folder.resolve("report.html");
    String[] compare = {
      "compare", folder.resolve("runs").toString(), "--html=" + table, "--speed-seconds=0"
    };
    Invoked expected = Invoked.nextvec(compare);
    assertThat(expected.exit()).as(expected.err()).isZero();
    Files.delete(table);

    String lib; // not the program's own jar, whose manifest names the others
    Path classes = Path.of("target", "classes").toAbsolutePath();
    try (Stream<Path> jars = Files.list(Path.of("target", "nextvec", "lib").toAbsolutePath())) {
      lib =
          jars.filter(ProcessTest::isNotNative)
              .map(Path::toString)
              .collect(Collectors.joining(File.pathSeparator, classes + File.pathSeparator, ""));
    }
    Invoked info = without(lib, "data", "info", data.toString());
    assertThat(info.exit()).as(info.err()).isZero();
    assertThat(info.out()).contains("60 of 12 chunks");
    Invoked compared = without(lib, compare);
    assertThat(compared.exit()).as(compared.err()).isZero();
    assertThat(table).isNotEmptyFile();
    Invoked trained = without(lib, training(data, folder.resolve("other"), "--epochs=1"));
    assertThat(trained.exit()).isEqualTo(1);
    String last = trained.err().lines().reduce((a, b) -> b).orElse("");
    assertThat(last).startsWith("nextvec: ").contains("libtorch").doesNotContain("internal error");
  }

  private static boolean isNotNative(Path jar) {
    return !jar.getFileName()
        .toString()
        .matches(
            "nextvec-cli.*|(pytorch|openblas|mkl|dnnl|opencl|javacpp)-.*-(linux|macosx|windows).*");
  }

  private Invoked without(String lib, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                lib,
                Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("stdout").toFile())
            .redirectError(folder.resolve("stderr").toFile());
    return end(builder.start());
  }
}
