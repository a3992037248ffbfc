package dev.nextvec.cli;

import static dev.nextvec.cli.Invoked.call;
import static dev.nextvec.cli.Invoked.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.progress.Monitor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index beside runs, in `compare` and `recommend`. */
class IndexInComparisonTest {
  private static final String QUICK = "--speed-seconds=0";

  @TempDir static Path folder = Path.of("");
  private static Path data = Path.of("");
  private static Path run = Path.of("");
  private static Path index = Path.of("");

  @BeforeAll
  static void make() throws Exception {
    data = RetrieveTest.words(folder.resolve("data"), 60, 10);
    run = folder.resolve("runs/amn");
    done(
        "train",
        data,
        "--model-type=amn",
        "--out=" + run,
        "--epochs=1",
        "--hidden=8",
        "--threads=1",
        "--no-test",
        "--split-seed=3");
    index = folder.resolve("index");
    done("index", data, "--out", index, "--model", run);
  }

  @Test
  void theTableOfTheIndexIsOfTheRunsOwnTestDocuments() throws Exception {
    Path page = folder.resolve("page.html");
    Invoked shown =
        done(
            "compare",
            folder.resolve("runs"),
            "--index",
            index,
            "--html",
            page,
            "--threads=1",
            QUICK);
    assertThat(shown.out())
        .contains("Retrieval from the whole corpus: index", "persistence&bm25", "Use for vecRAG: ");
    assertThat(Files.readString(page)).contains("id=\"corpus-search\"");
    JsonNode evaluated =
        new ObjectMapper().readTree(done("evaluate", index, "--split-seed=3", "--json").out());
    JsonNode compared =
        new ObjectMapper().readTree(done("compare", run, "--index", index, "--json", QUICK).out());
    assertThat(compared.path("corpus_search").path("model").asText()).isEqualTo("amn");
    assertThat(compared.path("split_sha256")).isEqualTo(evaluated.path("split_sha256"));
    for (int i = 0; i < 10; i++) {
      JsonNode one = evaluated.path("strategies").get(i);
      JsonNode other = compared.path("corpus_search").path("strategies").get(i);
      assertThat(other.path("strategy")).isEqualTo(one.path("strategy"));
      assertThat(other.path("mrr").path("mean")).isEqualTo(one.path("mrr").path("value"));
    }
  }

  @Test
  void theDemoShowsTheMiddleOfTheFirstTestDocument() throws Exception {
    try (Dataset dataset = Dataset.open(data)) {
      Split split = Split.of(dataset, 5, 3);
      DemoRetrieval shown =
          DemoRetrieval.of(dataset, split, index, run, "persistence&bm25", Monitor.none());
      int document = dataset.windows(5).document(split.test()[0]);
      assertThat(shown.place().document()).isEqualTo("d" + document);
      assertThat(shown.place().at()).isEqualTo(7); // of the five targets 5 to 9
      assertThat(shown.next().text()).isEqualTo("topic%d part7 part8".formatted(document));
      assertThat(shown.found().keySet())
          .containsExactly("persistence", "model", "persistence&bm25");
      assertThat(shown.by("persistence&bm25").rank())
          .isLessThanOrEqualTo(shown.by("persistence").rank());
      assertThat(shown.text())
          .contains(
              "After chunks 2 to 6 of d" + document,
              "  the model finds d",
              "  the true next chunk was d%d, chunk 7:".formatted(document),
              " by persistence&bm25.");
      assertThat(shown.json().path("model").path("rank_of_next").asInt())
          .isEqualTo(shown.by("model").rank());
    }
  }

  @Test
  void recommendSaysWhatToSearchBy() throws Exception {
    JsonNode answer =
        new ObjectMapper()
            .readTree(
                done("recommend", run, "--index", index, "--use-case=vecrag", "--json", QUICK)
                    .out())
            .path("use_cases")
            .get(0);
    assertThat(answer.path("answer").asText()).isEqualTo("no-model");
    assertThat(answer.path("models").get(0).asText()).contains("bm25");
    assertThat(answer.path("rule").asText())
        .contains("all chunks of the corpus", "without a model before");
  }

  @Test
  void anIndexOfOtherDataOrBesideFoldsIsRefused() throws Exception {
    Path other = folder.resolve("other.index");
    done("index", TinyData.dataset(folder.resolve("other"), 60, 10, 8), "--out", other);
    Invoked refused = call("compare", run, "--index", other);
    assertThat(refused.exit()).as(refused.err()).isEqualTo(1);
    assertThat(refused.err()).contains("is not the dataset that").hasLineCount(1);
    Invoked folds = call("compare", run, "--index", index, "--folds=3");
    assertThat(folds.exit()).as(folds.err()).isEqualTo(2);
    Invoked missing = call("compare", run, "--index", folder.resolve("none"));
    assertThat(missing.exit()).isEqualTo(1);
    assertThat(missing.err()).contains("none does not exist").hasLineCount(1);
  }
}
