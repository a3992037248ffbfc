package dev.nextvec.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Document;
import dev.nextvec.data.Sequences;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LearnedAverage;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.MeanVector;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.internal.baseline.RandomVector;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.eval.Evaluator;
import dev.nextvec.internal.eval.Guess;
import dev.nextvec.internal.eval.RetrievalCollector;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.Predictor;
import dev.nextvec.model.RandomModels;
import dev.nextvec.vector.HeapVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetrievalRanksTest {
  private static final int DIMENSION = 24;
  private final Engine engine = new PlainEngine(1);
  private final Windows windows = Sequences.ar1(40, 20, DIMENSION, 0.8, 5);

  /** The windows of the last twenty documents. */
  private final int[] rows = IntStream.range(20 * 15, 40 * 15).toArray();

  @Test
  void anOracleIsFirstInEveryPool() {
    RetrievalRanks retrieval = rank(oracle());
    for (Pool pool : Pool.values()) {
      for (RetrievalMetric metric : RetrievalMetric.values()) {
        assertThat(metric.mean(retrieval.in(pool))).as(pool + " " + metric).isEqualTo(1);
        assertThat(metric.mean(retrieval.in(pool).oracle())).isEqualTo(1);
      }
    }
  }

  @Test
  void poolsHoldTheirChunksLessTheContext() {
    RetrievalRanks retrieval = rank(oracle());
    assertThat(retrieval.document().candidates()).containsOnly(20 - 5);
    assertThat(retrieval.test().candidates()).containsOnly(20 * 20 - 5);
    assertThat(retrieval.corpus().candidates()).containsOnly(40 * 20 - 5);
  }

  @Test
  void randomIsAtChanceInEveryPoolByEveryMetric() {
    RetrievalRanks retrieval = rank(new RandomVector(5, DIMENSION, 3));
    for (Pool pool : Pool.values()) {
      Ranks ranks = retrieval.in(pool);
      for (RetrievalMetric metric : RetrievalMetric.values()) {
        double chance = metric.mean(ranks.chance());
        double spread = deviation(metric, ranks.candidates()[0]) / Math.sqrt(rows.length);
        assertThat(metric.mean(ranks))
            .as(pool + " " + metric)
            .isCloseTo(chance, within(3.3 * spread + 1.0 / rows.length));
      }
    }
  }

  /** Of a metric whose rank is any of 1 to {@code candidates} with equal probability. */
  private static double deviation(RetrievalMetric metric, int candidates) {
    int[] zeros = new int[candidates];
    int[] all = new int[candidates];
    Arrays.fill(all, candidates);
    Ranks every = new Ranks(IntStream.range(0, candidates).toArray(), zeros, zeros, all);
    double mean = metric.mean(every);
    double squares = 0;
    for (float value : metric.of(every)) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / candidates);
  }

  @Test
  void aPredictionThatTellsNothingApartScoresExactlyAtChance() {
    RetrievalRanks retrieval =
        rank(new Guess("zero", 5, DIMENSION, context -> new float[DIMENSION]));
    for (Pool pool : Pool.values()) {
      Ranks chance = retrieval.in(pool).chance();
      assertThat(retrieval.in(pool).above()).containsOnly(0);
      assertThat(retrieval.in(pool).ties()).isEqualTo(chance.ties());
      assertThat(retrieval.in(pool).rank()[0])
          .isEqualTo((1 + retrieval.in(pool).candidates()[0]) / 2f);
    }
  }

  @Test
  void aShareOfTheWindowsHasTheRanksThatAllHaveThere() {
    Predictor average = new LinearAverage(5, DIMENSION);
    RetrievalCollector some =
        new RetrievalCollector(engine, windows, rows, 70, Optional.empty(), Optional.empty());
    Evaluator.predict(average, windows, rows, 13, some::accept);
    RetrievalRanks all = rank(average);
    int[] positions = RankedWindows.positions(rows.length, 70);
    for (Pool pool : Pool.values()) {
      Ranks share = some.retrieval().in(pool);
      for (int i = 0; i < positions.length; i++) {
        assertThat(share.rank()[i]).isEqualTo(all.in(pool).rank()[positions[i]]);
        assertThat(share.candidates()[i]).isEqualTo(all.in(pool).candidates()[positions[i]]);
      }
    }
  }

  @Test
  void aConstantPredictionFindsNothing() {
    RetrievalRanks retrieval = rank(MeanVector.fit(windows, rows));
    double chance = RetrievalMetric.RECALL_1.mean(retrieval.test().chance());
    assertThat(RetrievalMetric.RECALL_1.mean(retrieval.test())).isLessThan(5 * chance);
    assertThat(RetrievalMetric.CONTRAST.mean(retrieval.test())).isCloseTo(0.5, within(0.06));
  }

  @Test
  void ranksAreThoseOfComparingEveryPairInDoublePrecision() {
    for (Predictor predictor :
        List.of(
            new Persistence(5, DIMENSION),
            new LinearAverage(5, DIMENSION),
            LearnedAverage.fit(windows, rows))) {
      RetrievalRanks retrieval = rank(predictor);
      for (int i = 0; i < rows.length; i += 7) {
        int own = windows.document(rows[i]);
        assertThat(retrieval.document().rank()[i])
            .isEqualTo(slowRank(predictor, rows[i], 20 * own, 20 * own + 20));
        assertThat(retrieval.test().rank()[i]).isEqualTo(slowRank(predictor, rows[i], 400, 800));
        assertThat(retrieval.corpus().rank()[i]).isEqualTo(slowRank(predictor, rows[i], 0, 800));
      }
    }
  }

  /**
   * In a spherical walk the nearest chunk to the best prediction x_t is, in high dimension, one of
   * its two neighbours, and one of them is in the context: the target comes first.
   */
  @Test
  void theBestPredictorOfASphericalWalkFindsTheTargetAlmostAlways() {
    Windows wide = Sequences.ar1(20, 20, 256, 0.8, 9);
    int[] all = Sequences.all(wide);
    RetrievalCollector collector =
        new RetrievalCollector(engine, wide, all, all.length, Optional.empty(), Optional.empty());
    Evaluator.predict(new Persistence(5, 256), wide, all, 64, collector);
    assertThat(RetrievalMetric.RECALL_1.mean(collector.retrieval().corpus())).isGreaterThan(0.95);
  }

  @Test
  void chunksIdenticalToTheTargetShareItsRank() {
    Random random = new Random(3);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      vectors.add(Sequences.unit(random, DIMENSION));
    }
    float[] longer = vectors.get(5).clone();
    for (int d = 0; d < DIMENSION; d++) {
      longer[d] *= 3; // the same direction
    }
    vectors.set(8, longer);
    Windows few =
        new Windows(
            HeapVectors.of(vectors.toArray(float[][]::new)),
            List.of(new Document("a", "", 0, 7), new Document("b", "", 7, 3)),
            5);
    RetrievalCollector collector =
        new RetrievalCollector(engine, few, new int[] {0}, 1, Optional.empty(), Optional.empty());
    float[] target = vectors.get(5);
    Evaluator.predict(
        new Guess("oracle", 5, DIMENSION, context -> target), few, new int[] {0}, 4, collector);
    RetrievalRanks retrieval = collector.retrieval();
    assertThat(retrieval.corpus().ties()).containsExactly(1);
    assertThat(retrieval.corpus().identical()).containsExactly(1);
    assertThat(retrieval.corpus().hits(1)).containsExactly(0.5f);
    assertThat(retrieval.test().hits(1)).containsExactly(1);
    assertThat(retrieval.corpus().candidates()).containsExactly(5);
    assertThat(retrieval.test().candidates()).containsExactly(1);
    assertThat(retrieval.document().candidates()).containsExactly(2);
  }

  @Test
  void identicalChunksAreThoseOfComparingEveryTargetWithEveryCandidate() {
    Random random = new Random(11);
    List<float[]> few = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      few.add(Sequences.unit(random, DIMENSION));
    }
    Windows repeating =
        Sequences.windows(
            30,
            12,
            4,
            (before, chance) ->
                chance.nextInt(3) == 0
                    ? few.get(chance.nextInt(few.size()))
                    : Sequences.unit(chance, DIMENSION));
    int[] tested = IntStream.range(20 * 7, 30 * 7).toArray(); // of the last ten documents
    RetrievalCollector collector =
        new RetrievalCollector(
            engine, repeating, tested, tested.length, Optional.empty(), Optional.empty());
    Evaluator.predict(new Persistence(5, DIMENSION), repeating, tested, 16, collector);
    RetrievalRanks retrieval = collector.retrieval();
    int all = 0;
    for (int i = 0; i < tested.length; i++) {
      int own = repeating.document(tested[i]);
      int[] expected = {
        identical(repeating, tested[i], 12 * own, 12 * own + 12),
        identical(repeating, tested[i], 20 * 12, 30 * 12),
        identical(repeating, tested[i], 0, 30 * 12)
      };
      for (Pool pool : Pool.values()) {
        assertThat(retrieval.in(pool).identical()[i])
            .as(pool + " of window " + i)
            .isEqualTo(expected[pool.ordinal()]);
        all += expected[pool.ordinal()];
      }
    }
    assertThat(all).isGreaterThan(100);
  }

  /** Candidates among rows {@code from .. to - 1} that are the target over again. */
  private static int identical(Windows windows, int window, int from, int to) {
    float[] target = windows.vectors().read(windows.targetRow(window));
    int count = 0;
    for (long row = from; row < to; row++) {
      boolean candidate = row < windows.firstRow(window) || row > windows.targetRow(window);
      count += candidate && cosine(target, windows.vectors().read(row)) > 1 - 1e-6 ? 1 : 0;
    }
    return count;
  }

  @Test
  void whatIsKnownOfIdenticalChunksIsNotCountedAgain() {
    RetrievalRanks first = rank(oracle());
    RetrievalCollector collector =
        new RetrievalCollector(
            engine, windows, rows, rows.length, Optional.of(first), Optional.empty());
    Evaluator.predict(oracle(), windows, rows, 64, collector);
    RetrievalRanks second = collector.retrieval();
    assertThat(second.corpus().identical()).isEqualTo(first.corpus().identical());
    assertThat(second.corpus().above()).isEqualTo(first.corpus().above());
  }

  @Test
  void aModelWithTwoSidesIsRankedAmongMappedChunks() {
    Predictor oneSided = new Persistence(5, DIMENSION);
    CandidateMap map = RandomModels.map(DIMENSION);
    RetrievalRanks retrieval = rank(oneSided, Optional.of(map));
    int differ = 0;
    for (int i = 0; i < rows.length; i += 7) {
      int own = windows.document(rows[i]);
      assertThat(retrieval.document().rank()[i])
          .isEqualTo(slowRank(oneSided, map::apply, rows[i], 20 * own, 20 * own + 20));
      float corpus = slowRank(oneSided, map::apply, rows[i], 0, 800);
      assertThat(retrieval.corpus().rank()[i]).isEqualTo(corpus);
      differ += corpus == slowRank(oneSided, rows[i], 0, 800) ? 0 : 1;
    }
    assertThat(differ).isPositive();
  }

  private RetrievalRanks rank(Predictor predictor) {
    return rank(predictor, Optional.empty());
  }

  private RetrievalRanks rank(Predictor predictor, Optional<CandidateMap> map) {
    RetrievalCollector collector =
        new RetrievalCollector(engine, windows, rows, rows.length, Optional.empty(), map);
    Evaluator.predict(predictor, windows, rows, 64, collector);
    return collector.retrieval();
  }

  private float slowRank(Predictor predictor, int window, int from, int to) {
    return slowRank(predictor, chunk -> chunk, window, from, to);
  }

  private float slowRank(
      Predictor predictor, UnaryOperator<float[]> compared, int window, int from, int to) {
    float[] context = new float[5 * DIMENSION];
    float[] raw = new float[DIMENSION];
    windows.context(window, context, 0);
    predictor.predict(context, 1, raw);
    long target = windows.targetRow(window);
    double own = cosine(raw, compared.apply(windows.vectors().read(target)));
    float rank = 1;
    for (long row = from; row < to; row++) {
      if (row < windows.firstRow(window) || row > target) {
        double other = cosine(raw, compared.apply(windows.vectors().read(row)));
        rank += Math.abs(other - own) < 1e-6 ? 0.5f : other > own ? 1 : 0;
      }
    }
    return rank;
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int d = 0; d < a.length; d++) {
      ab += (double) a[d] * b[d];
      aa += (double) a[d] * a[d];
      bb += (double) b[d] * b[d];
    }
    return ab / Math.sqrt(aa * bb);
  }

  /** Knows the target of every context by heart. */
  private Predictor oracle() {
    Map<Integer, float[]> targets = new HashMap<>();
    float[] context = new float[5 * DIMENSION];
    for (int row : rows) {
      float[] target = new float[DIMENSION];
      windows.context(row, context, 0);
      windows.target(row, target, 0);
      targets.put(Arrays.hashCode(context), target);
    }
    return new Guess(
        "oracle", 5, DIMENSION, c -> Objects.requireNonNull(targets.get(Arrays.hashCode(c))));
  }
}
