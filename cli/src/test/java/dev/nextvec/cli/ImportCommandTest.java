package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that were trained elsewhere, as a run that the other commands take. */
final class ImportCommandTest {
  private static final String UNKNOWN = "what it was trained on is not known";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  private static Path data = Path.of("");
  private static Path trained = Path.of("");
  private static Path weights = Path.of("");

  @TempDir Path folder;
  private Path run = Path.of("");

  @BeforeAll
  static void trainAndTakeTheWeights() throws Exception {
    data = TinyData.turning(shared.resolve("turning"), 30, 12, 1);
    trained = shared.resolve("runs/gru");
    List<String> words = new ArrayList<>(List.of("train", data.toString(), "--model-type", "gru"));
    words.addAll(List.of("--hidden", "8", "--layers", "1", "--epochs", "1", "--threads", "1"));
    words.addAll(List.of("--device", "cpu", "--no-test", "--out", trained.toString()));
    assertThat(Invoked.nextvec(words.toArray(String[]::new)).exit()).isZero();
    Map<String, FloatTensor> tensors =
        Safetensors.read(trained.resolve("model.safetensors")).tensors();
    new Safetensors(Map.of(), tensors).tensor("output_proj.bias").values()[0] += 0.01f;
    weights = shared.resolve("tuned.safetensors");
    new Safetensors(Map.of(), tensors).write(weights);
  }

  @BeforeEach
  void nameRun() {
    run = folder.resolve("mine");
  }

  private static Invoked nextvec(String command, Object... arguments) {
    List<String> words = new ArrayList<>(List.of(command));
    Arrays.stream(arguments).map(Object::toString).forEach(words::add);
    words.addAll(List.of("--device", "cpu", "--threads", "1"));
    return Invoked.nextvec(words.toArray(String[]::new));
  }

  private Invoked imported(Object... more) {
    List<Object> words = new ArrayList<>(List.of(weights, "--out", run));
    words.addAll(Arrays.asList(more));
    return nextvec("import", words.toArray());
  }

  private static void requireDone(Invoked invoked) {
    assertThat(invoked.exit()).as(invoked.err()).isZero();
  }

  private static void requireRefused(Invoked invoked, int exit, String... said) {
    assertThat(invoked.exit()).as(invoked.err()).isEqualTo(exit);
    assertThat(invoked.err()).contains(said);
    assertThat(invoked.err().strip().lines().toList().getLast()).contains(said);
  }

  @Test
  void aRunWithADatasetIsEvaluatedAndComparedAndExplainedWithItsMark() throws Exception {
    Invoked made = imported("--model-type", "gru", "--context", 5, "--dataset", data);
    requireDone(made);
    assertThat(made.out()).contains("all tensors in tuned.safetensors", "not known");
    Invoked evaluated = nextvec("evaluate", run, "--speed-seconds", 0);
    requireDone(evaluated);
    assertThat(evaluated.out()).contains("cosine", UNKNOWN);
    JsonNode json =
        JSON.readTree(nextvec("compare", run, trained, "--speed-seconds", 0, "--json").out());
    assertThat(json.path("training_unknown").path(0).asText()).contains("`mine`", UNKNOWN);
    assertThat(json.path("marks")).isEmpty();
    Invoked compared = nextvec("compare", run, trained, "--speed-seconds", 0);
    requireDone(compared);
    assertThat(compared.out()).contains(UNKNOWN, "What some of the rows were trained on");
    assertThat(compared.out()).doesNotContain("The test leaks");
    Invoked explained = nextvec("explain", run);
    requireDone(explained);
    assertThat(explained.out()).contains(UNKNOWN);
  }

  /** From any other folder, too: a run says where its data is. */
  @Test
  void aRunRemembersItsDatasetByItsWholePath() throws Exception {
    Path named = Path.of("").toAbsolutePath().relativize(data.toAbsolutePath());
    requireDone(imported("--model-type", "gru", "--context", 5, "--dataset", named));
    assertThat(JSON.readTree(run.resolve("run.json").toFile()).path("dataset").asText())
        .isEqualTo(data.toAbsolutePath().normalize().toString());
  }

  @Test
  void everyTableAndPictureOfAReportIsMarked() throws Exception {
    requireDone(imported("--model-type", "gru", "--context", 5, "--dataset", data));
    Path html = folder.resolve("page.html");
    requireDone(nextvec("compare", run, trained, "--speed-seconds", 0, "--html", html));
    String page = Files.readString(html);
    assertThat(page.split(UNKNOWN, -1).length).isGreaterThan(page.split("<table", -1).length);
    assertThat(page).contains("not known (imported)");
  }

  @Test
  void whatTheJsonSaysOfAnImport() throws Exception {
    Invoked made = imported("--model-type", "gru", "--context", 5, "--json");
    requireDone(made);
    JsonNode json = JSON.readTree(made.out());
    assertThat(json.path("model_type").asText()).isEqualTo("gru");
    assertThat(json.path("origin").path("file").asText()).isEqualTo("tuned.safetensors");
    assertThat(json.path("origin").path("sha256").asText()).hasSize(64);
    assertThat(json.path("probe_reproduced").asBoolean(true)).isFalse();
    assertThat(json.path("warnings").path(0).asText()).contains(UNKNOWN);
  }

  @Test
  void aRunWithoutADatasetPredictsAndSaysThatItHasNoTest() throws Exception {
    requireDone(imported("--model-type", "gru", "--context", 5));
    try (Model model = Model.open(run)) {
      assertThat(model.predict(new float[5][TinyData.DIM]).vector()).hasSize(TinyData.DIM);
    }
    for (String command : List.of("evaluate", "explain", "compare", "recommend")) {
      requireRefused(nextvec(command, run), 1, "was imported without a dataset", "`--dataset`");
    }
    requireRefused(
        nextvec("compare", run, trained, "--speed-seconds", 0), 1, "imported without a dataset");
    requireRefused(nextvec("evaluate", run, "--data", data), 1, "imported without a dataset");
  }

  @Test
  void weightsOfARunThatWereTrainedOnTakeItsTestWindows() throws Exception {
    requireDone(imported("--like", trained));
    assertThat(Files.readString(run.resolve("split.json")))
        .isEqualTo(Files.readString(trained.resolve("split.json")));
    JsonNode origin = JSON.readTree(Files.readString(run.resolve("run.json"))).path("origin");
    assertThat(origin.path("run").asText()).isEqualTo(trained.toString());
    Invoked compared = nextvec("compare", run, trained, "--speed-seconds", 0);
    requireDone(compared);
    assertThat(compared.out()).contains("`mine` was imported (tuned.safetensors, of " + trained);
  }

  /** The length before its header may begin with any byte, that of an old pickle too. */
  @Test
  void aSafetensorsFileIsOneWhateverTheLengthOfItsHeader() throws Exception {
    Map<String, FloatTensor> tensors = Safetensors.read(weights).tensors();
    Path file = folder.resolve("padded.safetensors");
    for (int padding = 0; padding < 256; padding += 8) {
      new Safetensors(Map.of("note", "x".repeat(padding)), tensors).write(file);
      if (Byte.toUnsignedInt(Files.readAllBytes(file)[0]) == 0x80) {
        requireDone(nextvec("import", file, "--like", trained, "--out", run));
        return;
      }
    }
    throw new AssertionError("no header of such a length was made");
  }

  @Test
  void theCardOfItsPackageSaysThatNothingIsKnownOfItsTraining() throws Exception {
    requireDone(imported("--model-type", "gru", "--context", 5, "--dataset", data));
    Path model = folder.resolve("mine.model");
    requireDone(nextvec("export", run, "--out", model, "--speed-seconds", 0.05));
    assertThat(Files.readString(model.resolve("README.md")))
        .contains("Not known, nor how: its weights are from the file tuned.safetensors (sha256 `")
        .contains(UNKNOWN, "which it may have learned from", "It was tested on:")
        .doesNotContain("that it did not learn from", "for training", "epoch", "of its training");
    JsonNode training =
        JSON.readTree(Files.readString(model.resolve("config.json"))).path("training");
    assertThat(training.at("/origin/file").asText()).isEqualTo("tuned.safetensors");
    assertThat(training.at("/origin/sha256").asText()).hasSize(64);
    assertThat(training.has("settings")).isFalse();
    assertThat(training.has("training_windows")).isFalse();
    assertThat(training.path("provenance").has("split_seed")).isTrue();
    assertThat(training.path("provenance").has("seed")).isFalse();
    requireDone(nextvec("compare", trained, model, "--speed-seconds", 0.05));
  }

  @Test
  void anImportedRunIsNeitherTrainedOnNorTrainedAnewInFolds() {
    requireDone(imported("--like", trained));
    requireRefused(
        nextvec("compare", run, "--folds", 3, "--speed-seconds", 0),
        1,
        "was imported",
        "leave it out");
    requireRefused(
        nextvec("train", data, "--model-type", "gru", "--hidden", 8, "--layers", 1, "--out", run),
        1,
        "holds weights that were imported",
        "`--out`");
  }

  @Test
  void asksForTheNetworkAndForWhatTheWeightsDoNotSay() {
    requireRefused(imported(), 2, "--model-type", "--like");
    requireRefused(imported("--model-type", "gru"), 1, "`--context`");
    requireRefused(imported("--model-type", "lstm", "--context", 5), 1, "`--model-type gru`");
    requireRefused(imported("--model-type", "all", "--context", 5), 2, "--model-type");
    requireRefused(imported("--model-type", "gru", "--context", 0), 2, "context");
    assertThat(run).doesNotExist();
  }

  @Test
  void refusesADatasetThatIsNotThere() {
    Path other = folder.resolve("other.npy");
    requireRefused(
        imported("--model-type", "gru", "--context", 5, "--dataset", other), 1, "other.npy");
    assertThat(run).doesNotExist();
  }
}
