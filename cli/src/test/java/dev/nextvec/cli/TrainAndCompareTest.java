package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.compare.Figures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from a dataset to a comparison, with networks of a few hundred weights. */
class TrainAndCompareTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  private static Path data = Path.of("");

  @TempDir Path folder;
  private Path runs = Path.of("");

  @BeforeAll
  static void makeData() throws Exception {
    data = TinyData.dataset(shared.resolve("walk"), 30, 16, 1);
  }

  @BeforeEach
  void nameRuns() {
    runs = folder.resolve("runs");
  }

  private static Invoked train(String type, Path out, String... more) {
    return train(new StopSignal(), type, out, more);
  }

  private static Invoked train(StopSignal stop, String type, Path out, String... more) {
    List<String> words = new ArrayList<>(List.of("train", data.toString(), "--model-type", type));
    words.addAll(List.of("--out", out.toString(), "--hidden", "16"));
    if (!List.of(more).contains("--epochs")) {
      words.addAll(List.of("--epochs", "2"));
    }
    words.addAll(List.of("--threads", "1", "--device", "cpu"));
    words.addAll(Invoked.noSpeed(more));
    words.addAll(List.of(more));
    return Invoked.nextvec(stop, words.toArray(String[]::new));
  }

  /** Without when it was compared, its first date. */
  private static String undated(String comparison) {
    return comparison.replaceFirst("\"date\":\"[^\"]*\"", "");
  }

  private Invoked trainAll(String... more) {
    List<String> sizes = new ArrayList<>(List.of("--heads", "2", "--feed-forward", "16"));
    sizes.addAll(List.of(more));
    return train("all", runs, sizes.toArray(String[]::new));
  }

  @Test
  void trainsAllFourTestsThemAndComparesThemWithEveryBaseline() throws Exception {
    Invoked trained = trainAll("--json");
    assertThat(trained.err()).contains("epoch  1/2", "epoch  2/2", "val cosine");
    assertThat(trained.exit()).isZero();
    assertThat(JSON.readTree(trained.out()).get("runs")).hasSize(4);
    for (String name : List.of("amn", "lstm", "gru", "transformer")) {
      assertThat(runs.resolve(name))
          .isDirectoryContaining("glob:**/model.safetensors")
          .isDirectoryContaining("glob:**/metrics.jsonl")
          .isDirectoryContaining("glob:**/evaluation.json")
          .isDirectoryContaining("glob:**/tensorboard");
    }
    Path html = folder.resolve("out/report.html");
    Path markdown = folder.resolve("out/report.md");
    Invoked compared =
        Invoked.nextvec(
            "compare",
            runs.toString(),
            "--html=" + html,
            "--markdown=" + markdown,
            "--json",
            "--speed-seconds=0");
    assertThat(compared.exit()).as(compared.err()).isZero();
    JsonNode json = JSON.readTree(compared.out());
    List<String> names = new ArrayList<>();
    for (JsonNode row : json.get("rows")) {
      names.add(row.get("name").asText());
      if (names.getLast().equals("linear average")) {
        String bar = Figures.cosine(row.get("validation_cosine").asDouble());
        assertThat(trained.err()).contains("to beat: val cosine " + bar + ",");
      }
    }
    assertThat(names)
        .containsExactlyInAnyOrder(
            "amn",
            "lstm",
            "gru",
            "transformer",
            "linear average",
            "persistence",
            "mean vector",
            "random",
            "learned average",
            "ridge");
    assertThat(Files.readString(html)).contains("<svg", "transformer", "learned average");
    assertThat(Files.readString(markdown))
        .contains("Complete architecture comparison", "Training configuration")
        .doesNotContain("TBD");
    assertThat(runs.resolve(".baselines")).isDirectory();
  }

  @Test
  void comparesAgainWithoutMeasuringAndEvenWithoutTheData() throws Exception {
    Path own = TinyData.dataset(folder.resolve("own"), 30, 16, 2);
    Path run = folder.resolve("runs/amn");
    String[] training = {
      "train",
      own.toString(),
      "--model-type=amn",
      "--out=" + run,
      "--epochs=1",
      "--hidden=8",
      "--threads=1",
      "--speed-seconds=0"
    };
    assertThat(Invoked.nextvec(training).exit()).isZero();
    Invoked first = Invoked.nextvec("compare", run.toString(), "--json", "--speed-seconds=0");
    assertThat(first.exit()).isZero();
    Files.move(own, folder.resolve("moved"));
    Invoked stored = Invoked.nextvec("compare", run.toString(), "--json");
    assertThat(stored.exit()).as(stored.err()).isZero();
    assertThat(undated(stored.out())).isEqualTo(undated(first.out()));
    Invoked again = Invoked.nextvec("evaluate", run.toString(), "--again");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.err()).contains("--data").hasLineCount(1);
    Invoked there =
        Invoked.nextvec(
            "evaluate",
            run.toString(),
            "--again",
            "--speed-seconds=0",
            "--data=" + folder.resolve("moved"));
    assertThat(there.exit()).as(there.err()).isZero();
    assertThat(there.out()).contains("cosine", "mse", "above 0.9", "latency", "parameters");
  }

  @Test
  void doesNothingTwice() throws Exception {
    Path run = folder.resolve("amn");
    assertThat(train("amn", run).exit()).isZero();
    FileTime trained = Files.getLastModifiedTime(run.resolve("run.json"));
    FileTime tested = Files.getLastModifiedTime(run.resolve("evaluation.json"));
    Invoked again = train("amn", run);
    assertThat(again.exit()).isZero();
    assertThat(again.err()).contains("trained already");
    assertThat(Files.getLastModifiedTime(run.resolve("run.json"))).isEqualTo(trained);
    assertThat(Files.getLastModifiedTime(run.resolve("evaluation.json"))).isEqualTo(tested);
  }

  @Test
  void leavesTheTestToWhoeverFirstNeedsIt() throws Exception {
    Path run = folder.resolve("untested");
    Invoked trained = train("amn", run, "--no-test", "--json");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(JSON.readTree(trained.out()).at("/runs/0/path").asText()).isEqualTo(run.toString());
    assertThat(run.resolve("model.safetensors")).exists();
    assertThat(run.resolve("evaluation.json")).doesNotExist();
    assertThat(train("amn", run, "--no-test").out()).contains("compare " + run);
    assertThat(Invoked.nextvec("compare", run.toString(), "--speed-seconds=0").exit()).isZero();
    assertThat(run.resolve("evaluation.json")).exists();
  }

  @Test
  void trainsSideBySideToTheSameWeights() throws Exception {
    assertThat(trainAll().exit()).isZero();
    Path other = folder.resolve("other");
    Invoked trained = train("all", other, "--heads", "2", "--feed-forward", "16", "--jobs", "3");
    assertThat(trained.exit()).as(trained.err()).isZero();
    for (String name : List.of("amn", "lstm", "gru", "transformer")) {
      assertThat(other.resolve(name).resolve("model.safetensors"))
          .hasSameBinaryContentAs(runs.resolve(name).resolve("model.safetensors"));
    }
  }

  @Test
  void trainsEachSeedIntoADirectoryOfItsOwnOnOneSplitAndResumesThem() throws Exception {
    Invoked trained = train("amn", runs, "--seeds", "3", "--seed", "4", "--jobs", "2", "--json");
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(JSON.readTree(trained.out()).get("runs").findValuesAsText("path"))
        .containsExactly(
            runs.resolve("amn-seed-4").toString(),
            runs.resolve("amn-seed-5").toString(),
            runs.resolve("amn-seed-6").toString());
    Path alone = folder.resolve("alone");
    assertThat(train("amn", alone, "--seed", "5").exit()).isZero();
    assertThat(alone.resolve("model.safetensors"))
        .hasSameBinaryContentAs(runs.resolve("amn-seed-5/model.safetensors"));
    assertThat(runs.resolve("amn-seed-4/split.json"))
        .hasSameBinaryContentAs(runs.resolve("amn-seed-6/split.json"));
    assertThat(train("amn", runs, "--seeds", "4", "--seed", "3").err())
        .contains("amn-seed-4   is trained already", "amn-seed-3    epoch  1/2");
    Invoked compared =
        Invoked.nextvec("compare", runs.toString(), "--json", "--speed-seconds=0", "--margin=1.9");
    assertThat(compared.exit()).as(compared.err()).isZero();
    JsonNode json = JSON.readTree(compared.out());
    assertThat(json.get("rows")).hasSize(7);
    for (JsonNode row : json.get("rows")) {
      assertThat(row.path("seeds").size())
          .isEqualTo(row.get("name").asText().equals("amn") ? 4 : 0);
    }
    assertThat(json.get("pairs")).hasSize(21);
    for (JsonNode pair : json.get("pairs")) {
      boolean known = pair.has("interval");
      assertThat(pair.get("verdict").asText()).isEqualTo(known ? "equal" : "cannot_say");
    }
  }

  @Test
  void refusesAMarginThatNoCosineCanLeave() {
    Invoked refused = Invoked.nextvec("compare", data.toString(), "--margin=-1");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("`--margin` must be a number at least 0").hasLineCount(1);
  }

  @Test
  void refusesSeedsThatCannotBe() {
    assertThat(train("amn", runs, "--seeds", "0").err())
        .contains("`--seeds` must be a whole number from 1");
    assertThat(train("amn", folder.resolve("amn")).exit()).isZero();
    Invoked inside = train("amn", folder.resolve("amn"), "--seeds", "2");
    assertThat(inside.exit()).isEqualTo(1);
    assertThat(inside.err()).contains("is a run itself").hasLineCount(1);
  }

  @Test
  void stopsWhenAskedToAndContinuesWithTheSameCommand() throws Exception {
    Path whole = folder.resolve("whole");
    assertThat(train("lstm", whole, "--epochs", "3").exit()).isZero();
    Path run = folder.resolve("lstm");
    StopSignal stop = new StopSignal();
    Thread asking =
        Thread.startVirtualThread(
            () -> {
              while (!Files.exists(run.resolve("metrics.jsonl"))) {
                Thread.onSpinWait();
              }
              stop.request();
            });
    Invoked stopped = train(stop, "lstm", run, "--epochs", "3");
    asking.join();
    assertThat(stopped.exit()).isEqualTo(130);
    assertThat(stopped.err()).contains("everything is saved; continue with: nextvec train");
    Invoked continued = train("lstm", run, "--epochs", "3");
    assertThat(continued.exit()).as(continued.err()).isZero();
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
  }

  @Test
  void refusesOtherSettingsInTheSameDirectoryUnlessToldToOverwrite() throws Exception {
    Path run = folder.resolve("amn");
    assertThat(train("amn", run).exit()).isZero();
    Invoked refused = train("amn", run, "--learning-rate", "0.001");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("learning-rate", "--overwrite");
    Invoked replaced = train("amn", run, "--learning-rate", "0.001", "--overwrite");
    assertThat(replaced.exit()).as(replaced.err()).isZero();
    assertThat(Files.readString(run.resolve("run.json"))).contains("0.001");
  }

  @Test
  void refusesToPutRunsWithDifferentTestRowsIntoOneTable() throws Exception {
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    assertThat(train("amn", a).exit()).isZero();
    assertThat(train("amn", b, "--split-seed", "2").exit()).isZero();
    Invoked compared = Invoked.nextvec("compare", a.toString(), b.toString());
    assertThat(compared.exit()).isEqualTo(1);
    assertThat(compared.out()).isEmpty();
    assertThat(compared.err()).contains("different rows", "--split-seed").hasLineCount(1);
    try (Stream<Path> kept = Files.walk(folder.resolve(".baselines"))) {
      // `train` looked for leaks; nothing was measured
      assertThat(kept.filter(Files::isRegularFile)).allMatch(file -> file.endsWith("leaks.json"));
    }
  }

  @Test
  void everySettingIsAnOptionAndIsRecorded() throws Exception {
    Path run = folder.resolve("transformer");
    Invoked trained =
        train(
            "transformer",
            run,
            "--dimension=8",
            "--context=3",
            "--layers=2",
            "--heads=4",
            "--feed-forward=24",
            "--dropout=0.3",
            "--batch-size=16",
            "--learning-rate=0.002",
            "--weight-decay=0.1",
            "--beta1=0.8",
            "--beta2=0.99",
            "--clip=2",
            "--loss=infonce",
            "--temperature=0.1",
            "--schedule=warmup-cosine",
            "--warmup=0.2",
            "--early-stop=1",
            "--seed=7",
            "--precision=float32",
            "--split-seed=3");
    assertThat(trained.exit()).as(trained.err()).isZero();
    JsonNode json = JSON.readTree(Files.readString(run.resolve("run.json")));
    assertThat(json.get("architecture").toString())
        .isEqualTo(
            "{\"name\":\"transformer\",\"dimension\":8,\"context_length\":3,\"hidden\":16,\"layers\":2,\"heads\":4,\"feed_forward\":24,\"dropout\":0.3}");
    assertThat(json.get("config").toString())
        .isEqualTo(
            "{\"epochs\":2,\"batch_size\":16,\"learning_rate\":0.002,\"weight_decay\":0.1,\"beta1\":0.8,\"beta2\":0.99,\"clip\":2.0,\"loss\":\"infonce\",\"temperature\":0.1,\"schedule\":\"warmup-cosine\",\"warmup\":0.2,\"early_stop\":1,\"seed\":7,\"precision\":\"float32\",\"goal\":\"regression\"}");
    assertThat(json.get("provenance").get("split_seed").asLong()).isEqualTo(3);
  }

  @Test
  void leavesNoTemporaryFiles() throws Exception {
    Path run = folder.resolve("amn");
    assertThat(train("amn", run).exit()).isZero();
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains(".tmp-") || name.contains(".partial"));
    }
  }
}
