package dev.nextvec.stats;

import java.util.Comparator;
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
    int[] order = order(pValues);
    double[] adjusted = new double[n];
    double running = 0;
    for (int rank = 0; rank < n; rank++) {
      running = Math.max(running, Math.min(1, (n - rank) * pValues[order[rank]]));
      adjusted[order[rank]] = running;
    }
    return adjusted;
  }

  /**
   * What each p-value is multiplied by, the number of tests whose p-value is not smaller, where
   * Holm's steps end at the first that does not stand: its own factor before that, the factor of
   * the first that fails from there on. A p-value times it is at most alpha exactly where the
   * adjusted value is, so an interval of level 1 - alpha / factor holds zero exactly where no
   * difference is shown.
   *
   * @param pValues any order; the result keeps it
   * @param alpha for example 0.05
   */
  public static int[] judging(double[] pValues, double alpha) {
    int[] order = order(pValues);
    int[] factors = new int[order.length];
    int failed = 0;
    for (int rank = 0; rank < order.length; rank++) {
      int own = order.length - rank;
      failed = failed == 0 && own * pValues[order[rank]] > alpha ? own : failed;
      factors[order[rank]] = failed == 0 ? own : failed;
    }
    return factors;
  }

  private static int[] order(double[] pValues) {
    return IntStream.range(0, pValues.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> pValues[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
