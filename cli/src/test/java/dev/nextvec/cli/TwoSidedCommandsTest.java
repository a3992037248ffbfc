package dev.nextvec.cli;

import static dev.nextvec.cli.Invoked.call;
import static dev.nextvec.cli.Invoked.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.Dataset;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Model;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model with two sides, from its training to a search, through the command line. */
class TwoSidedCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared = Path.of("");
  private static Path data = Path.of("");
  private static Path full = Path.of("");
  private static Path narrow = Path.of("");
  private static Path exported = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void train() throws Exception {
    data = TinyData.turning(shared.resolve("data"), 80, 12, 1);
    full = shared.resolve("runs/full");
    narrow = shared.resolve("runs/narrow");
    exported = shared.resolve("full.model");
    train(full, "--candidate-map=full");
    train(narrow, "--candidate-map=low-rank", "--map-rank=3");
    done("export", full, "--out", exported, "--speed-seconds=0");
  }

  private static void train(Path out, Object... more) {
    Object[] words = {
      "train",
      data,
      "--out=" + out,
      "--model-type=amn-r",
      "--goal=retrieval",
      "--epochs=3",
      "--hidden=8",
      "--learning-rate=0.01",
      "--threads=1",
      "--speed-seconds=0"
    };
    done(Stream.concat(Stream.of(words), Stream.of(more)).toArray());
  }

  private static void refused(int exit, String said, Object... words) {
    Invoked called = call(words);
    assertThat(called.exit()).as(called.err()).isEqualTo(exit);
    assertThat(called.err()).contains(said);
    assertThat(called.err().lines().filter(line -> line.startsWith("nextvec:"))).hasSize(1);
    assertThat(called.out()).isEmpty();
  }

  private static CandidateMap map(Path model) throws IOException {
    try (Model open = Model.open(model)) {
      return open.candidates().orElseThrow();
    }
  }

  @Test
  void optionsWithoutTheirGoalAreWrongUsage() {
    Object[] words = {"train", data, "--model-type=amn-r", "--out=" + folder.resolve("run")};
    refused(2, "`--candidate-map` has no effect without `--goal retrieval`", with(words, "full"));
    refused(2, "`--candidate-map` has no effect without `--goal retrieval`", with(words, "none"));
    refused(
        2,
        "`--map-rank` has no effect without `--candidate-map low-rank`",
        Stream.concat(
                Stream.of(words),
                Stream.of("--goal=retrieval", "--candidate-map=full", "--map-rank=3"))
            .toArray());
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private static Object[] with(Object[] words, String map) {
    Object[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--candidate-map=" + map;
    return all;
  }

  @Test
  void theRunSaysHowItsCandidatesAreMapped() throws Exception {
    JsonNode run = JSON.readTree(narrow.resolve("run.json").toFile());
    assertThat(run.path("format").asInt()).isEqualTo(3);
    assertThat(run.at("/config/candidate_map").asText()).isEqualTo("low-rank");
    assertThat(run.at("/config/map_rank").asInt()).isEqualTo(3);
    assertThat(map(narrow).kind()).isEqualTo("low-rank");
    assertThat(map(full).kind()).isEqualTo("full");
  }

  @Test
  void itsTestSaysThatItsCosineIsNotWhatItIsFor() throws Exception {
    assertThat(done("evaluate", full, "--speed-seconds=0").out())
        .contains("`full` has two sides: its vector is to be compared with mapped chunks");
    Invoked compared = done("compare", full, "--json", "--speed-seconds=0");
    assertThat(JSON.readTree(compared.out()).path("warnings").toString())
        .contains("`full` has two sides");
  }

  @Test
  void itIsRecommendedOnlyWhereItsVectorMeetsMappedChunks() throws Exception {
    JsonNode uses =
        JSON.readTree(done("recommend", full, "--json", "--speed-seconds=0.05").out())
            .path("use_cases");
    assertThat(uses).hasSize(6);
    for (JsonNode use : uses) {
      String name = use.path("use_case").asText();
      boolean suits = name.equals("vecrag") || name.equals("research");
      assertThat(use.path("excluded").toString().contains("two sides"))
          .as(name)
          .isNotEqualTo(suits);
      if (!suits) {
        assertThat(use.path("models").toString()).as(name).doesNotContain("full");
      }
    }
  }

  @Test
  void onePackageHoldsBothSidesAndGraphsAloneAreRefused() throws Exception {
    assertThat(map(exported).sha256()).isEqualTo(map(full).sha256());
    JsonNode config = JSON.readTree(exported.resolve("config.json").toFile());
    assertThat(config.path("format").asText()).isEqualTo("nextvec-model-2");
    assertThat(config.at("/candidate_map/map_sha256").asText()).isEqualTo(map(full).sha256());
    assertThat(Files.readString(exported.resolve("README.md")))
        .contains("its vector is to be compared with mapped chunks");
    Path alone = folder.resolve("alone.onnx");
    refused(
        1, "has two sides", "export", full, "--out", alone, "--format=onnx", "--speed-seconds=0");
    assertThat(alone).doesNotExist();
    Files.copy(exported.resolve("model.onnx"), alone);
    refused(
        1, "one side of a model with two", "predict", alone, "--dataset", data, "--document=d0");
  }

  @Test
  void aPackageIsRankedAsItsRun() throws Exception {
    double run = first(full).at("/retrieval/test/mrr").asDouble();
    assertThat(run).isPositive();
    assertThat(first(exported).at("/retrieval/test/mrr").asDouble()).isCloseTo(run, within(1e-3));
  }

  private static JsonNode first(Path model) throws Exception {
    String out = done("evaluate", model, "--data", data, "--json", "--speed-seconds=0").out();
    JsonNode json = JSON.readTree(out);
    return json.has("runs") ? json.path("runs").get(0) : json;
  }

  @Test
  void theNearestChunksAreTheNearestOfTheMapped() throws Exception {
    Invoked called =
        done(
            "predict",
            exported,
            "--dataset",
            data,
            "--document=d0",
            "--at=6",
            "--nearest",
            data,
            "--top-k=1",
            "--json");
    assertThat(called.err()).contains("to be compared with mapped chunks");
    JsonNode prediction = JSON.readTree(called.out()).path("predictions").get(0);
    float[] query = new float[TinyData.DIM];
    for (int i = 0; i < query.length; i++) {
      query[i] = (float) prediction.path("prediction").get(i).asDouble();
    }
    CandidateMap map = map(exported);
    double best = -1;
    try (Dataset dataset = Dataset.open(data)) {
      for (long row = 0; row < dataset.count(); row++) {
        boolean context = row >= dataset.documents().getFirst().first() + 1 && row < 6;
        double cosine = Rows.cosine(query, map.apply(dataset.vectors().read(row)));
        best = context ? best : Math.max(best, cosine);
      }
    }
    assertThat(prediction.path("nearest").get(0).path("cosine").asDouble())
        .isCloseTo(best, within(1e-5));
  }

  @Test
  void anIndexIsSearchedByTheModelThatItWasMadeForAlone() throws Exception {
    Path index = folder.resolve("index");
    JsonNode made =
        JSON.readTree(done("index", data, "--model", exported, "--out", index, "--json").out());
    assertThat(made.path("format").asText()).isEqualTo("nextvec-index-2");
    assertThat(made.at("/model/map_sha256").asText()).isEqualTo(map(full).sha256());
    done("retrieve", index, "--document=d0", "--at=6", "--strategy=model");
    assertThat(done("evaluate", index).out()).contains("persistence", "model");
    Object[] asked = {"retrieve", index, "--document=d0", "--strategy=model", "--model", narrow};
    refused(1, "another model", asked);
    Path plain = folder.resolve("plain");
    done("index", data, "--out", plain);
    asked = new Object[] {"retrieve", plain, "--document=d0", "--strategy=model", "--model", full};
    refused(1, "was made for chunks as they are", asked);
    refused(1, "was made for chunks as they are", "evaluate", plain, "--model", full);
  }

  @Test
  void itIsNotLookedIntoAndItsPredictionsAreNotTakenForOthers() throws Exception {
    refused(1, "is not looked into", "explain", full, "--threads=1");
    Path saved = folder.resolve("saved.npy");
    done("evaluate", full, "--save-predictions", saved, "--speed-seconds=0");
    refused(
        1,
        "are of a model with two sides",
        "compare",
        narrow,
        "--predictions",
        "mine=" + saved,
        "--speed-seconds=0");
  }

  @Test
  void whatStandsBesideSavedPredictionsIsNoPlaceForAnotherResult() throws Exception {
    refused(
        2,
        "two results would be written to " + folder.resolve("p.json"),
        "evaluate",
        narrow,
        "--save-predictions",
        folder.resolve("p.npy"),
        "--diagnose",
        "--html",
        folder.resolve("p.json"));
  }

  @Test
  void itsWeightsAreNotImportedWithoutTheirMap() throws Exception {
    refused(
        1,
        "candidate_map.weight",
        "import",
        full.resolve("model.safetensors"),
        "--model-type=amn-r",
        "--out",
        folder.resolve("imported"));
  }

  @Test
  void anIndexKnowsARunAndThePackageExportedFromItAsOneModel() throws Exception {
    Path index = folder.resolve("index");
    done("index", data, "--model", full, "--out", index);
    Object[] evaluate = {"evaluate", index, "--allow-leak", "--json"};
    JsonNode measured = JSON.readTree(done(evaluate).out());
    Object[] packaged = Arrays.copyOf(evaluate, 5);
    packaged[4] = "--model=" + exported;
    Invoked again = done(packaged);
    assertThat(JSON.readTree(again.out())).isEqualTo(measured);
    Object[] retrieve = {"retrieve", index, "--strategy=model", "--document=d1", "--at=6"};
    String hits = done(retrieve).out();
    assertThat(done(with(retrieve, exported)).out()).isEqualTo(hits);
    Path few = folder.resolve("few.model");
    done("export", full, "--out", few, "--precision=int8", "--speed-seconds=0");
    refused(1, few + " is another model", with(retrieve, few));
    Path other = folder.resolve("other");
    done("index", data, "--model", exported, "--out", other);
    retrieve[1] = other;
    assertThat(done(with(retrieve, full)).out()).isEqualTo(hits);
  }

  private static Object[] with(Object[] words, Path model) {
    Object[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--model=" + model;
    return all;
  }
}
