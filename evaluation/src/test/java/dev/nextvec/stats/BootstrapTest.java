package dev.nextvec.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
  void manyMeansAtOnceAreWhatEachIsAlone() {
    Clustered data = Clustered.draw(30, new Random(6));
    Quantity values = Quantity.of(data.values, Measure.COSINE);
    Quantity other =
        Quantity.of(Arrays.stream(data.values).map(v -> v * v).toArray(), Measure.COSINE);
    List<Estimate> together =
        Bootstrap.DEFAULT.means(List.of(values, other, values.less(other)), data.documents);
    assertThat(together.get(1))
        .isEqualTo(Bootstrap.DEFAULT.means(List.of(other), data.documents).get(0));
    assertThat(together.get(2).value())
        .isCloseTo(together.get(0).value() - together.get(1).value(), within(1e-12));
  }

  @Test
  void rareEventsHaveIntervalsInsideTheirRange() {
    int[] documents = IntStream.range(0, 400).map(i -> i / 10).toArray();
    double[] hits = new double[400];
    Interval none = share(hits, documents);
    assertThat(none.low()).isZero();
    assertThat(none.high()).isBetween(2.0 / 400, 5.0 / 400); // 3.7 / 400 for independent windows
    hits[7] = 1;
    Interval one = share(hits, documents);
    assertThat(one.low()).isZero();
    assertThat(one.high()).isGreaterThan(none.high()).isLessThan(0.02);
    Arrays.fill(hits, 1);
    assertThat(share(hits, documents).high()).isEqualTo(1);
    assertThat(share(hits, documents).low()).isBetween(0.98, 0.999);
  }

  private static Interval share(double[] hits, int[] documents) {
    Quantity share = Quantity.of(hits, Measure.SHARE);
    return Bootstrap.DEFAULT.means(List.of(share), documents).get(0).interval().orElseThrow();
  }

  @Test
  void theChanceOfSeedsWidensTheIntervalAndRaisesTheP() {
    Clustered data = Clustered.draw(60, new Random(8));
    double[] centred = Arrays.stream(data.values).map(v -> v - 0.68).toArray();
    SeedError seeds = SeedError.of(0.69, 0.71, 0.70);
    Estimate without = Bootstrap.DEFAULT.mean(centred, data.documents);
    Estimate with =
        Bootstrap.DEFAULT
            .means(List.of(new Quantity(centred, Measure.ANY, seeds)), data.documents)
            .get(0);
    double low = without.value() - without.interval().orElseThrow().low();
    assertThat(with.value() - with.interval().orElseThrow().low())
        .isCloseTo(Math.hypot(low, seeds.reach(0.025)), within(1e-12));
    assertThat(with.pValue()).isGreaterThan(without.pValue());
    assertThat(with.pValue() < 0.05).isEqualTo(!with.interval().orElseThrow().holds(0));
  }

  @Test
  void pValuesGoOnBeyondWhatTheDrawsCanTell() {
    Clustered data = Clustered.draw(200, new Random(9));
    double far = Bootstrap.DEFAULT.mean(data.values, data.documents).pValue();
    double[] near = Arrays.stream(data.values).map(v -> v - 0.672).toArray();
    double close = Bootstrap.DEFAULT.mean(near, data.documents).pValue();
    assertThat(far).isPositive().isLessThan(1e-6);
    assertThat(close).isGreaterThan(far).isLessThan(0.01);
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

  @Test
  void cosinesThatDifferByRoundingDoNotDiffer() {
    Random random = new Random(5);
    float[] a = new float[200];
    float[] b = new float[200];
    int[] of = new int[200];
    for (int i = 0; i < a.length; i++) {
      of[i] = i / 10;
      a[i] = random.nextFloat();
      b[i] = Math.nextDown(a[i]); // always the same way, so no bootstrap takes it for chance
    }
    Quantity first = Quantity.of(a, Measure.COSINE);
    Quantity other = Quantity.of(b, Measure.COSINE);
    Estimate told = Bootstrap.DEFAULT.means(List.of(first.less(other)), of).getFirst();
    assertThat(told.value()).isZero();
    assertThat(told.pValue()).isEqualTo(1);
    assertThat(Verdict.of(told, told.pValue(), 0)).isEqualTo(Verdict.EQUAL);
    Quantity shares = Quantity.of(a, Measure.SHARE).less(Quantity.of(b, Measure.SHARE));
    assertThat(Bootstrap.DEFAULT.means(List.of(shares), of).getFirst().value()).isPositive();
  }
}
