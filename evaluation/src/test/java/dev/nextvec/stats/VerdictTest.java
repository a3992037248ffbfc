package dev.nextvec.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {

  @Test
  void isBetterOrWorseOnlyWhenTheIntervalExcludesZero() {
    assertThat(verdict(0.01, 0.005, 0.015)).isEqualTo(Verdict.BETTER);
    assertThat(verdict(-0.01, -0.015, -0.005)).isEqualTo(Verdict.WORSE);
    assertThat(verdict(0.01, -0.001, 0.021)).isEqualTo(Verdict.TIE);
  }

  @Test
  void anIntervalInsideTheMarginShowsEqualityWhetherItHoldsZeroOrNot() {
    assertThat(verdict(0.001, 0.0005, 0.0015)).isEqualTo(Verdict.EQUAL);
    assertThat(verdict(0.0001, -0.0012, 0.0014)).isEqualTo(Verdict.EQUAL);
    assertThat(verdict(0.0001, -0.0022, 0.0024)).isEqualTo(Verdict.TIE);
    assertThat(verdict(0.0019, 0.0005, 0.0033)).isEqualTo(Verdict.BETTER);
  }

  @Test
  void theOtherSideSeesTheOpposite() {
    assertThat(Verdict.BETTER.reversed()).isEqualTo(Verdict.WORSE);
    assertThat(Verdict.TIE.reversed()).isEqualTo(Verdict.TIE);
    assertThat(estimate(0.01, 0.005, 0.02).reversed()).isEqualTo(estimate(-0.01, -0.02, -0.005));
  }

  @Test
  void aCorrectedPValueAboveFivePercentIsATie() {
    assertThat(Verdict.of(estimate(0.01, 0.005, 0.015), 0.06, 0.002)).isEqualTo(Verdict.TIE);
  }

  @Test
  void withoutAnIntervalNothingCanBeSaidNotEvenThatThereIsATie() {
    Estimate unsure = new Estimate(0.2, Optional.empty(), 1, 3, 30);
    assertThat(Verdict.of(unsure, 1, 0.002)).isEqualTo(Verdict.CANNOT_SAY);
    assertThat(Verdict.of(unsure, 0, 0.002).reversed()).isEqualTo(Verdict.CANNOT_SAY);
  }

  @Test
  void holmAgreesWithAWorkedExample() {
    assertThat(Holm.adjust(new double[] {0.01, 0.04, 0.03, 0.005}))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(0.03, 0.06, 0.06, 0.02);
    assertThat(Holm.adjust(new double[] {0.9, 0.8})).containsExactly(1, 1);
    assertThat(Holm.adjust(new double[0])).isEmpty();
    assertThat(Holm.judging(new double[] {0.01, 0.04, 0.03, 0.005}, 0.05))
        .containsExactly(3, 2, 2, 4);
  }

  @Test
  void anIntervalChecksItself() {
    assertThatThrownBy(() -> new Interval(2, 1, 0.95)).hasMessageContaining("2.0 to 1.0");
    assertThatThrownBy(() -> new Interval(0, Double.NaN, 0.95)).hasMessageContaining("NaN");
    assertThat(new Interval(1, 2, 0.95).times(100)).isEqualTo(new Interval(100, 200, 0.95));
  }

  private static Verdict verdict(double value, double low, double high) {
    return Verdict.of(estimate(value, low, high), 0.01, Verdict.MARGIN);
  }

  private static Estimate estimate(double value, double low, double high) {
    return new Estimate(value, Optional.of(new Interval(low, high, 0.95)), 0.01, 50, 500);
  }
}
