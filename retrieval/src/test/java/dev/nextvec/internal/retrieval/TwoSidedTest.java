package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.eval.Guess;
import dev.nextvec.internal.eval.Measuring;
import dev.nextvec.internal.retrieval.IndexManifest.IndexedModel;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.internal.retrieval.IndexWriting.Predicts;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import dev.nextvec.model.Predictor;
import dev.nextvec.model.RandomModels;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Progress;
import dev.nextvec.retrieval.Context.Place;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose predictions are compared with mapped chunks: here its prediction is the newest. */
class TwoSidedTest {
  private static final CandidateMap MAP = RandomModels.map(Corpora.DIM);

  @TempDir Path folder;

  private record Mapped(Optional<CandidateMap> candidates) implements Model {
    @Override
    public String name() {
      return "mapped";
    }

    @Override
    public int contextLength() {
      return 5;
    }

    @Override
    public int dimension() {
      return Corpora.DIM;
    }

    @Override
    public List<Prediction> predictAll(List<float[][]> contexts) {
      return contexts.stream()
          .map(context -> new Prediction(context[4].clone(), Optional.empty()))
          .toList();
    }

    @Override
    public Optional<EncoderFingerprint> encoder() {
      return Optional.of(Corpora.encoder("drift", 0));
    }

    @Override
    public void close() {}
  }

  private static final Model MODEL = new Mapped(Optional.of(MAP));
  private static final Model OTHER = new Mapped(Optional.of(RandomModels.otherMap(Corpora.DIM)));

  private static Predicts predicts(Model model) {
    return new Predicts(
        model,
        new IndexedModel(
            model.name(), "somewhere", "0", model.candidates().map(CandidateMap::sha256)));
  }

  private Path index(Path data, Model model, SearchType type) throws IOException {
    Path out = folder.resolve("index");
    try (Dataset dataset = Dataset.open(data)) {
      new IndexWriting(IndexSettings.of(type), 5, Optional.of(predicts(model)), Monitor.none())
          .write(dataset, out, true);
    }
    return out;
  }

  private Path corpus() throws IOException {
    return Corpora.drifting(folder.resolve("data"), 40, 12, 3);
  }

  /** Rows of the corpus by cosine with the mapped row, the nearest first. */
  private static List<Integer> nearest(Dataset dataset, float[] query, int without) {
    return IntStream.range(0, (int) dataset.count())
        .boxed()
        .filter(row -> row > without || row <= without - 5)
        .sorted(Comparator.comparingDouble(row -> -cosine(dataset, query, row)))
        .toList();
  }

  private static double cosine(Dataset dataset, float[] query, int row) {
    return Rows.cosine(query, MAP.apply(dataset.vectors().read(row)));
  }

  @Test
  void hitsAreTheNearestOfTheMappedChunks() throws IOException {
    Path data = corpus();
    for (SearchType type : SearchType.values()) {
      Path index = index(data, MODEL, type);
      try (Dataset dataset = Dataset.open(data);
          Retriever retriever =
              Retriever.open(index).withModel(MODEL).withStrategy(Strategy.Vector.MODEL)) {
        for (int d = 0; d < 40; d++) {
          int newest = 12 * d + 6;
          float[] query = dataset.vectors().read(newest);
          List<Hit> hits = retriever.search(retriever.at(new Place("d" + d, 7)), Search.of(10));
          List<Integer> expected = nearest(dataset, query, newest).subList(0, 10);
          for (int i = 0; i < 10; i++) {
            int row = 12 * Integer.parseInt(hits.get(i).document().substring(1));
            row += (int) hits.get(i).position();
            assertThat(row).isEqualTo(expected.get(i));
            assertThat(hits.get(i).cosine().orElseThrow())
                .isCloseTo(cosine(dataset, query, row), within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void theGraphOfChunksAsTheyAreFindsNearlyAllThatAreNearestOnceMapped() throws IOException {
    Path data = Corpora.drifting(folder.resolve("data"), 250, 12, 3);
    IndexCheck check = IndexManifest.read(index(data, MODEL, SearchType.HNSW)).check();
    assertThat(check.asked()).isEqualTo("predictions");
    assertThat(check.recall().orElseThrow()).isBetween(0.98, 1.0);
  }

  @Test
  void otherStrategiesOfTheSameIndexCompareWithChunksAsTheyAre() throws IOException {
    Path data = corpus();
    Path mapped = index(data, MODEL, SearchType.EXACT);
    Path plain = Corpora.index(data, folder.resolve("plain"), SearchType.EXACT);
    try (Retriever one = Retriever.open(mapped).withModel(MODEL);
        Retriever other = Retriever.open(plain)) {
      for (Strategy strategy :
          List.of(
              Strategy.Vector.PERSISTENCE,
              Strategy.Vector.AVERAGE,
              new Strategy.Bm25(),
              new Strategy.WeightedSum(Strategy.Vector.PERSISTENCE, 0.4))) {
        Place place = new Place("d7", 8);
        assertThat(one.withStrategy(strategy).search(one.at(place), Search.of(10)))
            .isEqualTo(other.withStrategy(strategy).search(other.at(place), Search.of(10)));
      }
    }
  }

  @Test
  void theEvaluationRanksAsTheTestOfAModelDoes() throws IOException {
    Path data = corpus();
    Path index = index(data, MODEL, SearchType.EXACT);
    try (Dataset dataset = Dataset.open(data);
        OpenedIndex open = OpenedIndex.open(index)) {
      Split split = Split.of(dataset, 5, 1);
      Windows windows = dataset.windows(5);
      RetrievalResult result =
          new RetrievalEvaluation(
                  open,
                  dataset,
                  split,
                  Pool.CORPUS,
                  new PlainEngine(2),
                  Optional.of(MODEL),
                  "mapped 0",
                  FoldModels.NONE,
                  List.of(),
                  Monitor.none())
              .measure();
      Predictor newest =
          new Guess(
              "newest",
              5,
              Corpora.DIM,
              context -> Arrays.copyOfRange(context, 4 * Corpora.DIM, 5 * Corpora.DIM));
      Measuring.Tested tested =
          Measuring.test(
              "newest",
              (from, count, contexts, raw) -> newest.predict(contexts, count, raw),
              Optional.of(MAP),
              windows,
              split.test(),
              new float[Corpora.DIM],
              new PlainEngine(2),
              Optional.empty(),
              Progress.none());
      double mrr = RetrievalMetric.MRR.mean(tested.retrieval().corpus());
      assertThat(row(result, "model").mrr().value()).isCloseTo(mrr, within(1e-9));
      assertThat(row(result, "persistence").mrr().value()).isNotEqualTo(mrr);
    }
  }

  private static StrategyRow row(RetrievalResult result, String strategy) {
    return result.rows().stream()
        .filter(each -> each.strategy().label().equals(strategy))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theIndexSaysWhichMapItWasMadeWithAndTakesNoOther() throws IOException {
    Path data = corpus();
    Path index = index(data, MODEL, SearchType.EXACT);
    assertThat(IndexManifest.read(index).mapSha256()).contains(MAP.sha256());
    try (Retriever retriever = Retriever.open(index)) {
      assertThatThrownBy(() -> retriever.withModel(OTHER))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("map sha256 %.12s".formatted(MAP.sha256()));
      retriever.withModel(new Mapped(Optional.empty())); // its vectors are there as they are
    }
    Path plain = Corpora.index(data, folder.resolve("plain"), SearchType.EXACT);
    assertThat(IndexManifest.read(plain).mapSha256()).isEmpty();
    try (Retriever retriever = Retriever.open(plain)) {
      assertThatThrownBy(() -> retriever.withModel(MODEL))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("chunks as they are");
    }
  }

  @Test
  void anUpdateMapsWhatIsNewAndRefusesAnotherMap() throws IOException {
    Path data = corpus();
    Path index = index(data, MODEL, SearchType.EXACT);
    Path more = Corpora.drifting(folder.resolve("more"), 50, 12, 3);
    try (Dataset dataset = Dataset.open(more)) {
      assertThatThrownBy(
              () ->
                  IndexWriting.update(dataset, index, Optional.of(predicts(OTHER)), Monitor.none()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("make it anew");
      assertThatThrownBy(
              () -> IndexWriting.update(dataset, index, Optional.empty(), Monitor.none()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("map");
      IndexWriting.update(dataset, index, Optional.of(predicts(MODEL)), Monitor.none());
      try (ChunkIndex open = ChunkIndex.open(index)) {
        assertThat(open.mappedLengths()).hasSize(600);
        for (int row = 0; row < 600; row++) {
          float[] mapped = MAP.apply(open.read(row));
          assertThat((double) open.mappedLengths()[row])
              .isCloseTo(Rows.length(mapped, 0, Corpora.DIM), within(1e-5));
        }
      }
    }
  }
}
