package dev.nextvec.cli;

import static dev.nextvec.cli.Invoked.call;
import static dev.nextvec.cli.Invoked.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.internal.torch.Bfloat16;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.model.Model;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.serve.ModelServer;
import dev.nextvec.serve.ServeSettings;
import dev.nextvec.serve.ServeSettings.EncoderChoice;
import dev.nextvec.serve.ServeSettings.Source;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that predict in bfloat16: measured, said, kept nowhere. */
class PredictInBfloat16Test {
  @TempDir static Path trained = Path.of("");
  private static Path data = Path.of("");
  private static Path run = Path.of("");
  private static Path model = Path.of("");

  @BeforeAll
  static void train() throws Exception {
    assumeThatCode(() -> Bfloat16.requireFor(Libtorch.start(Device.CPU, 1)))
        .doesNotThrowAnyException();
    data = TinyData.turning(trained.resolve("data"), 80, 12, 1);
    run = trained.resolve("gru");
    model = trained.resolve("gru.model");
    done(
        "train",
        data,
        "--model-type=gru",
        "--out=" + run,
        "--epochs=2",
        "--hidden=16",
        "--threads=1",
        "--speed-seconds=0.05");
    done("export", run, "--out", model, "--speed-seconds=0.05");
  }

  private static JsonNode json(Object... words) throws IOException {
    return new ObjectMapper().readTree(done(words).out());
  }

  private static Map<Path, byte[]> files(Path folder) throws IOException {
    Map<Path, byte[]> all = new TreeMap<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        all.put(file, Files.readAllBytes(file));
      }
    }
    return all;
  }

  @Test
  void whatItCostsAndGainsIsMeasuredOnValidationWindowsAndNothingOfItIsKept() throws Exception {
    JsonNode plain = json("evaluate", run, "--json", "--speed-seconds=0.05").path("runs").get(0);
    assertThat(plain.has("predicting_narrow")).isFalse();
    Map<Path, byte[]> before = files(run);
    JsonNode both =
        json("evaluate", run, "--json", "--precision=bfloat16", "--speed-seconds=0.05")
            .path("runs")
            .get(0);
    Map<Path, byte[]> after = files(run);
    after.remove(run.resolve("speed.json")); // float32's, measured again where it was disturbed
    before.remove(run.resolve("speed.json"));
    assertThat(after.keySet()).isEqualTo(before.keySet());
    before.forEach((file, bytes) -> assertThat(after.get(file)).as("%s", file).isEqualTo(bytes));
    assertThat(both.path("test_cosine")).isEqualTo(plain.path("test_cosine"));
    JsonNode narrow = both.path("predicting_narrow");
    assertThat(narrow.path("precision").asText()).isEqualTo("bfloat16");
    double cosine = narrow.path("validation_cosine").asDouble();
    double float32 = narrow.path("validation_cosine_float32").asDouble();
    assertThat(float32).isCloseTo(plain.path("validation_cosine").asDouble(), within(1e-5));
    assertThat(cosine).isNotEqualTo(float32).isCloseTo(float32, within(0.01));
    JsonNode difference = narrow.path("validation_cosine_difference");
    assertThat(difference.path("value").asDouble()).isCloseTo(cosine - float32, within(1e-6));
    assertThat(difference.path("low").asDouble()).isLessThan(difference.path("high").asDouble());
    assertThat(narrow.path("cosine_to_float32_lowest").asDouble()).isBetween(0.98, 1 - 1e-9);
    assertThat(narrow.path("cosine_to_float32_mean").asDouble())
        .isBetween(narrow.path("cosine_to_float32_lowest").asDouble(), 1.0);
    for (String kind : new String[] {"latency_ms_p50", "batch_128_ms"}) {
      assertThat(narrow.path(kind).path("narrow").asDouble()).isPositive();
      assertThat(narrow.path(kind).path("float32").asDouble()).isPositive();
      assertThat(narrow.path(kind).path("ratio").asDouble()).isPositive();
    }
  }

  @Test
  void itIsSaidWhereTheFiguresAreRead() {
    String text = done("evaluate", run, "--precision=bfloat16", "--speed-seconds=0.05").out();
    assertThat(text)
        .containsPattern(
            "bfloat16 costs: validation cosine \\d\\.\\d{6}, which is (\\d\\.\\d{6} (below|above)"
                + " float32|equal to float32 to six digits) \\(\\d\\.\\d{6}\\) \\(95 % interval of"
                + " the difference ")
        .contains("instead of")
        .containsPattern("bfloat16 gains: one prediction takes .* ms instead of .* ms")
        .contains("Nothing of these two lines is kept");
    assertThat(done("evaluate", run, "--speed-seconds=0.05").out()).doesNotContain("bfloat16");
  }

  @Test
  void aPredictionSaysHowNearItIsToThatOfFloat32() throws Exception {
    Object[] words = {"predict", run, "--dataset", data, "--document", "d3", "--json"};
    JsonNode exact = json(words);
    assertThat(exact.has("precision")).isFalse();
    JsonNode narrow =
        json(
            "predict",
            run,
            "--dataset",
            data,
            "--document",
            "d3",
            "--json",
            "--precision=BFloat16");
    assertThat(narrow.path("precision").asText()).isEqualTo("bfloat16");
    float[] one = vector(exact);
    float[] other = vector(narrow);
    assertThat(other).isNotEqualTo(one);
    assertThat(narrow.path("cosine_to_float32_lowest").asDouble())
        .isCloseTo(Rows.cosine(one, other), within(1e-6));
    assertThat(
            done("predict", run, "--dataset", data, "--document", "d3", "--precision=bfloat16")
                .out())
        .containsPattern("in bfloat16: cosine with the predictions of float32 0\\.\\d{6}");
  }

  private static float[] vector(JsonNode predicted) {
    JsonNode numbers = predicted.path("predictions").get(0).path("prediction");
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) numbers.get(i).asDouble();
    }
    return vector;
  }

  @Test
  void aProgramOpensARunInIt() throws Exception {
    float[][] context = new float[5][TinyData.DIM];
    for (int i = 0; i < 5; i++) {
      context[i][i] = 1;
    }
    try (Model exact = Model.open(run);
        Model narrow = Model.open(run, PredictionPrecision.BFLOAT16)) {
      float[] one = exact.predict(context).vector();
      float[] other = narrow.predict(context).vector();
      assertThat(other).isNotEqualTo(one);
      assertThat(Rows.cosine(one, other)).isGreaterThan(0.99);
    }
  }

  private static HttpResponse<String> asked(HttpClient http, ModelServer server, String path)
      throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aServerSaysWhichModelPredictsInIt() throws Exception {
    Source wide = new Source("wide", run);
    Source narrow = new Source("narrow", run).in(PredictionPrecision.BFLOAT16);
    ServeSettings settings =
        ServeSettings.of(List.of(wide, narrow))
            .at(ServeSettings.HOST, 0)
            .with(new EncoderChoice.None());
    try (ModelServer server = ModelServer.start(settings);
        HttpClient http = HttpClient.newHttpClient()) {
      server.load();
      JsonNode models =
          new ObjectMapper().readTree(asked(http, server, "/info").body()).path("models");
      assertThat(models.get(0).has("precision")).isFalse();
      assertThat(models.get(1).path("precision").asText()).isEqualTo("bfloat16");
      assertThat(asked(http, server, "/v2/models/wide").headers().map())
          .doesNotContainKey("x-model-precision");
      assertThat(asked(http, server, "/v2/models/narrow").headers().firstValue("X-Model-Precision"))
          .contains("bfloat16");
      assertThat(predicted(http, server, "wide").has("precision")).isFalse();
      assertThat(predicted(http, server, "narrow").path("precision").asText())
          .isEqualTo("bfloat16");
    }
  }

  private static JsonNode predicted(HttpClient http, ModelServer server, String name)
      throws Exception {
    float[][] context = new float[5][TinyData.DIM];
    for (float[] vector : context) {
      vector[0] = 1;
    }
    ObjectMapper json = new ObjectMapper();
    String body =
        json.writeValueAsString(
            json.createObjectNode().put("model", name).putPOJO("vectors", context));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/v1/predict"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return json.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private static void refused(String words, Object... command) {
    Invoked called = call(command);
    assertThat(called.exit()).isNotZero();
    assertThat(called.err()).contains(words);
    assertThat(called.err().strip().lines().filter(line -> line.contains(words))).hasSize(1);
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // or it is served
  void whatDoesNotPredictInItIsRefusedInOneLine() {
    String narrow = "--precision=bfloat16";
    refused("predicts on ONNX Runtime", "predict", model, "--dataset", data, narrow);
    refused("--precision is for runs", "evaluate", model, "--data", data, narrow);
    refused("leave out --precision, or them", "evaluate", run, narrow, "--diagnose");
    refused("predicts on ONNX Runtime", "serve", model, narrow, "--port=0", "--no-encoder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate", "predict"})
  void withoutLibtorchItIsRefusedInOneLine(String command) {
    System.setProperty("nextvec.engine", "plain");
    try {
      Object[] words =
          command.equals("predict")
              ? new Object[] {
                command, run, "--dataset", data, "--document", "d3", "--precision", "bfloat16"
              }
              : new Object[] {command, run, "--precision", "bfloat16"};
      refused("`gru` cannot predict in bfloat16 without libtorch", words);
    } finally {
      System.clearProperty("nextvec.engine");
    }
  }
}
