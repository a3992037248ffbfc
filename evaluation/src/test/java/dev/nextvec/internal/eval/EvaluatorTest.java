package dev.nextvec.internal.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Document;
import dev.nextvec.data.Sequences;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Evaluation;
import dev.nextvec.eval.Skill;
import dev.nextvec.eval.WindowScores;
import dev.nextvec.internal.baseline.LearnedAverage;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.MeanVector;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.internal.baseline.RandomVector;
import dev.nextvec.model.Predictor;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.vector.HeapVectors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final int DIMENSION = 96;
  private static final double RHO = 0.8;
  private final Windows windows = Sequences.ar1(60, 40, DIMENSION, RHO, 11);
  private final int[] rows = Sequences.all(windows);

  @Test
  void anOracleScoresPerfectlyOnEveryMetric() {
    Evaluation evaluation = Evaluation.of(scores(oracle()), 2_000_000);
    assertThat(evaluation.cosine().mean()).isCloseTo(1, within(1e-6));
    assertThat(evaluation.cosine().deviation()).isLessThan(1e-6);
    assertThat(evaluation.meanRemovedCosine()).isCloseTo(1, within(1e-6));
    assertThat(skill().raw(evaluation)).isEqualTo(1);
    assertThat(skill().normalised(evaluation)).isCloseTo(1, within(1e-5));
    assertThat(evaluation.mse()).isZero();
    assertThat(evaluation.normalisedMse()).isLessThan(1e-7);
    assertThat(evaluation.topK()).allMatch(top -> top.share() == 1);
    assertThat(evaluation.cosinePerMillionParameters()).hasValueCloseTo(0.5, within(1e-6));
    assertThat(evaluation.windows()).isEqualTo(60 * 35);
    assertThat(evaluation.documents()).isEqualTo(60);
  }

  @Test
  void randomScoresAtChance() {
    WindowScores scores = scores(new RandomVector(5, DIMENSION, 3));
    Evaluation evaluation = Evaluation.of(scores, 0);
    assertThat(new Bootstrap(10_000, 0.999, 1).mean(scores.cosine(), scores.documents()).interval())
        .hasValueSatisfying(interval -> assertThat(interval.holds(0)).isTrue());
    assertThat(evaluation.cosine().deviation()).isCloseTo(1 / Math.sqrt(DIMENSION), within(0.005));
    assertThat(evaluation.mse()).isCloseTo(2.0 / DIMENSION, within(0.001));
    assertThat(evaluation.normalisedMse()).isCloseTo(evaluation.mse(), within(1e-6));
    assertThat(evaluation.topK()).allMatch(top -> top.count() == 0);
    assertThat(evaluation.cosinePerMillionParameters()).isEmpty();
  }

  @Test
  void persistenceReachesTheClosedFormOptimumOfASphericalWalk() {
    Evaluation evaluation = Evaluation.of(scores(new Persistence(5, DIMENSION)), 0);
    assertThat(evaluation.cosine().mean()).isCloseTo(RHO, within(1e-5));
    assertThat(evaluation.cosine().deviation()).isLessThan(1e-5);
    assertThat(evaluation.mse()).isCloseTo(2 * (1 - RHO) / DIMENSION, within(1e-7));
    assertThat(evaluation.topK().get(1).share()).isEqualTo(1);
    assertThat(evaluation.topK().get(2).share()).isZero();
  }

  @Test
  void linearAverageReachesItsClosedFormOnASphericalWalk() {
    double along = 0;
    double norm = 0;
    for (int k = 1; k <= 5; k++) {
      along += Math.pow(RHO, k) / 5;
      for (int l = 1; l <= 5; l++) {
        norm += Math.pow(RHO, Math.abs(k - l)) / 25;
      }
    }
    Evaluation evaluation = Evaluation.of(scores(new LinearAverage(5, DIMENSION)), 0);
    assertThat(evaluation.cosine().mean()).isCloseTo(along / Math.sqrt(norm), within(0.005));
    assertThat(evaluation.mse()).isCloseTo((1 - 2 * along + norm) / DIMENSION, within(1e-4));
    assertThat(skill().raw(evaluation)).isZero();
    assertThat(skill().normalised(evaluation)).isZero();
  }

  @Test
  void learnedAverageReachesTheLeastErrorOfASphericalWalk() {
    LearnedAverage learned = LearnedAverage.fit(windows, rows);
    Evaluation evaluation = Evaluation.of(scores(learned), learned.parameters());
    assertThat(evaluation.cosine().mean()).isCloseTo(RHO, within(0.003));
    assertThat(evaluation.mse()).isCloseTo((1 - RHO * RHO) / DIMENSION, within(3e-5));
    double average = Evaluation.of(scores(new LinearAverage(5, DIMENSION)), 0).mse() * DIMENSION;
    assertThat(skill().raw(evaluation))
        .isCloseTo(1 - (1 - RHO * RHO) / average, within(0.01))
        .isPositive();
  }

  @Test
  void skillAndMeanRemovedCosineAreWhatCountingByHandGives() {
    float[] axes = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0};
    Windows one = new Windows(HeapVectors.of(axes, 2), List.of(new Document("d", "", 0, 6)), 5);
    Predictor diagonal = new Guess("diagonal", 5, 2, context -> new float[] {0.5f, 0.5f});
    float[] mean = {0, 0.5f};
    WindowScores scores = Evaluator.evaluate(diagonal, one, new int[] {0}, 1, mean);
    Skill skill =
        Skill.over(Evaluator.evaluate(new LinearAverage(5, 2), one, new int[] {0}, 1, mean));
    // The average says (0, 1) for (1, 0): error 2 / 2. The diagonal errs by (0.25 + 0.25) / 2.
    assertThat(skill.mse()).isCloseTo(1, within(1e-7));
    assertThat(skill.raw(Evaluation.of(scores, 0))).isCloseTo(1 - 0.25, within(1e-7));
    double half = Math.sqrt(0.5);
    assertThat(skill.normalised(Evaluation.of(scores, 0))).isCloseTo(half, within(1e-6));
    // (half, half - 0.5) and (1, -0.5)
    double removed =
        (half - 0.5 * (half - 0.5))
            / Math.sqrt(0.5 + (half - 0.5) * (half - 0.5))
            / Math.sqrt(1.25);
    assertThat((double) scores.meanRemovedCosine()[0]).isCloseTo(removed, within(1e-6));
  }

  @Test
  void whatAllChunksShareEarnsCosineButNoMeanRemovedCosine() {
    Random random = new Random(8);
    float[] topic = Sequences.unit(random, DIMENSION);
    Windows shared =
        Sequences.windows(
            60,
            20,
            4,
            (before, noise) -> {
              float[] vector = Sequences.unit(noise, DIMENSION);
              for (int d = 0; d < DIMENSION; d++) {
                vector[d] = (float) ((topic[d] + vector[d]) / Math.sqrt(2));
              }
              return vector;
            });
    int[] all = Sequences.all(shared);
    MeanVector mean = MeanVector.fit(shared, all);
    WindowScores scores =
        Evaluator.evaluate(new LinearAverage(5, DIMENSION), shared, all, 64, mean.mean());
    assertThat(Evaluation.of(scores, 0).cosine().mean()).isGreaterThan(0.6);
    assertThat(
            new Bootstrap(5_000, 0.999, 1)
                .mean(scores.meanRemovedCosine(), scores.documents())
                .interval())
        .hasValueSatisfying(interval -> assertThat(interval.low()).isLessThan(0.02))
        .hasValueSatisfying(interval -> assertThat(interval.high()).isGreaterThan(-0.02));
    assertThat(Evaluation.of(Evaluator.evaluate(mean, shared, all, 64, mean.mean()), 0))
        .satisfies(e -> assertThat(e.meanRemovedCosine()).isCloseTo(0, within(0.01)));
  }

  @Test
  void normalisedErrorOfUnitTargetsIsTwiceOneMinusCosineByDimension() {
    WindowScores scores = scores(MeanVector.fit(windows, rows));
    for (int i = 0; i < scores.size(); i++) {
      assertThat((double) scores.normalisedSquaredError()[i])
          .isCloseTo(2 * (1 - scores.cosine()[i]) / DIMENSION, within(1e-7));
    }
  }

  @Test
  void batchSizeDoesNotChangeAnyScore() {
    LinearAverage average = new LinearAverage(5, DIMENSION);
    WindowScores one = Evaluator.evaluate(average, windows, rows, 1);
    for (int batch : new int[] {7, 64, 5000}) {
      WindowScores other = Evaluator.evaluate(average, windows, rows, batch);
      assertThat(other.cosine()).isEqualTo(one.cosine());
      assertThat(other.squaredError()).isEqualTo(one.squaredError());
      assertThat(other.normalisedSquaredError()).isEqualTo(one.normalisedSquaredError());
    }
  }

  @Test
  void orderOfWindowsDoesNotChangeTheSummary() {
    int[] reversed = IntStream.range(0, rows.length).map(i -> rows[rows.length - 1 - i]).toArray();
    LinearAverage average = new LinearAverage(5, DIMENSION);
    WindowScores backwards = Evaluator.evaluate(average, windows, reversed, 32);
    assertThat(Evaluation.of(backwards, 0)).isEqualTo(Evaluation.of(scores(average), 0));
  }

  @Test
  void aPredictionOfNanNamesTheWindow() {
    Predictor broken =
        new Guess(
            "amn",
            5,
            DIMENSION,
            context -> {
              float[] raw = Arrays.copyOf(context, DIMENSION);
              raw[4] = Float.NaN;
              return raw;
            });
    assertThatThrownBy(() -> Evaluator.evaluate(broken, windows, new int[] {70, 71}, 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("`amn` predicted NaN in dimension 4 of window 70 (document 2)");
  }

  @Test
  void aPredictionOfZeroLengthHasCosineZero() {
    Predictor zero = new Guess("zero", 5, DIMENSION, context -> new float[DIMENSION]);
    Evaluation evaluation = Evaluation.of(scores(zero), 0);
    assertThat(evaluation.cosine().mean()).isZero();
    assertThat(evaluation.mse()).isCloseTo(1.0 / DIMENSION, within(1e-7));
    assertThat(evaluation.normalisedMse()).isCloseTo(1.0 / DIMENSION, within(1e-7));
  }

  @Test
  void refusesAPredictorOfAnotherShape() {
    assertThatThrownBy(() -> Evaluator.evaluate(new Persistence(4, 96), windows, rows, 32))
        .hasMessage("`persistence` takes contexts of 4 x 96 but the data has 5 x 96");
    assertThatThrownBy(() -> Evaluator.evaluate(new Persistence(5, 96), windows, rows, 0))
        .hasMessage("`batch` must be positive but was 0");
    assertThatThrownBy(() -> Evaluator.evaluate(new Persistence(5, 96), windows, new int[0], 32))
        .hasMessageContaining("no test windows");
  }

  private Skill skill() {
    return Skill.over(scores(new LinearAverage(5, DIMENSION)));
  }

  private WindowScores scores(Predictor predictor) {
    return Evaluator.evaluate(predictor, windows, rows, 32);
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
