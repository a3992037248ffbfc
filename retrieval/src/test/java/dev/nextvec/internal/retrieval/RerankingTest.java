package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Document;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.model.Model;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Progress;
import dev.nextvec.retrieval.Context;
import dev.nextvec.retrieval.Context.Place;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.stats.Verdict;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worlds in which a re-ranker must win, in which none may, and in which it would cheat. */
class RerankingTest {
  private static final int DOCUMENTS = 150;
  private static final int CHUNKS = 22;
  private static final Strategy RERANKED = Strategy.parse("persistence+bm25:reranked");

  @TempDir static Path folder = Path.of("");
  private static Path data = Path.of("");
  private static Path index = Path.of("");
  private static List<String> notes = new ArrayList<>();
  private static RetrievalResult result = none();

  private static RetrievalResult none() {
    return new RetrievalResult(
        new RetrievalResult.Basis("", "", Pool.CORPUS, "", "", 1, 1, 1),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private interface World {
    float[] of(Random random, int document, int chunks);
  }

  private static Path write(Path target, int dimension, World world, boolean reversed)
      throws IOException {
    float[][] all = new float[DOCUMENTS][];
    List<List<String>> texts = new ArrayList<>();
    Random random = new Random(11);
    for (int d = 0; d < DOCUMENTS; d++) {
      all[d] = world.of(random, d, CHUNKS);
      List<String> words = new ArrayList<>(Corpora.texts(random, CHUNKS));
      Collections.shuffle(words, random);
      texts.add(words);
    }
    DatasetOptions options =
        DatasetOptions.of(dimension, VectorType.FLOAT32)
            .withEncoder(Optional.of(Corpora.encoder("drift", 0)));
    try (DatasetWriter writer = DatasetWriter.create(target, options)) {
      for (int i = 0; i < DOCUMENTS; i++) {
        int d = reversed ? DOCUMENTS - 1 - i : i;
        writer.begin((reversed ? "another" : "d") + d, "", "d" + d);
        writer.add(texts.get(d), all[d], 0, CHUNKS);
        writer.end();
      }
      writer.finish();
    }
    return target;
  }

  /**
   * In a document three threads take turns: the next chunk goes on where the third last left off,
   * and persistence, which looks for what is like the newest, must be wrong.
   */
  private static float[] threads(Random random, int document, int chunks) {
    int dim = Corpora.DIM;
    float[] topic = Corpora.walk(random, 1, dim);
    float[][] threads = new float[3][];
    for (int t = 0; t < 3; t++) {
      threads[t] = Corpora.walk(random, 1, dim);
    }
    float[] rows = new float[chunks * dim];
    for (int c = 0; c < chunks; c++) {
      float[] thread = threads[c % 3];
      for (int i = 0; i < dim; i++) {
        thread[i] += 0.15f * (float) random.nextGaussian();
        rows[c * dim + i] = topic[i] + 0.6f * thread[i];
      }
      Rows.normalise(rows, c * dim, dim);
    }
    return rows;
  }

  /** Chunks of a document are alike but for noise, so that any of them may be next. */
  private static float[] alike(Random random, int document, int chunks) {
    float[] topic = Corpora.walk(random, 1, Corpora.DIM);
    float[] rows = new float[chunks * Corpora.DIM];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = topic[i % Corpora.DIM] + 0.05f * (float) random.nextGaussian();
    }
    for (int c = 0; c < chunks; c++) {
      Rows.normalise(rows, c * Corpora.DIM, Corpora.DIM);
    }
    return rows;
  }

  private static float[] noise(Random random, int document, int chunks) {
    float[] rows = new float[chunks * Corpora.DIM];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    for (int c = 0; c < chunks; c++) {
      Rows.normalise(rows, c * Corpora.DIM, Corpora.DIM);
    }
    return rows;
  }

  private static RetrievalResult evaluate(Path of, Path from, Optional<Model> model)
      throws IOException {
    try (Dataset dataset = Dataset.open(from);
        OpenedIndex opened = OpenedIndex.open(of)) {
      notes = new ArrayList<>();
      Monitor told =
          new Monitor() {
            @Override
            public void log(String line) {
              notes.add(line);
            }

            @Override
            public void logOnce(String topic, String line) {
              notes.add(line);
            }

            @Override
            public boolean isStopRequested() {
              return false;
            }

            @Override
            public Work begin(String name, String unit) {
              return Monitor.none().begin(name, unit);
            }
          };
      return new RetrievalEvaluation(
              opened,
              dataset,
              Split.of(dataset, 5, 1),
              Pool.CORPUS,
              new PlainEngine(2),
              model,
              model.map(any -> "known 0").orElse(""),
              FoldModels.NONE,
              List.of(),
              told)
          .measureAndKeep(of);
    }
  }

  private static Optional<StrategyRow> row(RetrievalResult of, Strategy strategy) {
    return of.rows().stream().filter(each -> each.strategy().equals(strategy)).findFirst();
  }

  private static List<Verdict> verdicts(RetrievalResult of, String strategy, String from) {
    return of.differences().stream()
        .filter(each -> each.strategy().equals(strategy) && each.from().startsWith(from))
        .filter(each -> each.metric().equals(RetrievalMetric.MRR.key()))
        .map(StrategyDifference::verdict)
        .toList();
  }

  @BeforeAll
  static void make() throws IOException {
    data = write(folder.resolve("data"), Corpora.DIM, RerankingTest::threads, false);
    index = Corpora.index(data, folder.resolve("index"), SearchType.EXACT);
    result = evaluate(index, data, Optional.empty());
  }

  @Test
  void whereOlderChunksSayWhatComesNextTheReRankerWinsAndIsChosen() throws IOException {
    double plain = result.rows().getFirst().mrr().value();
    assertThat(row(result, RERANKED).orElseThrow().mrr().value()).isGreaterThan(plain + 0.2);
    assertThat(verdicts(result, RERANKED.label(), "persistence")) // alone, and its sum
        .containsExactly(Verdict.BETTER, Verdict.BETTER);
    try (Retriever retriever = Retriever.open(index)) {
      assertThat(retriever.strategy()).isEqualTo(RERANKED);
      assertThat(retriever.parts())
          .extracting(each -> each.label().replaceAll("[0-9.]+", "W"))
          .containsExactly("persistence+W*bmW", "persistence", "bmW");
    }
  }

  @Test
  void whereNothingSaysWhatComesNextItIsNotSaidToWin() throws IOException {
    Path from = write(folder.resolve("noise"), Corpora.DIM, RerankingTest::alike, false);
    Path of = Corpora.index(from, folder.resolve("noise.index"), SearchType.EXACT);
    RetrievalResult measured = evaluate(of, from, Optional.empty());
    assertThat(row(measured, RERANKED)).isPresent();
    assertThat(verdicts(measured, RERANKED.label(), "persistence"))
        .hasSize(2)
        .doesNotContain(Verdict.BETTER);
  }

  /** Vectors to which somebody appended which document they are of, and where in it. */
  private static float[] labelled(Random random, int document, int chunks) {
    int extra = 64;
    int dim = Corpora.DIM + extra;
    float[] plain = noise(random, document, chunks);
    float[] own = Corpora.walk(new Random(1000 + document), 1, extra);
    float[] rows = new float[chunks * dim];
    for (int c = 0; c < chunks; c++) {
      System.arraycopy(plain, c * Corpora.DIM, rows, c * dim, Corpora.DIM);
      for (int i = 0; i < extra; i++) { // turned a little further by each chunk
        double angle = 0.1 * c;
        double partner = own[(i + extra / 2) % extra] * (i < extra / 2 ? -1 : 1);
        rows[c * dim + Corpora.DIM + i] =
            (float) (Math.cos(angle) * own[i] + Math.sin(angle) * partner);
      }
    }
    return rows;
  }

  @Test
  void whereVectorsCarryDocumentAndPositionNoReRankerIsMeasured() throws IOException {
    int dimension = Corpora.DIM + 64;
    Path from = write(folder.resolve("labelled"), dimension, RerankingTest::labelled, false);
    Path of = Corpora.index(from, folder.resolve("labelled.index"), SearchType.EXACT);
    RetrievalResult measured = evaluate(of, from, Optional.empty());
    assertThat(row(measured, RERANKED)).isEmpty();
    assertThat(notes)
        .anyMatch(
            line ->
                line.contains("persistence+bm25:reranked is not measured")
                    && line.contains("`cosine to context chunk -1, part 2")
                    && line.contains("knows whose chunk it is and where"));
  }

  @Test
  void whatIsMeasuredIsWhatASearchFinds() throws IOException {
    try (Dataset dataset = Dataset.open(data);
        OpenedIndex opened = OpenedIndex.open(index);
        Retriever retriever = Retriever.open(index).withStrategy(RERANKED)) {
      Windows windows = dataset.windows(5);
      int[] test = IntStream.of(Split.of(dataset, 5, 1).test()).limit(60).toArray();
      Rerankers.Fitted fitted = Rerankers.read(index, false).of(RERANKED).orElseThrow();
      WindowScan scan =
          new WindowScan(
              windows,
              List.of(Strategy.Vector.PERSISTENCE),
              Optional.empty(),
              new PlainEngine(2),
              opened.chunks(),
              Bank.whole(windows, opened.map(dataset)),
              true);
      Tally tally = new Tally(fitted, scan.candidates(fitted.orders()), test.length);
      scan.run(test, tally::add, Progress.none());
      for (int i = 0; i < test.length; i++) {
        Document document = windows.documents().get(windows.document(test[i]));
        long next = windows.targetRow(test[i]) - document.first();
        List<Hit> hits =
            retriever.search(retriever.at(new Place(document.id(), next)), Search.of(3000));
        int place =
            hits.stream()
                .filter(h -> h.document().equals(document.id()) && h.position() == next)
                .mapToInt(Hit::rank)
                .findFirst()
                .orElseThrow();
        int first = tally.ranks().above()[i] + 1;
        assertThat(place)
            .as("window %d", test[i])
            .isBetween(first, first + tally.ranks().ties()[i]);
      }
    }
  }

  @Test
  void sharesOfTheFirstFiftySumToOneAndOthersHaveNone() throws IOException {
    try (Retriever retriever = Retriever.open(index)) {
      List<Hit> hits = retriever.search(retriever.at(new Place("d3", 9)), Search.of(70));
      assertThat(hits).hasSize(70);
      assertThat(hits.stream().mapToDouble(Hit::score).sum()).isCloseTo(1, within(1e-4));
      assertThat(hits.stream().skip(50)).allMatch(hit -> hit.score() == 0);
      assertThat(retriever.search(retriever.at(new Place("d3", 9)), Search.of(3)))
          .isEqualTo(hits.subList(0, 3));
      Context one = retriever.at(new Place("d3", 1)); // the oldest chunk comes again
      assertThat(retriever.search(one, Search.of(5))).hasSize(5);
    }
  }

  @Test
  void neitherNamesNorPlacesOfDocumentsPlayAnyPart() throws IOException {
    Path from = write(folder.resolve("reversed"), Corpora.DIM, RerankingTest::threads, true);
    Path of = Corpora.index(from, folder.resolve("reversed.index"), SearchType.EXACT);
    Rerankers own = Rerankers.read(index, false);
    String hash = IndexManifest.read(of).sha256();
    new Rerankers(hash, own.split(), own.model(), own.folds(), own.all()).write(of);
    try (Retriever here = Retriever.open(index).withStrategy(RERANKED);
        Retriever there = Retriever.open(of).withStrategy(RERANKED)) {
      for (int d = 0; d < DOCUMENTS; d += 10) {
        List<Hit> hits = here.search(here.at(new Place("d" + d, 9)), Search.of(20));
        List<Hit> others = there.search(there.at(new Place("another" + d, 9)), Search.of(20));
        assertThat(others)
            .extracting(hit -> hit.document().replace("another", "d") + " " + hit.position())
            .containsExactlyElementsOf(
                hits.stream().map(hit -> hit.document() + " " + hit.position()).toList());
      }
    }
  }

  @Test
  void fittedAgainItIsTheSame() throws IOException {
    Path copy = Corpora.index(data, folder.resolve("again.index"), SearchType.EXACT);
    evaluate(copy, data, Optional.empty());
    assertThat(Rerankers.read(copy, false).of(RERANKED).orElseThrow().reranker().json())
        .isEqualTo(Rerankers.read(index, false).of(RERANKED).orElseThrow().reranker().json());
  }

  @Test
  void aReRankerOfAnotherIndexOrOfNoneIsRefusedInOneLine() throws IOException {
    Path other = Corpora.drifting(folder.resolve("other"), 20, 12, 3);
    Path of = Corpora.index(other, folder.resolve("other.index"), SearchType.EXACT);
    try (Retriever retriever = Retriever.open(of).withStrategy(RERANKED)) {
      assertThatThrownBy(() -> retriever.search(retriever.at(new Place("d3", 9)), Search.of(3)))
          .hasMessageContaining("no re-ranker `persistence+bm25:reranked` was fitted")
          .hasMessageContaining("evaluate the index");
    }
    Files.copy(index.resolve(Rerankers.FILE), of.resolve(Rerankers.FILE));
    try (Retriever retriever = Retriever.open(of).withStrategy(RERANKED)) {
      assertThatThrownBy(() -> retriever.search(retriever.at(new Place("d3", 9)), Search.of(3)))
          .hasMessageContaining("was fitted for another index")
          .hasMessageContaining("evaluate the index again")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void whatWasChangedIsRefused() throws IOException {
    Path copy = Corpora.index(data, folder.resolve("changed.index"), SearchType.EXACT);
    String text = Files.readString(index.resolve(Rerankers.FILE));
    Files.writeString(copy.resolve(Rerankers.FILE), text.replaceFirst("\"seed\":1", "\"seed\":2"));
    assertThatThrownBy(() -> Retriever.open(copy))
        .hasMessageContaining("reranker.json was changed");
  }

  @Test
  void aModelsReRankerServesThatModelAlone() throws IOException {
    Path of = Corpora.index(data, folder.resolve("model.index"), SearchType.EXACT);
    Model third = new KnownModel(context -> context[2], Corpora.DIM);
    RetrievalResult measured = evaluate(of, data, Optional.of(third));
    Strategy strategy = Strategy.parse("model+bm25:reranked");
    assertThat(row(measured, strategy)).isPresent();
    assertThat(verdicts(measured, strategy.label(), RERANKED.label())) // without the model
        .hasSize(1);
    try (Retriever opened = Retriever.open(of)) {
      Retriever same = opened.withModel(third).withStrategy(strategy);
      assertThat(same.search(same.at(new Place("d3", 9)), Search.of(3))).hasSize(3);
      Model newest = new KnownModel(context -> context[4], Corpora.DIM);
      Retriever another = opened.withModel(newest).withStrategy(strategy);
      assertThatThrownBy(() -> another.search(another.at(new Place("d3", 9)), Search.of(3)))
          .hasMessageContaining("fitted to the predictions of another model than `known`");
      assertThatThrownBy(
              () ->
                  opened.withStrategy(strategy).search(opened.at(new Place("d3", 9)), Search.of(3)))
          .hasMessageContaining("needs a model");
    }
  }

  @Test
  void namesAreReadAsTheyAreWritten() {
    for (String name :
        List.of("persistence+bm25:reranked", "model+bm25:reranked", "model:reranked")) {
      assertThat(Strategy.parse(name).label()).isEqualTo(name);
    }
    assertThatThrownBy(() -> Strategy.parse("average+bm25:reranked"))
        .hasMessageContaining("not those of the average");
  }
}
