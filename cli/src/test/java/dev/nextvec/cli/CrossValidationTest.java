package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few documents: what one test split cannot say, and the folds of all documents can. */
class CrossValidationTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SENTENCE =
      "cross-validated: 5 folds; the figures are of the recipe, not of one trained model";

  @TempDir static Path shared;
  private static Path data = Path.of("");
  private static Path runs = Path.of("");

  @TempDir Path folder;

  /** Each vector is the one before it, turned by a law, with some noise: only models can follow. */
  @BeforeAll
  static void trainOnFortyDocuments() throws Exception {
    data = TinyData.turning(shared.resolve("turning"), 40, 16, 1);
    runs = shared.resolve("runs");
    succeed(train("amn-r", runs.resolve("amn-r"), "--epochs=2"));
    succeed(train("amn", runs.resolve("amn"), "--epochs=2", "--learning-rate=1e-9"));
  }

  private static Invoked train(String type, Path out, String... more) {
    return train(data, type, out, more);
  }

  private static Invoked train(Path dataset, String type, Path out, String... more) {
    List<String> words = new ArrayList<>(List.of("train", dataset.toString()));
    words.addAll(List.of("--model-type", type, "--out", out.toString(), "--hidden=16"));
    words.addAll(List.of("--threads=1", "--device=cpu"));
    words.addAll(Invoked.noSpeed(more));
    words.addAll(List.of(more));
    return Invoked.nextvec(words.toArray(String[]::new));
  }

  private static Invoked compare(Path from, String... more) {
    return compare(new StopSignal(), from, more);
  }

  private static Invoked compare(StopSignal stop, Path from, String... more) {
    List<String> words = new ArrayList<>(List.of("compare", from.toString()));
    words.addAll(List.of("--threads=1", "--device=cpu", "--speed-seconds=0"));
    words.addAll(List.of(more));
    return Invoked.nextvec(stop, words.toArray(String[]::new));
  }

  private static Invoked succeed(Invoked done) {
    assertThat(done.exit()).as(done.err()).isZero();
    return done;
  }

  private static String verdict(JsonNode json, String first, String second) {
    for (JsonNode pair : json.get("pairs")) {
      if (pair.get("first").asText().equals(first) && pair.get("second").asText().equals(second)) {
        return pair.get("verdict").asText();
      }
    }
    throw new AssertionError("no pair of " + first + " and " + second);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static TreeMap<String, FileTime> models(Path directory) throws IOException {
    TreeMap<String, FileTime> models = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(f -> f.endsWith("model.safetensors")).toList()) {
        models.put(file.toString(), Files.getLastModifiedTime(file));
      }
    }
    return models;
  }

  @Test
  void fortyDocumentsGetAnAnswerFromFoldsThatOneTestSplitCannotGive() throws Exception {
    JsonNode alone = JSON.readTree(succeed(compare(runs, "--json")).out());
    assertThat(alone.get("test_documents").asInt()).isEqualTo(4);
    assertThat(verdict(alone, "amn-r", "amn")).isNotIn("better", "worse", "equal");

    Path html = folder.resolve("report.html");
    Path markdown = folder.resolve("report.md");
    Invoked compared =
        succeed(compare(runs, "--folds=5", "--json", "--html=" + html, "--markdown=" + markdown));
    JsonNode folds = JSON.readTree(compared.out());
    assertThat(folds.get("folds").asInt()).isEqualTo(5);
    assertThat(folds.get("test_documents").asInt()).isEqualTo(40);
    assertThat(folds.get("test_windows").asInt()).isEqualTo(40 * 11);
    assertThat(verdict(folds, "amn-r", "amn")).isEqualTo("better");
    assertThat(verdict(folds, "amn-r", "linear average")).isEqualTo("better");
    assertThat(verdict(folds, "amn", "linear average")).isNotIn("better", "worse");
    for (JsonNode pair : folds.get("pairs")) {
      if (pair.get("verdict").asText().equals("tie")) {
        assertThat(pair.has("settled_by")).isFalse();
        assertThat(pair.get("needs").findValuesAsText("kind"))
            .containsExactly("more_folds", "seeds");
      }
    }
    assertThat(folds.get("findings").toString()).doesNotContain("would be enough");
    assertThat(Files.readString(html)).contains(SENTENCE);
    assertThat(Files.readString(markdown)).contains(SENTENCE);
  }

  @Test
  void saysWhatItTrainsAndMarksEveryTable() {
    Invoked compared = succeed(compare(runs, "--folds=5"));
    assertThat(compared.err()).contains("cross-validation trains 5 x 2 networks");
    assertThat(compared.out()).contains(SENTENCE);
    List<String> lines = compared.out().lines().toList();
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i - 1).endsWith("(in-domain)")) {
        assertThat(SENTENCE).startsWith(lines.get(i).strip());
      }
    }
  }

  @Test
  @Tag("slow")
  void recipesThatDifferInNothingThatMattersAreNotToldApart() throws Exception {
    Path equal = folder.resolve("equal");
    for (int seed = 1; seed <= 3; seed++) {
      String[] options = {"--epochs=3", "--seed=" + seed, "--patience=" + (5 + seed)};
      succeed(train("gru", equal.resolve("gru" + seed), options));
    }
    JsonNode json = JSON.readTree(succeed(compare(equal, "--folds=4", "--json")).out());
    int pairs = 0;
    for (JsonNode pair : json.get("pairs")) {
      if (pair.get("first").asText().startsWith("gru")
          && pair.get("second").asText().startsWith("gru")) {
        assertThat(pair.get("verdict").asText()).isNotIn("better", "worse");
        pairs++;
      }
    }
    assertThat(pairs).isEqualTo(3);
  }

  @Test
  @Tag("slow")
  void continuesWhereItWasStoppedAndTrainsNothingTwice() throws Exception {
    Path own = folder.resolve("runs");
    Files.createDirectories(own);
    copy(runs.resolve("amn-r"), own.resolve("amn-r"));
    StopSignal stop = new StopSignal();
    stop.request();
    Invoked stopped = compare(stop, own, "--folds=4");
    assertThat(stopped.exit()).isEqualTo(130);
    assertThat(stopped.out()).isEmpty();
    JsonNode first = JSON.readTree(succeed(compare(own, "--folds=4", "--json")).out());
    TreeMap<String, FileTime> trained = models(own.resolve(".folds"));
    assertThat(trained).hasSize(4);
    deleteModelsOf(own.resolve(".folds"), "fold-3");
    JsonNode second = JSON.readTree(succeed(compare(own, "--folds=4", "--json")).out());
    assertThat(second.get("pairs")).isEqualTo(first.get("pairs"));
    TreeMap<String, FileTime> again = models(own.resolve(".folds"));
    assertThat(again.keySet()).isEqualTo(trained.keySet());
    trained.forEach(
        (path, time) -> {
          if (!path.contains("fold-3")) {
            assertThat(again.get(path)).as(path).isEqualTo(time);
          }
        });
  }

  private static void deleteModelsOf(Path folds, String fold) throws IOException {
    try (Stream<Path> files = Files.walk(folds)) {
      for (Path file :
          files
              .filter(f -> f.toString().contains(fold))
              .sorted(Comparator.reverseOrder())
              .toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  @Tag("slow")
  void runsWithOtherSettingsHaveTrainingsOfTheirOwn() throws Exception {
    Path own = folder.resolve("runs");
    succeed(train("amn", own.resolve("amn"), "--epochs=1"));
    succeed(compare(own, "--folds=3"));
    succeed(train("amn", own.resolve("amn"), "--epochs=2", "--overwrite"));
    succeed(compare(own, "--folds=3"));
    assertThat(models(own.resolve(".folds"))).hasSize(6);
  }

  @Test
  void refusesFoldsThatTheDocumentsCannotFill() {
    Invoked tooMany = compare(runs, "--folds=41");
    assertThat(tooMany.exit()).isEqualTo(2);
    assertThat(tooMany.err())
        .contains("`folds` must be from 2 to the 40 documents of at least 6 chunks but was 41");
    Invoked one = compare(runs, "--folds=1");
    assertThat(one.exit()).isEqualTo(2);
    assertThat(one.err())
        .contains("`--folds` must be a whole number from 2")
        .contains("but was `1`");
  }

  @Test
  void refusesWhatNeedsOneModelOrNoFolds() {
    assertThat(compare(runs, "--folds=5", "--diagnose").exit()).isEqualTo(2);
    assertThat(compare(runs, "--jobs=2").err()).contains("no effect without `--folds`");
    assertThat(compare(runs, "--folds=5", "--jobs=0").exit()).isEqualTo(2);
  }

  @Test
  void refusesOtherDataAndRunsOfAPart() throws Exception {
    Path other = TinyData.turning(folder.resolve("other"), 30, 12, 2);
    Invoked elsewhere = compare(runs, "--folds=5", "--data=" + other);
    assertThat(elsewhere.exit()).isEqualTo(1);
    assertThat(elsewhere.err()).contains("is not the data that").contains("was trained on");
    Path part = folder.resolve("part/amn");
    succeed(train("amn", part, "--epochs=1", "--train-windows=50"));
    assertThat(compare(part, "--folds=5").err()).contains("--train-windows 50");
  }

  @Test
  @Tag("slow")
  void copiesOfDocumentsInOtherFoldsAreALeak() throws Exception {
    Path copies = TinyData.twice(folder.resolve("copies"), 20, 16, 3);
    Path run = folder.resolve("runs/amn");
    succeed(train(copies, "amn", run, "--epochs=1", "--no-test"));
    Invoked compared = compare(run, "--folds=2");
    assertThat(compared.exit()).isEqualTo(1);
    assertThat(compared.err()).contains("leak:");
    Invoked allowed = succeed(compare(run, "--folds=2", "--allow-leak"));
    assertThat(allowed.out()).contains("fold 1: ");
  }

  @Test
  void refusesDataWhoseDocumentsAreUnknown() throws Exception {
    Path array = TinyData.npy(folder.resolve("a.npy"), "90, 8", TinyData.vectors(90));
    Path guessed = folder.resolve("a.nv");
    succeed(Invoked.nextvec("data", "import", array.toString(), "--out", guessed.toString()));
    Path run = folder.resolve("runs/amn");
    succeed(train(guessed, "amn", run, "--epochs=1", "--no-test"));
    Invoked refused = compare(run, "--folds=5");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("are unknown").contains("give article ids");
  }

  @Test
  void documentsWithoutAWindowAreCounted() throws Exception {
    Path mixed = TinyData.turning(folder.resolve("mixed"), 20, 16, 4, 3, 5);
    Path run = folder.resolve("runs/amn");
    succeed(train(mixed, "amn", run, "--epochs=1"));
    Invoked compared = succeed(compare(run, "--folds=2"));
    assertThat(compared.out().replaceAll("\\s+", " "))
        .contains("2 of 22 documents have fewer than 6 chunks")
        .contains("220 test windows in 20 documents");
  }
}
