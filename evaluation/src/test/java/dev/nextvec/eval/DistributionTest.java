package dev.nextvec.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {

  @Test
  void quantilesInterpolateBetweenNeighbours() {
    float[] values = new float[101];
    IntStream.rangeClosed(0, 100).forEach(i -> values[100 - i] = i / 100f);
    Distribution distribution = Distribution.of(values);
    for (double level : Distribution.LEVELS) {
      assertThat(distribution.quantile(level)).isCloseTo(level, within(1e-6));
    }
    assertThat(distribution.mean()).isCloseTo(0.5, within(1e-7));
    assertThat(distribution.deviation()).isCloseTo(0.293, within(1e-3));
  }

  @Test
  void theHistogramHoldsEveryValueOnce() {
    Distribution distribution = Distribution.of(new float[] {-1, -0.999f, 0, 0.019f, 0.5f, 1, 1});
    assertThat(distribution.histogram().stream().mapToInt(Integer::intValue).sum()).isEqualTo(7);
    assertThat(distribution.histogram().get(0)).isEqualTo(2);
    assertThat(distribution.histogram().get(50)).isEqualTo(2);
    assertThat(distribution.histogram().get(75)).isEqualTo(1);
    assertThat(distribution.histogram().get(99)).isEqualTo(2);
  }

  @Test
  void aSingleValueHasNoSpread() {
    assertThat(Distribution.of(new float[] {0.5f}).deviation()).isZero();
  }

  @Test
  void refusesAQuantileItDoesNotHold() {
    assertThatThrownBy(() -> Distribution.of(new float[1]).quantile(0.33))
        .hasMessageContaining("no quantile at 0.33");
  }
}
