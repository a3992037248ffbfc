package dev.nextvec.eval;

import dev.nextvec.data.Windows;
import dev.nextvec.eval.Speed.Latency;
import dev.nextvec.eval.Speed.Throughput;
import dev.nextvec.model.Predictor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Measures a predictor's speed through {@link Predictor#predict}: single predictions one by one,
 * then batches. Each measurement is preceded by a warm-up of its own and takes contexts in turn
 * from real windows, so that neither the compiler nor the cache sees one context only. They are
 * windows apart, as the requests of a service are: some networks are faster with consecutive ones.
 *
 * @param warmUp time spent before each measurement
 * @param budget time of each measurement; at least {@link #FEWEST} calls are made however long they
 *     take
 * @param batches batch sizes of the throughput
 */
public record SpeedProbe(Duration warmUp, Duration budget, List<Integer> batches) {
  /** Calls per measurement at least. */
  public static final int FEWEST = 5;

  /** Half a second of warm-up and one second for each of batch 1, 8, 32 and 128. */
  public static final SpeedProbe DEFAULT =
      new SpeedProbe(Duration.ofMillis(500), Duration.ofSeconds(1), List.of(8, 32, 128));

  private static final int MOST_CALLS = 1_000_000;

  public SpeedProbe {
    batches = List.copyOf(batches);
    if (batches.stream().anyMatch(batch -> batch < 1)) {
      throw new IllegalArgumentException("batch sizes must be positive but were " + batches);
    }
  }

  /** Measures {@code predictor} on contexts from {@code rows}. */
  public Speed measure(Predictor predictor, Windows windows, int[] rows) {
    if (rows.length == 0) {
      throw new IllegalArgumentException("there are no windows to measure speed with");
    }
    long[] single = times(predictor, contexts(windows, rows, 1, 64), 1);
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
    return new Speed(latency, throughput);
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
