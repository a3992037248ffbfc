package dev.nextvec.eval;

import java.util.List;

/**
 * Measured speed of a warm predictor.
 *
 * @param latency time of one prediction alone
 * @param throughput predictions per second in batches
 */
public record Speed(Latency latency, List<Throughput> throughput) {
  public Speed {
    throughput = List.copyOf(throughput);
  }

  /**
   * Times of single predictions, in milliseconds.
   *
   * @param count number of predictions timed
   */
  public record Latency(double p50, double p95, double p99, int count) {}

  /**
   * Speed at one batch size.
   *
   * @param batch contexts predicted at once
   * @param perSecond predictions per second, over the whole measurement
   */
  public record Throughput(int batch, double perSecond) {}
}
