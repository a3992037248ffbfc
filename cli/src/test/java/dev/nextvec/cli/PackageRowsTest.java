package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.safetensors.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model packages, measured in one table with runs and baselines. */
final class PackageRowsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SAME =
      List.of(
          "test_cosine",
          "validation_cosine",
          "mse_normalised",
          "mean_removed_cosine",
          "skill_normalised",
          "retrieval",
          "top_k",
          "flops");

  @TempDir static Path common = Path.of("");
  private static Path data = Path.of("");
  private static Path run = Path.of("");
  private static Path model = Path.of("");
  private static Path ridge = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void trainAndExport() throws Exception {
    data = TinyData.turning(common.resolve("data"), 80, 12, 1);
    run = common.resolve("runs/amn");
    model = common.resolve("amn.model");
    ridge = common.resolve("ridge");
    train(run);
    ok("export", run, "--out", model);
    ok("export", "ridge", run, "--out", ridge);
  }

  private static void train(Path out, Object... more) {
    ok(
        Stream.concat(
                Stream.of("train", data, "--model-type=amn", "--out", out, "--hidden=8"),
                Stream.concat(Stream.of("--epochs=2", "--no-test"), Stream.of(more)))
            .toArray());
  }

  private static Invoked nextvec(Object... words) {
    return Invoked.nextvec(
        Stream.concat(
                Stream.of(words).map(Object::toString),
                words[0].equals("train") || words[0].equals("explain")
                    ? Stream.of("--threads=1")
                    : Stream.of("--threads=1", "--speed-seconds=0"))
            .toArray(String[]::new));
  }

  private static Invoked ok(Object... words) {
    Invoked done = nextvec(words);
    assertThat(done.exit()).as(done.err()).isZero();
    return done;
  }

  private static JsonNode json(Object... words) throws IOException {
    return JSON.readTree(ok(Stream.concat(Stream.of(words), Stream.of("--json")).toArray()).out());
  }

  private static JsonNode row(JsonNode comparison, String name) {
    for (JsonNode row : comparison.get("rows")) {
      if (row.get("name").asText().equals(name)) {
        return row;
      }
    }
    throw new AssertionError("no row `" + name + "`");
  }

  private static void requireClose(String where, JsonNode found, JsonNode expected) {
    if (expected.isObject()) {
      expected
          .properties()
          .forEach(
              part ->
                  requireClose(
                      where + "/" + part.getKey(), found.get(part.getKey()), part.getValue()));
    } else if (expected.isArray()) {
      for (int i = 0; i < expected.size(); i++) {
        requireClose(where + "/" + i, found.get(i), expected.get(i));
      }
    } else if (expected.isNumber()) {
      assertThat(found.doubleValue()).as(where).isCloseTo(expected.doubleValue(), within(1e-5));
    } else {
      assertThat(found).as(where).isEqualTo(expected);
    }
  }

  private static void requireSame(JsonNode found, JsonNode expected) {
    for (String field : SAME) {
      requireClose(field, found.get(field), expected.get(field));
    }
    for (String part : List.of("difference", "interval", "percent", "p_value")) {
      String at = "/versus_linear_average/" + part;
      requireClose(at, found.at(at), expected.at(at));
    }
  }

  @Test
  void aPackageOfARunHasTheFiguresOfTheRun() throws Exception {
    JsonNode table = json("compare", run, model, ridge);
    JsonNode packaged = row(table, "amn.model");
    requireSame(packaged, row(table, "amn"));
    assertThat(packaged.get("kind").asText()).isEqualTo("network");
    assertThat(packaged.get("parameters")).isEqualTo(row(table, "amn").get("parameters"));
    assertThat(packaged.get("weight_bytes").asLong())
        .isEqualTo(Files.size(model.resolve("model.onnx")));
    assertThat(packaged.at("/environment/blas").asText()).startsWith("ONNX Runtime 1.");
    assertThat(packaged.has("training_seconds")).isFalse();
    assertThat(packaged.has("seed")).isFalse();
    assertThat(packaged.has("latency_ms")).isTrue();
  }

  @Test
  void aPackageOfABaselineStandsBesideTheBaselineThatItIs() throws Exception {
    JsonNode table = json("compare", run, ridge);
    JsonNode packaged = row(table, "ridge (package)");
    requireSame(packaged, row(table, "ridge"));
    assertThat(packaged.get("kind").asText()).isEqualTo("baseline");
  }

  @Test
  void everyTableSaysThatNobodyCanCheckWhatAPackageLearnedFrom() {
    String text = ok("compare", run, model, ridge).out();
    String sentence =
        "`amn.model`, `ridge (package)` are model packages: what they learned from is only what"
            + " they say";
    assertThat(text.split(Pattern.quote(sentence), -1).length).isGreaterThan(5);
    assertThat(text)
        .contains("A package gives predictions of unit length: the raw MSE and skill of")
        .contains("What some of the rows were trained on cannot be checked.");
  }

  @Test
  void packagesAloneAreTestedOnTheDataThatIsNamed() throws Exception {
    JsonNode beside = json("compare", run, model, ridge);
    JsonNode alone = json("compare", model, ridge, "--data", data);
    for (String name : List.of("amn.model", "ridge (package)", "linear average")) {
      requireSame(row(alone, name), row(beside, name));
    }
    JsonNode tested = json("evaluate", model, "--data", data).at("/runs/0");
    requireClose(
        "cosine", tested.at("/test_cosine/mean"), row(beside, "amn").at("/test_cosine/mean"));
    assertThat(tested.get("kind").asText()).isEqualTo("package");
    assertThat(json("evaluate", run, model).get("runs")).hasSize(2);
    Invoked nowhere = nextvec("evaluate", model);
    assertThat(nowhere.exit()).isEqualTo(1);
    assertThat(nowhere.err()).contains("does not say where its data is", "`--data`");
  }

  @Test
  void aPackageOfOtherDataOrAnotherSplitIsRefusedAsARunOfItIs() throws Exception {
    Path other = TinyData.turning(folder.resolve("other"), 60, 12, 2);
    Path fitted = folder.resolve("ridge.model");
    ok("export", "ridge", "--data", other, "--out", fitted);
    Invoked refused = nextvec("compare", run, fitted);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("were tested on different rows (dataset ");
    assertThat(nextvec("evaluate", fitted, "--data", data).err())
        .contains("is not the data that `" + fitted + "` says it learned from");
    Path again = folder.resolve("split.model");
    ok("export", "ridge", "--data", data, "--split-seed=2", "--out", again);
    Invoked split = nextvec("compare", run, again);
    assertThat(split.exit()).isEqualTo(1);
    assertThat(split.err()).contains("were tested on different rows (split ");
    ok("evaluate", again, "--data", data);
  }

  @Test
  void onOtherDataAPackageIsMarkedOutOfDomainBesideItsRun() throws Exception {
    Path other = TinyData.turning(folder.resolve("other"), 60, 12, 2);
    JsonNode table = json("compare", run, model, "--data", other);
    assertThat(table.get("domain").asText()).isEqualTo("out-of-domain");
    requireSame(row(table, "amn.model"), row(table, "amn"));
    assertThat(json("compare", run, model, "--data", other).get("rows"))
        .isEqualTo(table.get("rows"));
  }

  @Test
  void recommendTakesPackagesAndFoldsAndExplainNameThem() throws Exception {
    assertThat(json("recommend", run, model).get("use_cases")).hasSize(6);
    Invoked folds = nextvec("compare", run, model, "--folds=3");
    assertThat(folds.exit()).isEqualTo(2);
    assertThat(folds.err()).contains("`" + model + "` is a model package: folds train networks");
    Invoked explained = nextvec("explain", model);
    assertThat(explained.exit()).isEqualTo(1);
    assertThat(explained.err()).contains("is a model package: explain looks into a run");
    assertThat(nextvec("evaluate", model, "--data", data, "--diagnose").exit()).isEqualTo(2);
    assertThat(ok("compare", run, model, model).err()).contains("is the same model as");
  }

  /** A copy of a package whose description was changed and sealed anew. */
  private Path forged(Path from, Consumer<ObjectNode> change) throws IOException {
    Path to = folder.resolve("forged");
    if (!Files.exists(to)) {
      copy(from, to);
    }
    Path config = to.resolve("config.json");
    ObjectNode json = (ObjectNode) JSON.readTree(Files.readString(config));
    change.accept(json);
    for (String file : List.of("model.onnx", "golden.safetensors", "model.safetensors")) {
      ((ObjectNode) json.get("files")).put(file, Sha256.ofFile(to.resolve(file)));
    }
    json.remove("sha256");
    Seal.put(json);
    Files.writeString(config, json.toString());
    return to;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void whatAPackageClaimsIsNotBelieved() throws Exception {
    Path forged =
        forged(
            model,
            json -> {
              ((ObjectNode) json.get("test_cosine")).put("value", 0.9999);
              json.put("parameters", 3);
            });
    JsonNode table = json("compare", run, forged);
    requireSame(row(table, "forged"), row(table, "amn"));
    assertThat(row(table, "forged").get("parameters"))
        .isEqualTo(row(table, "amn").get("parameters"));
  }

  @Test
  void aPackageWithAWeightThatIsNoNumberIsRefused() throws Exception {
    Path broken = folder.resolve("forged");
    copy(ridge, broken);
    float[] offset = Safetensors.read(ridge.resolve("model.safetensors")).tensor("offset").values();
    Path graph = broken.resolve("model.onnx");
    byte[] bytes = Files.readAllBytes(graph);
    bytes = replaced(bytes, bytes(offset[0], offset[1]), bytes(Float.NaN, offset[1]));
    Files.write(graph, bytes);
    assertThat(nextvec("compare", run, broken).err()).contains("was changed or damaged");
    Invoked refused = nextvec("compare", run, forged(ridge, json -> {}));
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains(broken + " does not predict what was recorded");
    assertThat(refused.out()).isEmpty();
  }

  private static byte[] bytes(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static byte[] replaced(byte[] in, byte[] what, byte[] by) {
    int found = 0;
    for (int at = 0; at + what.length <= in.length; at++) {
      if (Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
        System.arraycopy(by, 0, in, at, by.length);
        found++;
      }
    }
    assertThat(found).isPositive();
    return in;
  }

  @Test
  void aPackageOfOtherSizesThatClaimsTheDataIsRefused() throws Exception {
    Path fitted = folder.resolve("short.model");
    ok("export", "persistence", "--data", data, "--context=4", "--out", fitted);
    JsonNode own = JSON.readTree(Files.readString(model.resolve("config.json")));
    Path forged =
        forged(
            fitted,
            json ->
                json.put("dataset_sha256", own.get("dataset_sha256").asText())
                    .put("split_sha256", own.get("split_sha256").asText()));
    Invoked refused = nextvec("compare", run, forged);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("takes contexts of 4 x 8 but the data has 5 x 8");
  }
}
