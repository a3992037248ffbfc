package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done with a run where libtorch is not: in a process whose class path has none of it. */
class WithoutLibtorchTest {
  private static final List<String> OF_LIBTORCH =
      List.of("pytorch", "javacpp", "openblas", "mkl", "dnnl", "bytedeco");

  @TempDir static Path trained = Path.of("");
  private static Path data = Path.of("");
  private static Path run = Path.of("");

  @TempDir Path folder;
  @TempDir Path temporary;

  @BeforeAll
  static void train() throws Exception {
    data = TinyData.turning(trained.resolve("data"), 60, 12, 1);
    run = trained.resolve("amn-r");
    Invoked done =
        Invoked.nextvec(
            "train",
            data.toString(),
            "--model-type=amn-r",
            "--out=" + run,
            "--epochs=2",
            "--hidden=8",
            "--threads=1",
            "--speed-seconds=0.05");
    assertThat(done.exit()).as(done.err()).isZero();
  }

  private Invoked without(Object... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", classPath(), Main.class.getName()));
    Stream.of(words).map(Object::toString).forEach(command::add);
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Invoked(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> OF_LIBTORCH.stream().noneMatch(Path.of(entry).toString()::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static JsonNode figures(Invoked evaluated) throws IOException {
    assertThat(evaluated.exit()).as(evaluated.err()).isZero();
    return new ObjectMapper().readTree(evaluated.out()).path("runs").get(0);
  }

  private static void requireSame(JsonNode found, JsonNode expected, String... path) {
    for (String name : path) {
      found = found.path(name);
      expected = expected.path(name);
    }
    assertThat(found.isNumber()).as(String.join(".", path)).isTrue();
    assertThat(found.asDouble()).isCloseTo(expected.asDouble(), within(1e-5));
  }

  @Test
  void aRunIsTestedToTheSameFiguresAndSaysOnWhatItWasTimed() throws Exception {
    String[] again = {"evaluate", run.toString(), "--again", "--json", "--speed-seconds=0.05"};
    JsonNode expected = figures(Invoked.nextvec(again));
    assertThat(expected.path("speed_engine").asText()).startsWith("libtorch ");
    JsonNode found = figures(without((Object[]) again));
    assertThat(found.path("speed_engine").asText()).startsWith("ONNX Runtime ");
    JsonNode environment = found.path("provenance").path("environment");
    assertThat(environment.path("libtorch").asText()).isEqualTo("none");
    assertThat(environment.path("blas").asText()).startsWith("ONNX Runtime ");
    requireSame(found, expected, "test_cosine", "mean");
    requireSame(found, expected, "mse"); // of predictions as long as the network makes them
    requireSame(found, expected, "mse_normalised");
    requireSame(found, expected, "mean_removed_cosine");
    requireSame(found, expected, "skill");
    assertThat(found.path("retrieval")).isEqualTo(expected.path("retrieval"));
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("nextvec"));
    }
    JsonNode after =
        figures(Invoked.nextvec("evaluate", run.toString(), "--json", "--speed-seconds=0.05"));
    assertThat(after.path("speed_engine").asText()).startsWith("libtorch "); // it is here again
  }

  @Test
  void aRunIsComparedExplainedExportedAndPredictedWith() throws Exception {
    assertThat(without("compare", run, "--speed-seconds=0.05").exit()).isZero();
    Invoked explained = without("explain", run, "--json");
    assertThat(explained.exit()).as(explained.err()).isZero();
    JsonNode diagnosis = new ObjectMapper().readTree(explained.out()).path("diagnosis");
    assertThat(diagnosis.path("attention").isObject()).as(explained.out()).isTrue();
    Path model = folder.resolve("a.model");
    Invoked exported = without("export", run, "--out", model, "--speed-seconds=0.05");
    assertThat(exported.exit()).as(exported.err()).isZero();
    for (Path each : List.of(run, model)) {
      Invoked predicted = without("predict", each, "--dataset", data, "--document=d3", "--json");
      assertThat(predicted.exit()).as(predicted.err()).isZero();
      assertThat(predicted.out()).contains("\"predictions\"");
    }
  }

  @Test
  void whatTrainsSaysInOneLineThatLibtorchIsMissing() throws Exception {
    Path out = folder.resolve("none");
    Invoked refused = without("train", data, "--model-type=amn", "--out", out);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err().lines().toList().getLast())
        .contains("libtorch is not on the class path", "training and GPUs need");
    assertThat(out).doesNotExist();
    Invoked gpu = without("evaluate", run, "--again", "--device=cuda");
    assertThat(gpu.exit()).isEqualTo(1);
    assertThat(gpu.err()).contains("libtorch is not on the class path");
  }
}
