package dev.nextvec.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.baseline.LinearAverage;
import dev.nextvec.data.Windows;
import dev.nextvec.model.Predictor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class SpeedProbeTest {
  private final Windows windows = Sequences.ar1(2, 10, 8, 0.5, 1);
  private final SpeedProbe quick =
      new SpeedProbe(Duration.ofMillis(5), Duration.ofMillis(60), List.of(8, 32, 128));

  @Test
  void percentilesRiseAndEveryBatchSizeIsMeasured() {
    Speed speed = quick.measure(new LinearAverage(5, 8), windows, Sequences.all(windows));
    assertThat(speed.latency().p50()).isPositive().isLessThanOrEqualTo(speed.latency().p95());
    assertThat(speed.latency().p95()).isLessThanOrEqualTo(speed.latency().p99());
    assertThat(speed.throughput()).extracting(Speed.Throughput::batch).containsExactly(8, 32, 128);
    assertThat(speed.throughput()).allMatch(t -> t.perSecond() > 0);
  }

  @Test
  void aPredictorThatTakesTwoMillisecondsIsMeasuredAtTwoMilliseconds() {
    Predictor slow =
        new Guess(
            "slow",
            5,
            8,
            context -> {
              long end = System.nanoTime() + 2_000_000;
              while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
              }
              return new float[8];
            });
    Speed speed = quick.measure(slow, windows, Sequences.all(windows));
    assertThat(speed.latency().p50()).isBetween(2.0, 20.0);
    assertThat(speed.throughput().get(0).perSecond()).isBetween(5.0, 500.0);
    assertThat(speed.latency().count()).isGreaterThanOrEqualTo(SpeedProbe.FEWEST);
  }

  @Test
  void noTwoContextsOfABatchShareAVector() {
    Windows one = Sequences.ar1(1, 1000, 8, 0.5, 1); // enough for every batch
    Set<Float> firsts = new HashSet<>();
    Set<Float> others = new HashSet<>();
    Predictor watching =
        new Guess(
            "watching",
            5,
            8,
            context -> {
              firsts.add(context[0]);
              for (int at = 8; at < context.length; at += 8) {
                others.add(context[at]);
              }
              return new float[8];
            });
    new SpeedProbe(Duration.ZERO, Duration.ZERO, List.of(32))
        .measure(watching, one, Sequences.all(one));
    assertThat(firsts).hasSizeGreaterThan(5).doesNotContainAnyElementsOf(others);
  }

  @Test
  void refusesNothingToMeasureWith() {
    assertThatThrownBy(() -> quick.measure(new LinearAverage(5, 8), windows, new int[0]))
        .hasMessageContaining("no windows");
    assertThatThrownBy(() -> new SpeedProbe(Duration.ZERO, Duration.ZERO, List.of(0)))
        .hasMessageContaining("[0]");
    assertThatThrownBy(() -> new Cost(1, -1, 0, 0)).hasMessageContaining("-1 flops");
  }
}
