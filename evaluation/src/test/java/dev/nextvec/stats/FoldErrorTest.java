package dev.nextvec.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoldErrorTest {
  private static final int DOCUMENTS = 60;
  private static final int[] OF = new int[10 * DOCUMENTS];
  private static final int[] FOLD = new int[DOCUMENTS];

  static {
    Arrays.setAll(OF, i -> i / 10);
    Arrays.setAll(FOLD, d -> d % 5);
  }

  /** Windows with an effect of their document and one of their fold. */
  private static Quantity values(double ofFold, long seed) {
    Random random = new Random(seed);
    double[] documents = random.doubles(DOCUMENTS).map(u -> random.nextGaussian()).toArray();
    double[] folds = random.doubles(5).map(u -> ofFold * random.nextGaussian()).toArray();
    double[] values = new double[OF.length];
    Arrays.setAll(values, i -> documents[OF[i]] + folds[FOLD[OF[i]]] + 0.1 * random.nextGaussian());
    return Quantity.of(values, Measure.ANY);
  }

  private static double width(Bootstrap bootstrap, Quantity quantity) {
    Interval interval = bootstrap.means(List.of(quantity), OF).getFirst().interval().orElseThrow();
    return interval.high() - interval.low();
  }

  @Test
  void luckThatAllWindowsOfAFoldShareWidensIntervalsByMuch() {
    Quantity lucky = values(2, 1);
    assertThat(width(Bootstrap.DEFAULT.acrossFolds(FOLD), lucky))
        .isGreaterThan(3 * width(Bootstrap.DEFAULT, lucky));
  }

  @Test
  void foldsThatDifferNoMoreThanTheirDocumentsWidenThemByAQuarter() {
    double with = 0;
    double without = 0;
    for (int seed = 0; seed < 40; seed++) {
      Quantity plain = values(0, seed);
      double wider = width(Bootstrap.DEFAULT.acrossFolds(FOLD), plain);
      double width = width(Bootstrap.DEFAULT, plain);
      assertThat(wider).isGreaterThanOrEqualTo(width);
      with += wider;
      without += width;
    }
    assertThat(with / without).isBetween(1.1, 1.5);
  }

  @Test
  void manyFoldsWidenThemLessThanFew() {
    int[] ten = new int[DOCUMENTS];
    Arrays.setAll(ten, d -> d % 10);
    double few = 0;
    double many = 0;
    for (int seed = 0; seed < 40; seed++) {
      Quantity plain = values(0, seed);
      few += width(Bootstrap.DEFAULT.acrossFolds(FOLD), plain);
      many += width(Bootstrap.DEFAULT.acrossFolds(ten), plain);
    }
    assertThat(few).isGreaterThan(1.05 * many);
  }

  @Test
  void theErrorThatSampleSizesAreMadeOfHoldsTheFoldsToo() {
    Quantity lucky = values(2, 1);
    assertThat(Bootstrap.DEFAULT.acrossFolds(FOLD).error(lucky, OF))
        .isGreaterThan(2 * Bootstrap.DEFAULT.error(lucky, OF));
  }

  @Test
  void theErrorOverFoldsIsThatOfAMeanOfAsManyValuesWithHalfATypicalOneMore() {
    double[] values = new double[OF.length];
    Arrays.setAll(values, i -> FOLD[OF[i]] - 2); // -2, -1, 0, 1, 2: Σe² = 10, Σe⁴ / Σe² = 3.4
    DocumentSums sums =
        DocumentSums.of(Quantity.of(values, Measure.ANY), OF, filled(DOCUMENTS, 10));
    SeedError error = FoldError.of(sums, FOLD);
    assertThat(error.variance()).isEqualTo((10 + 3.4 / 2) / 4 / 5, within(1e-12));
    assertThat(error.degrees()).isEqualTo(4);
    assertThat(FoldError.of(sums, new int[DOCUMENTS])).isEqualTo(SeedError.NONE);
  }

  @Test
  void theWiderOfTheTwoIntervalsHoldsAndPValueFollowsIt() {
    Quantity lucky = values(2, 3);
    double[] residual = lucky.values();
    Estimate estimate = Bootstrap.DEFAULT.acrossFolds(FOLD).means(List.of(lucky), OF).getFirst();
    DocumentSums sums =
        DocumentSums.of(Quantity.of(residual, Measure.ANY), OF, filled(DOCUMENTS, 10));
    double reach = FoldError.of(sums, FOLD).reach(0.025);
    Interval interval = estimate.interval().orElseThrow();
    assertThat(interval.high() - estimate.value()).isEqualTo(reach, within(1e-9));
    assertThat(estimate.value() - interval.low()).isEqualTo(reach, within(1e-9));
    assertThat(estimate.pValue() > 0.05).isEqualTo(interval.holds(0));
  }

  private static double[] filled(int size, double value) {
    double[] array = new double[size];
    Arrays.fill(array, value);
    return array;
  }
}
