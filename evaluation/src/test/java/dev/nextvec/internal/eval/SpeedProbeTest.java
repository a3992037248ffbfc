package dev.nextvec.internal.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Sequences;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Speed;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.model.Cost;
import dev.nextvec.model.Predictor;
import dev.nextvec.provenance.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedProbeTest {
  private static final Environment HERE = Environment.withoutEngine();

  private final Windows windows = Sequences.ar1(2, 10, 8, 0.5, 1);
  private final SpeedProbe quick =
      new SpeedProbe(Duration.ofMillis(5), Duration.ofMillis(60), List.of(8, 32, 128));

  @Test
  void percentilesRiseAndEveryBatchSizeIsMeasured() {
    Speed speed = quick.measure(new LinearAverage(5, 8), windows, Sequences.all(windows), HERE);
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
    Speed speed = quick.measure(slow, windows, Sequences.all(windows), HERE);
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
        .measure(watching, one, Sequences.all(one), HERE);
    assertThat(firsts).hasSizeGreaterThan(5).doesNotContainAnyElementsOf(others);
  }

  @Test
  void refusesNothingToMeasureWith() {
    assertThatThrownBy(() -> quick.measure(new LinearAverage(5, 8), windows, new int[0], HERE))
        .hasMessageContaining("no windows");
    assertThatThrownBy(() -> new SpeedProbe(Duration.ZERO, Duration.ZERO, List.of(0)))
        .hasMessageContaining("[0]");
    assertThatThrownBy(() -> new Cost(1, -1, 0, 0)).hasMessageContaining("-1 flops");
  }

  /** Clocks of a machine whose processors others use, by the share of each measurement in turn. */
  private static SpeedProbe.Clocks clocks(int[] readings, double... others) {
    return () -> {
      int reading = readings[0]++;
      int done = (reading + 1) / 2; // two readings for each measurement
      double busy = 0;
      for (int i = 0; i < done; i++) {
        busy += others[Math.min(i, others.length - 1)];
      }
      return new ProcessorTimes(
          1_000_000_000L * done, 0, 0, (long) (1e9 * busy), 1_000_000_000L * done);
    };
  }

  private Speed measured(int[] readings, double... others) {
    SpeedProbe probe =
        new SpeedProbe(Duration.ZERO, Duration.ofMillis(1), List.of(8), clocks(readings, others));
    // Every call takes the same time, so that only the clocks can tell of others.
    Guess still = new Guess("still", 5, 8, context -> new float[8]);
    return probe.measure(still, windows, new int[] {0}, HERE);
  }

  @Test
  void aBusyMachineIsNoticedAndSpeedMeasuredThreeTimesAtMost() {
    int[] readings = new int[1];
    Speed speed = measured(readings, 0.9);
    assertThat(readings[0]).isEqualTo(6);
    assertThat(speed.isDisturbed()).isTrue();
    assertThat(speed.conditions().orElseThrow().others()).isEqualTo(0.9);
    assertThat(speed.conditions().orElseThrow().inWords()).contains("others took 90 %");
  }

  @Test
  void theMeasurementOnTheQuietMachineCounts() {
    Speed speed = measured(new int[1], 0.9, 0.05, 0.9);
    assertThat(speed.conditions().orElseThrow().others())
        .isCloseTo(0.05, org.assertj.core.data.Offset.offset(1e-9));
  }

  @Test
  void waitingForAProcessorAndTimesThatDifferAreDisturbancesToo() {
    assertThat(new Speed.Conditions(0.05, 0.2, 0.3).calm()).isTrue();
    assertThat(new Speed.Conditions(0.2, 0, 0).calm()).isFalse();
    assertThat(new Speed.Conditions(0, 0, 0.8).calm()).isFalse();
  }

  @Test
  void theClocksOfThisMachineRun() {
    ProcessorTimes before = ProcessorTimes.now();
    long end = System.nanoTime() + 50_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    ProcessorTimes after = ProcessorTimes.now();
    assertThat(after.wall()).isGreaterThan(before.wall());
    assertThat(after.own()).isGreaterThan(before.own());
    assertThat(after.waitingSince(before)).isBetween(0.0, 1.0);
    assertThat(after.othersSince(before)).isBetween(0.0, 1.0);
  }

  @Test
  void aSpeedIsKnownOnlyOnTheMachineWhereItWasMeasured(@TempDir Path folder) throws Exception {
    Speed speed =
        new Speed(
            new Speed.Latency(1, 2, 3, 4),
            List.of(new Speed.Throughput(8, 5)),
            Optional.of(new Speed.Conditions(0.01, 0.6, 0.1)),
            Optional.of(HERE));
    SpeedFile.write(folder, "key", speed);
    assertThat(SpeedFile.read(folder, "key", SpeedFile.machine())).contains(speed);
    assertThat(SpeedFile.read(folder, "key", "another machine")).isEmpty();
    assertThat(SpeedFile.read(folder, "another key", SpeedFile.machine())).isEmpty();
    Path file = folder.resolve(SpeedFile.NAME);
    Files.writeString(file, Files.readString(file).replace("\"p95\" : 2.0", "\"p95\" : 0.2"));
    assertThatThrownBy(() -> SpeedFile.read(folder, "key", SpeedFile.machine()))
        .hasMessageContainingAll("speed.json", "was changed or damaged");
  }
}
