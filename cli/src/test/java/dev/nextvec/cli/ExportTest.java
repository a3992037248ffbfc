package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.model.Model;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
  @TempDir static Path trained = Path.of("");
  private static Path data = Path.of("");
  private static Path runs = Path.of("");
  private static Path run = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void train() throws Exception {
    data = TinyData.turning(trained.resolve("data"), 80, 12, 1);
    runs = trained.resolve("runs");
    run = runs.resolve("amn");
    Invoked done =
        Invoked.nextvec(
            "train",
            data.toString(),
            "--model-type=amn",
            "--out=" + run,
            "--epochs=2",
            "--hidden=8",
            "--threads=1",
            "--speed-seconds=0.05");
    assertThat(done.exit()).as(done.err()).isZero();
  }

  private static Invoked export(Object... words) {
    List<String> all =
        Stream.concat(
                Stream.of("export"),
                Stream.concat(
                    Stream.of(words).map(Object::toString), Stream.of("--speed-seconds=0.05")))
            .toList();
    return Invoked.nextvec(all.toArray(String[]::new));
  }

  private static Prediction predict(Path model) throws IOException {
    float[] rows = TinyData.walk(new Random(5), 5);
    float[][] context = new float[5][];
    for (int k = 0; k < 5; k++) {
      context[k] = Arrays.copyOfRange(rows, k * TinyData.DIM, (k + 1) * TinyData.DIM);
    }
    try (Model open = Model.open(model)) {
      return open.predict(context);
    }
  }

  private static void requireSame(Prediction found, Prediction expected) {
    for (int i = 0; i < TinyData.DIM; i++) {
      assertThat(Math.abs(found.vector()[i] - expected.vector()[i])).isLessThan(1e-5f);
    }
  }

  @Test
  void aRunBecomesAPackageThatPredictsTheSameAndSaysWhatItIsWorth() throws Exception {
    Path out = folder.resolve("amn.model");
    Invoked exported = export(run, "--out", out, "--licence", "apache-2.0");
    assertThat(exported.exit()).as(exported.err()).isZero();
    assertThat(exported.out())
        .contains("amn is in " + out, "test cosine ", "not shown to beat ridge");
    requireSame(predict(out), predict(run));
    String card = Files.readString(out.resolve("README.md"));
    assertThat(card)
        .startsWith("---\nlicense: \"apache-2.0\"\n")
        .contains("| ridge | ", "| linear average | ", "| **amn** | ", " | worse | ")
        .contains("**Not shown to beat** ridge (worse)")
        .contains("windows: ", "What it must not be used for", "encoder: not recorded");
    JsonNode config = new ObjectMapper().readTree(Files.readString(out.resolve("config.json")));
    assertThat(config.path("test_cosine").path("documents").asInt()).isEqualTo(8);
    assertThat(config.path("test_cosine").path("low").asDouble())
        .isLessThan(config.path("test_cosine").path("value").asDouble());
    assertThat(config.path("training").path("documents").asInt()).isEqualTo(80);
    assertThat(config.path("dataset_sha256").asText()).hasSize(64);
    assertThat(config.path("files").size()).isEqualTo(3);
  }

  @Test
  void whatIsRecommendedIsExportedThoughItIsABaseline() throws Exception {
    Path out = folder.resolve("best.model");
    Invoked asked =
        Invoked.nextvec(
            "recommend",
            run.toString(),
            "--use-case=strong-baseline",
            "--json",
            "--speed-seconds=0.05");
    JsonNode answer = new ObjectMapper().readTree(asked.out()).path("use_cases").get(0);
    String name = answer.path("models").get(0).asText();
    assertThat(name).isEqualTo("ridge");
    Invoked exported = export(runs, "--recommended=strong-baseline", "--out", out, "--json");
    assertThat(exported.exit()).as(exported.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(exported.out());
    assertThat(json.path("name").asText()).isEqualTo(name);
    assertThat(json.path("kind").asText()).isEqualTo("baseline");
    assertThat(Files.readString(out.resolve("README.md")))
        .contains("Why this one: recommended for Strong baseline. ridge has the highest");
    Path alone = folder.resolve("alone.model");
    Invoked fitted = export("ridge", "--data", data, "--out", alone);
    assertThat(fitted.exit()).as(fitted.err()).isZero();
    requireSame(predict(alone), predict(out));
    Invoked several = export(run, "--recommended=research", "--out", folder.resolve("x"));
    assertThat(several.exit()).isEqualTo(1);
    assertThat(several.err()).contains("there is no one model to export");
  }

  @Test
  void theGraphOrTheWeightsAreWrittenAlone() throws Exception {
    Path graph = folder.resolve("amn.onnx");
    assertThat(export(run, "--format=onnx", "--out", graph).exit()).isZero();
    requireSame(predict(graph), predict(run));
    Path weights = folder.resolve("weights");
    assertThat(export(run, "--format=safetensors", "--out", weights).exit()).isZero();
    Path file = weights.resolve("model.safetensors");
    assertThat(ModelFile.read(file).architecture())
        .isEqualTo(ModelFile.read(run.resolve("model.safetensors")).architecture());
    Invoked again = export(run, "--format=onnx", "--out", graph);
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err())
        .contains("exists: choose another name, or ask for it with `--overwrite`");
    assertThat(export(run, "--format=onnx", "--overwrite", "--out", graph).exit()).isZero();
  }

  @Test
  void fewerBitsSayWhatTheyCostAndGainOnTheTestWindows() throws Exception {
    Path whole = folder.resolve("whole.model");
    assertThat(export(run, "--out", whole).exit()).isZero();
    JsonNode wholeConfig =
        new ObjectMapper().readTree(Files.readString(whole.resolve("config.json")));
    assertThat(wholeConfig.has("precision")).isFalse();
    for (String precision : List.of("int8", "float16")) {
      Path out = folder.resolve(precision + ".model");
      Invoked exported = export(run, "--precision", precision, "--out", out);
      assertThat(exported.exit()).as(exported.err()).isZero();
      assertThat(exported.out())
          .contains("amn " + precision + " is in ", precision + " costs: test cosine ")
          .contains(precision + " gains: the graph takes ", "Stored as " + precision + ": ");
      String card = Files.readString(out.resolve("README.md"));
      assertThat(card)
          .contains("## What storing it as " + precision + " does")
          .contains("| **amn " + precision + "** | ", "| amn | ", "against float32 (");
      JsonNode config = new ObjectMapper().readTree(Files.readString(out.resolve("config.json")));
      JsonNode stated = config.path("precision");
      assertThat(stated.path("name").asText()).isEqualTo(precision);
      assertThat(stated.path("graph_bytes").asLong())
          .isLessThan(stated.path("graph_bytes_float32").asLong());
      assertThat(stated.at("/measured/times_as_fast").asDouble()).isPositive();
      assertThat(stated.at("/measured/times_as_fast_in_batches_of_128").asDouble()).isPositive();
      double difference = stated.at("/measured/test_cosine_difference/value").asDouble();
      Invoked compared =
          Invoked.nextvec(
              "compare", run.toString(), out.toString(), "--json", "--speed-seconds=0.05");
      assertThat(compared.exit()).as(compared.err()).isZero();
      double measured = cosine(compared, precision + ".model") - cosine(compared, "amn");
      assertThat(measured).isCloseTo(difference, within(1e-5));
      assertThat(config.at("/test_cosine/value").asDouble())
          .isCloseTo(cosine(compared, precision + ".model"), within(1e-5));
      assertThat(compared.out().contains("depends on the others in its batch"))
          .isEqualTo(precision.equals("int8"));
      assertThat(stated.path("batch_dependent").asBoolean()).isEqualTo(precision.equals("int8"));
    }
    assertThat(export("persistence", run, "--precision=int8", "--out", folder.resolve("p")).err())
        .contains("`persistence` has no matrix that could be stored as int8");
    assertThat(folder.resolve("p")).doesNotExist();
  }

  private static double cosine(Invoked compared, String name) throws IOException {
    for (JsonNode row : new ObjectMapper().readTree(compared.out()).get("rows")) {
      if (row.get("name").asText().equals(name)) {
        return row.at("/test_cosine/mean").asDouble();
      }
    }
    throw new AssertionError("no row `" + name + "`");
  }

  @Test
  void whatMakesNoSenseIsWrongUsageAndWritesNothing() throws Exception {
    Path out = folder.resolve("out");
    List<Invoked> wrong =
        List.of(
            export("random", run, "--out", out),
            export("ridge", "--out", out),
            export("ridge", run, "--recommended=vecrag", "--out", out),
            export(run, "--max-size=3", "--out", out),
            export(run, "--recommended=poetry", "--out", out),
            export(run, "--context=4", "--out", out),
            export("ridge", "--data", data, "--allow-leak", "--out", out),
            export(run, "--format=pickle", "--out", out),
            export(run, "--format=safetensors", "--precision=int8", "--out", out),
            export(run, "--precision=int4", "--out", out),
            export(run));
    for (Invoked each : wrong) {
      assertThat(each.exit()).as(each.err()).isEqualTo(2);
    }
    assertThat(export(folder.resolve("nowhere"), "--out", out).exit()).isEqualTo(1);
    Files.createDirectory(out);
    Files.writeString(out.resolve("notes"), "mine");
    Invoked taken = export(run, "--out", out);
    assertThat(taken.exit()).isEqualTo(1);
    assertThat(taken.err()).contains("exists and is not empty");
    assertThat(export(run, "--out", out, "--overwrite").exit()).isEqualTo(1);
    assertThat(out.resolve("notes")).exists();
  }
}
