package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.Ranks;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.eval.Measuring;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Progress;
import dev.nextvec.retrieval.Context.Place;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.stats.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetrievalEvaluationTest {
  @TempDir static Path folder = Path.of("");
  private static Path data = Path.of("");
  private static Path index = Path.of("");

  @BeforeAll
  static void make() throws IOException {
    data = Corpora.drifting(folder.resolve("data"), 80, 14, 3);
    index = Corpora.index(data, folder.resolve("index"), SearchType.EXACT);
  }

  private static List<Tally> tallies(
      Dataset dataset, int[] rows, Pool pool, List<Strategy> strategies) throws IOException {
    Windows windows = dataset.windows(5);
    List<Strategy.Vector> kinds = List.of(Strategy.Vector.PERSISTENCE, Strategy.Vector.AVERAGE);
    try (ChunkIndex chunks = ChunkIndex.open(index)) {
      RowMap map = RowMap.of(IndexedDocuments.read(index), dataset);
      Bank bank = pool == Pool.CORPUS ? Bank.whole(windows, map) : Bank.touched(windows, rows, map);
      WindowScan scan =
          new WindowScan(windows, kinds, Optional.empty(), new PlainEngine(2), chunks, bank, true);
      List<Tally> tallies = new ArrayList<>();
      strategies.forEach(
          each -> tallies.add(new Tally(each, kinds, rows.length, scan.candidates())));
      scan.run(rows, each -> tallies.forEach(t -> t.add(each)), Progress.none());
      return tallies;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CORPUS", "TEST"})
  void ranksAreThoseOfTheComparisonOfModels(Pool pool) throws IOException {
    try (Dataset dataset = Dataset.open(data)) {
      Windows windows = dataset.windows(5);
      int[] test = Split.of(dataset, 5, 1).test();
      Map<Strategy, Predictor> same =
          Map.of(
              Strategy.Vector.PERSISTENCE, new Persistence(5, Corpora.DIM),
              Strategy.Vector.AVERAGE, new LinearAverage(5, Corpora.DIM));
      for (Tally tally : tallies(dataset, test, pool, List.copyOf(same.keySet()))) {
        Ranks expected =
            Measuring.test(
                    Objects.requireNonNull(same.get(tally.strategy())),
                    windows,
                    test,
                    new float[Corpora.DIM],
                    new PlainEngine(2),
                    Optional.empty(),
                    Progress.none())
                .retrieval()
                .in(pool);
        assertThat(tally.ranks().above()).containsExactly(expected.above());
        assertThat(tally.ranks().ties()).containsExactly(expected.ties());
        assertThat(tally.ranks().candidates()).containsExactly(expected.candidates());
      }
    }
  }

  @Test
  void whatIsMeasuredIsWhatASearchFinds() throws IOException {
    List<Strategy> strategies = new ArrayList<>();
    List.of("persistence", "average", "bm25", "average+0.6*bm25", "persistence&bm25")
        .forEach(name -> strategies.add(Strategy.parse(name)));
    try (Dataset dataset = Dataset.open(data);
        Retriever retriever = Retriever.open(index)) {
      Windows windows = dataset.windows(5);
      int[] test = Split.of(dataset, 5, 1).test();
      for (Tally tally : tallies(dataset, test, Pool.CORPUS, strategies)) {
        Ranks ranks = tally.ranks();
        Retriever asked = retriever.withStrategy(tally.strategy());
        for (int i = 0; i < test.length; i++) {
          Document document = windows.documents().get(windows.document(test[i]));
          long next = windows.targetRow(test[i]) - document.first();
          List<Hit> hits =
              asked.search(retriever.at(new Place(document.id(), next)), Search.of(2000));
          int place =
              hits.stream()
                  .filter(h -> h.document().equals(document.id()) && h.position() == next)
                  .mapToInt(Hit::rank)
                  .findFirst()
                  .orElse(Integer.MAX_VALUE);
          int first = ranks.above()[i] + 1;
          if (place == Integer.MAX_VALUE) {
            assertThat(first).as("no word is shared").isGreaterThan(hits.size());
          } else {
            assertThat(place)
                .as("%s, window %d", tally.strategy(), test[i])
                .isBetween(first, first + ranks.ties()[i]);
          }
        }
      }
    }
  }

  @Test
  void wordsOfSeveralTextsAreThoseOfEachAlone() throws IOException {
    try (ChunkIndex chunks = ChunkIndex.open(index)) {
      List<String> texts = List.of(chunks.text(3), chunks.text(4), "", chunks.text(3) + " word");
      int[] rows = {700, 3, 4, 17, 0, (int) chunks.rows() - 1, 5};
      float[][] together = chunks.words(texts, rows);
      for (int text = 0; text < texts.size(); text++) {
        float[] alone = chunks.words(List.of(texts.get(text)));
        for (int i = 0; i < rows.length; i++) {
          assertThat(together[i][text]).isCloseTo(alone[rows[i]], within(1e-4f));
        }
      }
      assertThat(together[1][0]).isPositive();
      assertThat(chunks.words(texts, rows)).as("once they are known").isDeepEqualTo(together);
    }
  }

  @Test
  void theResultIsKeptAndDecidesWhatIsUsed() throws IOException {
    try (Dataset dataset = Dataset.open(data);
        OpenedIndex opened = OpenedIndex.open(index)) {
      Split split = Split.of(dataset, 5, 1);
      RetrievalResult result =
          new RetrievalEvaluation(
                  opened,
                  dataset,
                  split,
                  Pool.CORPUS,
                  new PlainEngine(2),
                  Optional.empty(),
                  "",
                  FoldModels.NONE,
                  List.of(),
                  Monitor.none())
              .measureAndKeep(index);
      assertThat(result.rows()).hasSize(7);
      assertThat(result.rows().getFirst().strategy()).isEqualTo(Strategy.Vector.PERSISTENCE);
      RetrievalResult kept =
          RetrievalResult.read(index, opened.manifest(), Pool.CORPUS).orElseThrow();
      assertThat(kept.json()).isEqualTo(result.json());
      double highest = result.table("i").highest().mrr();
      for (StrategyRow row : result.rows()) {
        double behind = row.behind().map(Estimate::value).orElse(0.0);
        assertThat(behind).isCloseTo(row.mrr().value() - highest, within(1e-9));
        assertThat(row.latency().p95()).isBetween(row.latency().p50(), row.latency().p99());
        assertThat(StrategyRow.read(new JsonValue(row.json(), "a row", ""))).isEqualTo(row);
      }
      assertThat(result.table("i").differences()).hasSameSizeAs(result.differences());
      kindsAreThirdsOfAllWindows(result);
      assertThat(result.examples()).isNotEmpty().anyMatch(each -> each.rank() < each.plainRank());
      assertThat(result.examples().getFirst().next()).contains("word");
      try (Retriever retriever = Retriever.open(index)) {
        assertThat(retriever.strategy()).isEqualTo(result.best(any -> true));
      }
      RetrievalResult marked =
          new RetrievalResult(
              result.basis(),
              result.rows(),
              result.differences(),
              result.kinds(),
              result.examples(),
              List.of("a leak"));
      assertThat(marked.best(any -> true)).isEqualTo(Strategy.Vector.PERSISTENCE);
    }
    Path file = index.resolve("evaluation.json");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"windows\" :", "\"windows\" : 1"));
    assertThatThrownBy(() -> Retriever.open(index)).hasMessageContaining("evaluation.json");
    Files.delete(file);
  }

  @Test
  void figuresAmongTheTestDocumentsAreKeptApartAndDecideNothing() throws IOException {
    Path own = Corpora.index(data, folder.resolve("apart"), SearchType.EXACT);
    try (Dataset dataset = Dataset.open(data);
        OpenedIndex opened = OpenedIndex.open(own)) {
      Split split = Split.of(dataset, 5, 1);
      RetrievalResult result =
          new RetrievalEvaluation(
                  opened,
                  dataset,
                  split,
                  Pool.TEST,
                  new PlainEngine(2),
                  Optional.empty(),
                  "",
                  FoldModels.NONE,
                  List.of(),
                  Monitor.none())
              .measureAndKeep(own);
      int chunks = split.test().length / 9 * 14;
      assertThat(result.basis().chunks()).isEqualTo(chunks - 5);
      assertThat(result.json().path("pool").asText()).isEqualTo("test");
      assertThat(result.json().has("best")).isFalse();
      assertThat(opened.measured(Pool.TEST).orElseThrow().json()).isEqualTo(result.json());
      assertThat(own.resolve("evaluation.json")).doesNotExist();
      assertThat(own.resolve("reranker.json")).doesNotExist();
      Files.copy(own.resolve("evaluation-test.json"), own.resolve("evaluation.json"));
      try (OpenedIndex again = OpenedIndex.open(own)) {
        assertThat(again.measured()).isEmpty();
      }
    }
  }

  private static void kindsAreThirdsOfAllWindows(RetrievalResult result) {
    assertThat(result.kinds().stream().map(KindRow::of).distinct())
        .containsExactly(WindowKind.values());
    for (WindowKind kind : WindowKind.values()) {
      List<KindRow> own = result.kinds().stream().filter(row -> row.of() == kind).toList();
      assertThat(own.stream().mapToInt(KindRow::windows).sum()).isEqualTo(result.basis().windows());
      double all = own.stream().mapToDouble(row -> row.windows() * row.mrr()).sum();
      assertThat(all / result.basis().windows())
          .isCloseTo(result.table("i").highest().mrr(), within(1e-6));
      for (int i = 1; i < own.size(); i++) {
        assertThat(own.get(i).from()).isGreaterThan(own.get(i - 1).to());
      }
      for (KindRow row : own) {
        assertThat(row.difference().from()).isEqualTo("persistence");
        assertThat(row.difference().difference().value())
            .isCloseTo(row.mrr() - row.other(), within(1e-9));
        assertThat(row.difference().adjustedP())
            .isGreaterThanOrEqualTo(row.difference().difference().pValue());
      }
    }
  }
}
