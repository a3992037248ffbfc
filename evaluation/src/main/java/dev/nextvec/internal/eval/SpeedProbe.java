package dev.nextvec.internal.eval;

import dev.nextvec.data.Windows;
import dev.nextvec.eval.Speed;
import dev.nextvec.eval.Speed.Conditions;
import dev.nextvec.eval.Speed.Latency;
import dev.nextvec.eval.Speed.Throughput;
import dev.nextvec.model.Predictor;
import dev.nextvec.provenance.Environment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Measures a predictor's speed through {@link Predictor#predict}: single predictions one by one,
 * then batches. Each measurement is preceded by a warm-up of its own and takes contexts in turn
 * from real windows, so that neither the compiler nor the cache sees one context only. They are
 * windows apart, as the requests of a service are: some networks are faster with consecutive ones.
 *
 * @param warmUp time spent before each measurement
 * @param budget time of each measurement; at least {@link #FEWEST} calls are made however long they
 *     take
 *     <p>A machine that does other things meanwhile is noticed, and then it is measured again.
 * @param batches batch sizes of the throughput
 * @param clocks read before and after each measurement
 */
public record SpeedProbe(Duration warmUp, Duration budget, List<Integer> batches, Clocks clocks) {
  /** Calls per measurement at least. */
  public static final int FEWEST = 5;

  /** Half a second of warm-up and one second for each of batch 1, 8, 32 and 128. */
  public static final SpeedProbe DEFAULT =
      new SpeedProbe(Duration.ofMillis(500), Duration.ofSeconds(1), List.of(8, 32, 128));

  /** Measures no speed at all: where many things run beside each other, none would be fair. */
  public static final SpeedProbe NONE = new SpeedProbe(Duration.ZERO, Duration.ZERO, List.of());

  private static final int MOST_CALLS = 1_000_000;
  private static final int TRIES = 3;

  /** The machine's clocks, or in tests others. */
  @FunctionalInterface
  interface Clocks {
    ProcessorTimes read();
  }

  /** On this machine's clocks. */
  public SpeedProbe(Duration warmUp, Duration budget, List<Integer> batches) {
    this(warmUp, budget, batches, ProcessorTimes::now);
  }

  public SpeedProbe {
    batches = List.copyOf(batches);
    if (batches.stream().anyMatch(batch -> batch < 1)) {
      throw new IllegalArgumentException("batch sizes must be positive but were " + batches);
    }
  }

  /** That long for each measurement of a network, whose predictions take milliseconds. */
  public static SpeedProbe ofNetworks(double seconds) {
    Duration budget = Duration.ofNanos((long) (1e9 * seconds));
    return new SpeedProbe(budget.dividedBy(2), budget, DEFAULT.batches());
  }

  /** For baselines, whose predictions take microseconds: less time measures them as well. */
  public static SpeedProbe ofBaselines(double seconds) {
    return ofNetworks(0.4 * seconds);
  }

  /** As {@link #measure}; empty from {@link #NONE}. */
  Optional<Speed> measured(
      Predictor predictor, Windows windows, int[] rows, Environment environment) {
    return measuresNothing()
        ? Optional.empty()
        : Optional.of(measure(predictor, windows, rows, environment));
  }

  /** Whether it is {@link #NONE}. */
  public boolean measuresNothing() {
    return equals(NONE);
  }

  /**
   * Measures {@code predictor} on contexts from {@code rows}: again, up to three times, while the
   * machine is busy with something else. Of disturbed measurements the fastest counts, and says
   * that it was disturbed.
   *
   * @param environment what computes the predictions
   */
  public Speed measure(Predictor predictor, Windows windows, int[] rows, Environment environment) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("there are no windows to measure speed with");
    }
    Speed best = once(predictor, windows, rows, environment);
    for (int i = 1; i < TRIES && best.isDisturbed(); i++) {
      Speed next = once(predictor, windows, rows, environment);
      boolean better = !next.isDisturbed() || next.latency().p95() < best.latency().p95();
      best = better ? next : best;
    }
    return best;
  }

  /** Whether the machine has processors to spare now; takes a fifth of a second. */
  public boolean isMachineCalm() {
    ProcessorTimes before = clocks.read();
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return new Conditions(0, clocks.read().othersSince(before), 0).calm();
  }

  private Speed once(Predictor predictor, Windows windows, int[] rows, Environment environment) {
    MachineWatch watch = new MachineWatch(clocks);
    long[] single = times(predictor, contexts(windows, rows, 1, 64), 1);
    double spread = MachineWatch.spread(single);
    Arrays.sort(single);
    Latency latency =
        new Latency(
            milliseconds(single, 0.5),
            milliseconds(single, 0.95),
            milliseconds(single, 0.99),
            single.length);
    List<Throughput> throughput =
        batches.stream()
            .map(batch -> throughput(predictor, contexts(windows, rows, batch, 4), batch))
            .toList();
    Optional<Conditions> conditions = budget.isZero() ? Optional.empty() : watch.since(spread);
    return new Speed(latency, throughput, conditions, Optional.of(environment));
  }

  private Throughput throughput(Predictor predictor, float[][] contexts, int batch) {
    long[] times = times(predictor, contexts, batch);
    double seconds = Arrays.stream(times).sum() / 1e9;
    return new Throughput(batch, times.length * (double) batch / Math.max(seconds, 1e-9));
  }

  private long[] times(Predictor predictor, float[][] contexts, int batch) {
    float[] raw = new float[batch * predictor.dimension()];
    run(predictor, contexts, batch, raw, warmUp);
    return run(predictor, contexts, batch, raw, budget);
  }

  private static long[] run(
      Predictor predictor, float[][] contexts, int batch, float[] raw, Duration budget) {
    long[] times = new long[1024];
    int calls = 0;
    long start = System.nanoTime();
    long end = start + budget.toNanos();
    long before = start;
    while (calls < FEWEST || (before < end && calls < MOST_CALLS)) {
      if (calls == times.length) {
        times = Arrays.copyOf(times, 2 * calls);
      }
      before = System.nanoTime();
      predictor.predict(contexts[calls % contexts.length], batch, raw);
      long after = System.nanoTime();
      times[calls++] = after - before;
      before = after;
    }
    return Arrays.copyOf(times, calls);
  }

  private static float[][] contexts(Windows windows, int[] rows, int batch, int variants) {
    int size = windows.contextLength() * windows.dimension();
    float[][] contexts = new float[variants][batch * size];
    int apart = windows.contextLength();
    long next = 0;
    for (float[] context : contexts) {
      for (int i = 0; i < batch; i++, next += apart) {
        windows.context(rows[Math.toIntExact(next % rows.length)], context, i * size);
      }
    }
    return contexts;
  }

  /** Nearest-rank percentile: the smallest time that {@code share} of the calls did not exceed. */
  private static double milliseconds(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }
}
