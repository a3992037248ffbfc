package dev.nextvec.stats;

import java.util.stream.IntStream;

/**
 * Holm's step-down correction for several tests at once (Holm, <em>A simple sequentially rejective
 * multiple test procedure</em>, 1979).
 */
public final class Holm {
  private Holm() {}

  /**
   * Adjusts p-values: comparing an adjusted value with 0.05 keeps the chance of any false finding
   * below 5 %.
   *
   * @param pValues any order; the result keeps it
   */
  public static double[] adjust(double[] pValues) {
    int n = pValues.length;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted((a, b) -> Double.compare(pValues[a], pValues[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[n];
    double running = 0;
    for (int rank = 0; rank < n; rank++) {
      running = Math.max(running, Math.min(1, (n - rank) * pValues[order[rank]]));
      adjusted[order[rank]] = running;
    }
    return adjusted;
  }
}
