package dev.nextvec.cli;

import static dev.nextvec.cli.Invoked.call;
import static dev.nextvec.cli.Invoked.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.internal.run.RunLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of halves of the training documents, and a re-ranker that is fitted to what they say. */
class CrossFitCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder = Path.of("");
  private static Path data = Path.of("");
  private static Path run = Path.of("");

  private static Object[] training(Path out, Object... more) {
    Object[] words = {
      "train",
      data,
      "--out=" + out,
      "--model-type=amn-r",
      "--epochs=2",
      "--hidden=8",
      "--learning-rate=0.01",
      "--threads=1",
      "--no-test"
    };
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
  }

  private static Object[] halves(Path out, Object... more) {
    Object[] words = {"--goal=retrieval", "--candidate-map=full", "--cross-fit=2"};
    return training(out, Stream.concat(Stream.of(words), Stream.of(more)).toArray());
  }

  @BeforeAll
  static void make() throws Exception {
    data = TinyData.dataset(folder.resolve("data"), 160, 20, 1);
    run = folder.resolve("runs/full");
    assertThat(done(halves(run)).err())
        .contains("cross-fit: without part 1 of 2 of the training documents");
  }

  private static Set<String> groups(Path of, String part) throws Exception {
    Set<String> names = new TreeSet<>();
    JsonNode split = JSON.readTree(of.resolve("split.json").toFile());
    split.path(part).path("groups").forEach(each -> names.add(each.asText()));
    return names;
  }

  @Test
  void eachModelLearnsFromTheOthersHalfAndAllAreTestedOnTheSame() throws Exception {
    Set<String> one = groups(run.resolve("cross-fit/1"), "train");
    Set<String> two = groups(run.resolve("cross-fit/2"), "train");
    Set<String> both = new TreeSet<>(one);
    both.addAll(two);
    assertThat(both).isEqualTo(groups(run, "train"));
    assertThat(one).doesNotContainAnyElementsOf(two).hasSizeBetween(60, 68);
    for (String part : Set.of("validation", "test")) {
      assertThat(groups(run.resolve("cross-fit/1"), part)).isEqualTo(groups(run, part));
    }
    JsonNode whole = JSON.readTree(run.resolve("run.json").toFile());
    JsonNode half = JSON.readTree(run.resolve("cross-fit/2/run.json").toFile());
    assertThat(half.path("config")).isEqualTo(whole.path("config"));
  }

  @Test
  void theSameCommandTrainsWhatIsMissingAndAnotherNumberOfPartsIsRefused() throws Exception {
    Path own = folder.resolve("runs/again");
    done(halves(own));
    byte[] kept = Files.readAllBytes(own.resolve("cross-fit/2/model.safetensors"));
    byte[] first = Files.readAllBytes(own.resolve("cross-fit/1/model.safetensors"));
    delete(own.resolve("cross-fit/1"));
    Invoked again = done(halves(own));
    assertThat(again.err().lines().filter(line -> line.contains("is trained already"))).hasSize(2);
    assertThat(Files.readAllBytes(own.resolve("cross-fit/1/model.safetensors"))).isEqualTo(first);
    assertThat(Files.readAllBytes(own.resolve("cross-fit/2/model.safetensors"))).isEqualTo(kept);
    Object[] others = {"--goal=retrieval", "--candidate-map=full", "--cross-fit=3"};
    Invoked refused = call(training(own, others));
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("holds a model of other parts of the training documents");
  }

  @Test
  void morePartsThanDocumentsAreRefusedBeforeAnythingIsTrained() throws Exception {
    Path own = folder.resolve("runs/many");
    Invoked refused =
        call(training(own, "--goal=retrieval", "--train-windows=60", "--cross-fit=100"));
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("`cross-fit` must be from 2 to the");
    assertThat(own).doesNotExist();
  }

  @Test
  void aRunInTrainingKeepsItsModelsOfParts() throws Exception {
    Path own = folder.resolve("runs/held");
    done(halves(own));
    for (Path held : List.of(own, own.resolve("cross-fit/1"))) {
      try (RunLock lock = RunLock.take(held)) {
        Invoked refused = call(halves(own, "--overwrite"));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("another training is writing to");
      }
      assertThat(own.resolve("cross-fit/1/model.safetensors")).exists();
      assertThat(own.resolve("cross-fit/2/model.safetensors")).exists();
      assertThat(own.resolve("model.safetensors")).exists();
    }
  }

  private static void delete(Path directory) throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void withoutAModelForRetrievalItIsWrongUsage() {
    Invoked called = call(training(folder.resolve("none"), "--cross-fit=2"));
    assertThat(called.exit()).isEqualTo(2);
    assertThat(called.err()).contains("`--cross-fit` has no effect without `--goal retrieval`");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void evaluateFitsToBothAndMeasuresAnewWhereTheModelsOfPartsAreOthers() throws Exception {
    Path own = folder.resolve("runs/evaluated");
    done(halves(own));
    Path index = folder.resolve("index");
    done("index", data, "--model", own, "--out", index);
    Invoked text = done("evaluate", index, "--threads=1");
    assertThat(text.out())
        .contains("Re-rankers are fitted to validation documents, and to training documents");
    JsonNode kept = JSON.readTree(index.resolve("reranker.json").toFile());
    assertThat(kept.path("cross_fit").asText()).hasSize(64);
    assertThat(kept.path("rerankers")).hasSize(2);
    for (JsonNode each : kept.path("rerankers")) {
      assertThat(each.at("/network/fitted/cross_fitted_windows").asInt()).isGreaterThan(500);
    }
    assertThat(done("evaluate", index, "--threads=1").out()).isEqualTo(text.out());
    assertThat(done("compare", own, "--speed-seconds=0").out()).doesNotContain("cross-fit");
    Path stray = Files.createDirectory(own.resolve("cross-fit/300"));
    Invoked beside = done("evaluate", index, "--threads=1");
    assertThat(beside.err()).contains("warning: " + stray + " is no model of a part");
    assertThat(beside.out()).isEqualTo(text.out());
    Files.delete(stray);
    Path exported = folder.resolve("package");
    done("export", own, "--index", index, "--out", exported, "--speed-seconds=0");
    assertThat(done("evaluate", index, "--model", exported, "--threads=1").out())
        .isEqualTo(text.out()); // a package has no such models, and what they were worth stays
    Path half = own.resolve("cross-fit/2");
    Path aside = folder.resolve("aside");
    Files.move(half, aside);
    Invoked one = done("evaluate", index, "--threads=1");
    assertThat(one.err())
        .contains("re-rankers are fitted to validation documents alone")
        .contains("cross-fit/1 is the only one");
    assertThat(one.out()).doesNotContain("and to training documents");
    Files.move(aside, half);
    Files.move(own.resolve("cross-fit/1"), aside);
    assertThat(done("evaluate", index, "--threads=1", "--again").err())
        .contains("re-rankers are fitted to validation documents alone")
        .contains("cross-fit/1 is missing or has only begun");
    done(halves(own, "--overwrite", "--seed=5"));
    assertThat(JSON.readTree(half.resolve("run.json").toFile()).at("/config/seed").asInt())
        .isEqualTo(5);
  }

  @Test
  void withFewDocumentsOneInEachPartIsTrainedAndWhatCannotBeFittedIsSaid() throws Exception {
    Path few = TinyData.dataset(folder.resolve("few"), 6, 40, 3);
    Path own = folder.resolve("runs/few");
    Object[] words = {
      "train",
      few,
      "--out=" + own,
      "--model-type=amn-r",
      "--goal=retrieval",
      "--epochs=1",
      "--hidden=8",
      "--threads=1",
      "--no-test"
    };
    Invoked tooMany = call(with(words, "--cross-fit=5"));
    assertThat(tooMany.exit()).isEqualTo(1);
    assertThat(tooMany.err())
        .contains("`cross-fit` must be from 2 to the 4 documents of the training part but was 5");
    done(with(words, "--cross-fit=4"));
    for (int fold = 1; fold <= 4; fold++) {
      assertThat(groups(own.resolve("cross-fit/" + fold), "train")).hasSize(3);
    }
    Path index = folder.resolve("few.index");
    done("index", few, "--model", own, "--out", index);
    for (String pool : List.of("corpus", "test")) {
      Invoked measured = done("evaluate", index, "--pool=" + pool, "--threads=1");
      assertThat(measured.err())
          .contains(
              "model:reranked is not measured: too few documents have validation windows, 1:");
      assertThat(measured.out()).contains("persistence").doesNotContain("Re-rankers are fitted");
    }
    assertThat(JSON.readTree(index.resolve("reranker.json").toFile()).path("rerankers")).isEmpty();
    Files.createDirectory(own.resolve("cross-fit/100"));
    assertThat(done("evaluate", index, "--threads=1", "--again").err())
        .contains("cross-fit/100 is of too many parts: `cross-fit` must be from 2 to the 4");
  }

  private static Object[] with(Object[] words, Object more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
  }

  @Test
  void aSingleTrainingDocumentHasNoParts() throws Exception {
    Path three = TinyData.dataset(folder.resolve("three"), 3, 12, 4);
    Path own = folder.resolve("runs/three");
    Invoked refused =
        call(
            "train",
            three,
            "--out=" + own,
            "--model-type=amn-r",
            "--goal=retrieval",
            "--cross-fit=2");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("there is only one: add documents");
    assertThat(own).doesNotExist();
  }
}
