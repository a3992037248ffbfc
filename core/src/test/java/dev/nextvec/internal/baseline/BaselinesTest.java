package dev.nextvec.internal.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Sequences;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.model.Cost;
import dev.nextvec.model.Predictor;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  private static final double[] WEIGHTS = {0.05, 0.1, -0.2, 0.3, 0.5};
  private static final float[] CONTEXTS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

  @Test
  void linearAverageIsTheMeanOfTheContext() {
    assertThat(predict(new LinearAverage(3, 2), 2))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(3, 4, 9, 10);
    assertThat(new LinearAverage(5, 768).parameters()).isZero();
    assertThat(new LinearAverage(5, 768).flops()).isEqualTo(7680);
  }

  @Test
  void persistenceIsTheLastVector() {
    assertThat(predict(new Persistence(3, 2), 2)).containsExactly(5, 6, 11, 12);
  }

  @Test
  void randomIsAUnitVectorThatDependsOnSeedAndContextAlone() {
    float[] both = predict(new RandomVector(3, 2, 1), 2);
    float[] single = new float[2];
    float[] second = {7, 8, 9, 10, 11, 12};
    new RandomVector(3, 2, 1).predict(second, 1, single);
    assertThat(single).containsExactly(both[2], both[3]);
    assertThat(Math.hypot(both[0], both[1])).isCloseTo(1, within(1e-6));
    assertThat(predict(new RandomVector(3, 2, 2), 2)).isNotEqualTo(both);
  }

  @Test
  void whatABaselineCostsThatWasFittedElsewhereIsWhatItCostsHere() {
    Windows windows = Sequences.ar1(12, 9, 8, 0.8, 5);
    Split split = Split.byDocument(windows, SplitFractions.STANDARD, 1);
    int n = windows.contextLength();
    int dim = windows.dimension();
    LearnedAverage learned = LearnedAverage.fit(windows, split.train());
    for (Baseline fitted :
        List.of(
            MeanVector.fit(windows, split.train()),
            new Persistence(n, dim),
            new LinearAverage(n, dim),
            learned,
            Ridge.fit(new PlainEngine(1), windows, split.train(), split.validation(), learned))) {
      Cost cost = Baseline.cost(fitted.name(), n, dim, fitted.parameters());
      assertThat(cost.flops()).as(fitted.name()).isEqualTo(fitted.flops());
    }
    assertThatThrownBy(() -> Baseline.cost("oracle", 5, 8, 0)).hasMessageContaining("`oracle`");
  }

  @Test
  void meanVectorIsTheMeanOfTheTrainingTargets() {
    Windows windows = combination(WEIGHTS, 0);
    int[] train = {0, 1, 2};
    double[] expected = new double[windows.dimension()];
    float[] target = new float[windows.dimension()];
    for (int window : train) {
      windows.target(window, target, 0);
      IntStream.range(0, target.length).forEach(d -> expected[d] += target[d] / 3.0);
    }
    MeanVector mean = MeanVector.fit(windows, train);
    float[] raw = new float[2 * windows.dimension()];
    mean.predict(new float[2 * 5 * windows.dimension()], 2, raw);
    for (int i = 0; i < raw.length; i++) {
      assertThat((double) raw[i]).isCloseTo(expected[i % expected.length], within(1e-6));
    }
    assertThat(mean.parameters()).isEqualTo(windows.dimension());
  }

  @Test
  void learnedAverageRecoversTheWeightsTheDataWasMadeWith() {
    Windows windows = combination(WEIGHTS, 0);
    LearnedAverage learned = LearnedAverage.fit(windows, Sequences.all(windows));
    for (int k = 0; k < 5; k++) {
      assertThat(learned.weights()[k]).isCloseTo(WEIGHTS[k], within(0.03));
    }
    assertThat(learned.parameters()).isEqualTo(5 + windows.dimension());
  }

  @Test
  void learnedAverageIsExactWhereTheDataIs() {
    double[] weights = {0.2, 0.1, 0.05, 0.25, 0.4};
    Random random = new Random(3);
    Windows windows =
        Sequences.windows(
            30,
            7,
            9,
            (before, r) -> {
              if (before.size() < 5) {
                return Sequences.unit(random, 16);
              }
              float[] next = new float[16];
              for (int k = 0; k < 5; k++) {
                for (int d = 0; d < 16; d++) {
                  next[d] += (float) (weights[k] * before.get(before.size() - 5 + k)[d]);
                }
              }
              return next;
            });
    LearnedAverage learned = LearnedAverage.fit(windows, Sequences.all(windows));
    float[] context = new float[5 * 16];
    float[] raw = new float[16];
    float[] target = new float[16];
    for (int window = 0; window < windows.size(); window++) {
      windows.context(window, context, 0);
      windows.target(window, target, 0);
      learned.predict(context, 1, raw);
      for (int d = 0; d < 16; d++) {
        assertThat(raw[d]).isCloseTo(target[d], within(1e-5f));
      }
    }
    assertThat(learned.weights()).usingComparatorWithPrecision(1e-5).containsExactly(weights);
  }

  @Test
  void learnedAverageSurvivesContextsThatRepeatOneVector() {
    float[] same = Sequences.unit(new Random(1), 8);
    float[] other = Sequences.unit(new Random(2), 8);
    Windows windows =
        Sequences.windows(4, 8, 1, (before, random) -> before.size() < 6 ? same : other);
    LearnedAverage learned = LearnedAverage.fit(windows, Sequences.all(windows));
    assertThat(learned.weights()).doesNotContain(Double.NaN);
    Windows constant = Sequences.windows(2, 7, 1, (before, random) -> same);
    float[] raw = new float[8];
    LearnedAverage.fit(constant, new int[] {0, 1}).predict(new float[40], 1, raw);
    assertThat(raw).usingComparatorWithPrecision(1e-5f).containsExactly(same);
  }

  @Test
  void nothingCanBeFittedWithoutTrainingWindows() {
    Windows windows = combination(WEIGHTS, 0);
    assertThatThrownBy(() -> LearnedAverage.fit(windows, new int[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no training windows");
    assertThatThrownBy(() -> MeanVector.fit(windows, new int[0]))
        .hasMessageContaining("no training windows");
  }

  private static float[] predict(Predictor predictor, int count) {
    float[] raw = new float[2 * count];
    predictor.predict(CONTEXTS, count, raw);
    return raw;
  }

  /** Each vector is a weighted sum of the five before it, plus noise. */
  private static Windows combination(double[] weights, long seed) {
    return Sequences.windows(
        40,
        60,
        seed,
        (before, random) -> {
          float[] next = Sequences.unit(random, 24);
          for (int k = 0; before.size() >= 5 && k < 5; k++) {
            float[] past = before.get(before.size() - 5 + k);
            for (int d = 0; d < next.length; d++) {
              next[d] += (float) (weights[k] * past[d]);
            }
          }
          return next;
        });
  }
}
