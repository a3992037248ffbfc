package dev.nextvec.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StudentTTest {

  @Test
  void quantilesAreThoseOfPrintedTables() {
    assertThat(new StudentT(1).quantile(0.975)).isCloseTo(12.7062047, within(1e-6));
    assertThat(new StudentT(2).quantile(0.975)).isCloseTo(4.30265273, within(1e-7));
    assertThat(new StudentT(10).quantile(0.95)).isCloseTo(1.81246112, within(1e-7));
    assertThat(new StudentT(285).quantile(0.975)).isCloseTo(1.96832, within(1e-4));
    assertThat(StudentT.normal().quantile(0.975)).isCloseTo(1.959964, within(1e-5));
    assertThat(StudentT.normal().quantile(0.8)).isCloseTo(0.841621, within(1e-5));
  }

  @Test
  void probabilitiesInvertQuantilesOnBothSides() {
    for (double degrees : new double[] {1, 2.5, 7, 40, 1e6}) {
      StudentT t = new StudentT(degrees);
      for (double share : new double[] {1e-7, 0.01, 0.3, 0.5, 0.9, 0.999}) {
        assertThat(t.below(t.quantile(share))).isCloseTo(share, within(1e-12));
      }
      assertThat(t.beyond(2)).isCloseTo(2 * t.below(-2), within(1e-12));
    }
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> new StudentT(0)).hasMessageContaining("0.0");
    assertThatThrownBy(() -> new StudentT(3).quantile(1)).hasMessageContaining("1.0");
  }
}
