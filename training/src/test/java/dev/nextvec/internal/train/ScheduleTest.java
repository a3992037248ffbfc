package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.run.Schedule;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScheduleTest {
  /** What {@code src/test/resources/golden/training.py} gave PyTorch 2.13's ReduceLROnPlateau. */
  private static final double[] LOSSES = {
    1.0, 0.9, 0.89992, 0.89995, 0.9, 0.95, 0.91, 0.9, 0.9, 0.9, 0.9, 0.8, 0.79995, 0.7999, 0.8, 0.8,
    0.8, 0.8, 0.7, 0.7
  };

  /** The rate after each loss. */
  private static double[] rates(double initial, double factor, int patience) {
    Schedule schedule = new Schedule.Plateau(factor, patience);
    return IntStream.rangeClosed(1, LOSSES.length)
        .mapToDouble(n -> schedule.rate(initial, n, 1000, Arrays.copyOf(LOSSES, n)))
        .toArray();
  }

  private static double[] runs(double... valuesAndCounts) {
    DoubleStream all = DoubleStream.empty();
    for (int i = 0; i < valuesAndCounts.length; i += 2) {
      double value = valuesAndCounts[i];
      all =
          DoubleStream.concat(
              all, DoubleStream.generate(() -> value).limit((long) valuesAndCounts[i + 1]));
    }
    return all.toArray();
  }

  @Test
  void plateauGivesPyTorchsRates() {
    assertThat(rates(5e-4, 0.5, 3))
        .containsExactly(runs(5e-4, 5, 2.5e-4, 4, 1.25e-4, 8, 6.25e-5, 3));
  }

  @Test
  void plateauWithoutPatienceStopsWherePyTorchDoes() {
    assertThat(rates(5e-4, 0.1, 0))
        .containsExactly(
            runs(
                5e-4,
                2,
                5e-5,
                1,
                5e-6,
                1,
                5.000000000000001e-07,
                1,
                5.000000000000001e-08,
                1,
                5.000000000000002e-09,
                14));
  }

  @Test
  void plateauLeavesARateThatIsTinyAlready() {
    assertThat(rates(3e-8, 0.5, 1)).containsExactly(runs(3e-8, 3, 1.5e-8, 17));
  }

  @Test
  void constantStays() {
    assertThat(new Schedule.ConstantRate().rate(0.1, 999, 1000, LOSSES)).isEqualTo(0.1);
  }

  @Test
  void warmupRisesInEqualStepsAndThenFallsAlongACosine() {
    Schedule schedule = new Schedule.WarmupCosine(0.1);
    double[] rates =
        IntStream.range(0, 100).mapToDouble(s -> schedule.rate(1, s, 100, new double[0])).toArray();
    assertThat(Arrays.copyOf(rates, 10))
        .containsExactly(new double[] {.1, .2, .3, .4, .5, .6, .7, .8, .9, 1}, within(1e-12));
    assertThat(rates[10]).isEqualTo(1);
    assertThat(rates[55]).isCloseTo(0.5, within(1e-12)); // half way down
    assertThat(rates[99]).isBetween(0.0, 1e-3).isPositive();
    for (int step = 11; step < 100; step++) {
      assertThat(rates[step]).isLessThan(rates[step - 1]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 15, 26, 77})
  void warmupNeverOvershootsHoweverFewStepsThereAre(int total) {
    Schedule schedule = new Schedule.WarmupCosine(0.1);
    for (int step = 0; step < total; step++) {
      assertThat(schedule.rate(1, step, total, new double[0])).isBetween(0.0, 1.0).isPositive();
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new Schedule.Plateau(1, 3)).hasMessageContaining("`plateau-factor`");
    assertThatThrownBy(() -> new Schedule.Plateau(0.5, -1)).hasMessageContaining("`patience`");
    assertThatThrownBy(() -> new Schedule.WarmupCosine(1)).hasMessageContaining("`warmup`");
  }
}
