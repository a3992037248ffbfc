package dev.nextvec.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  @Test
  void sameSeedGivesTheSameInterval() {
    Clustered data = Clustered.draw(40, new Random(1));
    Estimate first = Bootstrap.DEFAULT.mean(data.values, data.documents);
    assertThat(Bootstrap.DEFAULT.mean(data.values, data.documents)).isEqualTo(first);
    assertThat(new Bootstrap(10_000, 0.95, 2).mean(data.values, data.documents))
        .isNotEqualTo(first);
  }

  @Test
  void meanIsOverWindowsAndNotOverDocuments() {
    double[] values = {1, 1, 1, 0, 0.5, 0.5, 0.5};
    int[] documents = {7, 7, 7, 3, 1, 2, 9};
    Estimate estimate = Bootstrap.DEFAULT.mean(values, documents);
    assertThat(estimate.value()).isEqualTo(4.5 / 7);
    assertThat(estimate.documents()).isEqualTo(5);
    assertThat(estimate.windows()).isEqualTo(7);
  }

  @Test
  void windowsOfOneDocumentCountForLessThanIndependentOnes() {
    Random random = new Random(5);
    double[] values = new double[2000];
    int[] clustered = new int[2000];
    int[] independent = new int[2000];
    double effect = 0;
    for (int i = 0; i < values.length; i++) {
      effect = i % 50 == 0 ? random.nextGaussian() : effect;
      values[i] = effect + 0.1 * random.nextGaussian();
      clustered[i] = i / 50;
      independent[i] = i;
    }
    assertThat(width(Bootstrap.DEFAULT.mean(values, clustered)))
        .isGreaterThan(4 * width(Bootstrap.DEFAULT.mean(values, independent)));
  }

  @Test
  void pairingRemovesWhatBothShare() {
    Clustered data = Clustered.draw(60, new Random(3));
    float[] a = new float[data.values.length];
    float[] b = new float[data.values.length];
    Random random = new Random(4);
    for (int i = 0; i < a.length; i++) {
      b[i] = (float) data.values[i];
      a[i] = b[i] + 0.01f + 0.005f * (float) random.nextGaussian();
    }
    Estimate difference = Bootstrap.DEFAULT.difference(a, b, data.documents);
    assertThat(difference.interval().orElseThrow().low()).isBetween(0.008, 0.01);
    assertThat(difference.pValue()).isLessThan(0.001);
    assertThat(width(difference)).isLessThan(width(Bootstrap.DEFAULT.mean(a, data.documents)) / 5);
  }

  @Test
  void pValueAgreesWithTheInterval() {
    for (int seed = 0; seed < 40; seed++) {
      Clustered data = Clustered.draw(20, new Random(seed));
      double[] centred = Arrays.stream(data.values).map(v -> v - 0.68).toArray();
      Estimate estimate = Bootstrap.DEFAULT.mean(centred, data.documents);
      assertThat(estimate.pValue() < 0.05).isEqualTo(!estimate.interval().orElseThrow().holds(0));
    }
  }

  @Test
  void constantValuesHaveAnIntervalOfWidthZero() {
    double[] values = {1, 1, 1, 1, 1, 1};
    Estimate estimate = Bootstrap.DEFAULT.mean(values, new int[] {1, 2, 3, 4, 5, 6});
    assertThat(estimate.interval().orElseThrow()).isEqualTo(new Interval(1, 1, 0.95));
    Estimate zero = Bootstrap.DEFAULT.mean(new double[6], new int[] {1, 2, 3, 4, 5, 6});
    assertThat(zero.pValue()).isEqualTo(1);
  }

  @Test
  void givesNoIntervalWithFewerThanFiveDocuments() {
    Estimate estimate =
        Bootstrap.DEFAULT.mean(new double[] {.1, .2, .3, .4, .5}, new int[] {1, 2, 3, 4, 4});
    assertThat(estimate.interval()).isEmpty();
    assertThat(estimate.pValue()).isEqualTo(1);
  }

  @Test
  void refusesWhatHasNoMean() {
    assertThatThrownBy(() -> Bootstrap.DEFAULT.mean(new double[0], new int[0]))
        .hasMessageContaining("no windows");
    assertThatThrownBy(() -> Bootstrap.DEFAULT.mean(new double[] {Double.NaN}, new int[] {1}))
        .hasMessageContaining("value 0 is NaN");
    assertThatThrownBy(() -> Bootstrap.DEFAULT.mean(new double[2], new int[1]))
        .hasMessageContaining("2 and 1");
  }

  @Test
  @Tag("slow")
  void ninetyFivePercentIntervalsHoldTheTrueMeanNinetyFivePercentOfTheTime() {
    int hits = 0;
    int trials = 2000;
    for (int trial = 0; trial < trials; trial++) {
      Clustered data = Clustered.draw(150, new Random(trial));
      Bootstrap bootstrap = new Bootstrap(2000, 0.95, trial);
      Interval interval = bootstrap.mean(data.values, data.documents).interval().orElseThrow();
      hits += interval.holds(Clustered.MEAN) ? 1 : 0;
    }
    System.out.printf("coverage of 95 %% intervals: %.1f %%%n", 100.0 * hits / trials);
    assertThat(hits / (double) trials).isBetween(0.93, 0.97);
  }

  private static double width(Estimate estimate) {
    Interval interval = estimate.interval().orElseThrow();
    return interval.high() - interval.low();
  }

  /** Documents of very unequal length with a skewed effect of their own on every window. */
  private record Clustered(double[] values, int[] documents) {
    static final double MEAN = 0.7;

    static Clustered draw(int documents, Random random) {
      int[] length = new int[documents];
      for (int i = 0; i < documents; i++) {
        length[i] = 3 + (int) Math.min(114, 12 * Math.exp(0.9 * random.nextGaussian()));
      }
      double[] values = new double[Arrays.stream(length).sum()];
      int[] document = new int[values.length];
      int at = 0;
      for (int i = 0; i < documents; i++) {
        double effect = 0.05 * (1 + Math.log(1 - random.nextDouble()));
        for (int j = 0; j < length[i]; j++) {
          values[at] = MEAN + effect + 0.1 * random.nextGaussian();
          document[at++] = i;
        }
      }
      return new Clustered(values, document);
    }
  }
}
