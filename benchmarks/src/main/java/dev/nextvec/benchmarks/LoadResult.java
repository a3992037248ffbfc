package dev.nextvec.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of many requests; safe for many threads. */
final class LoadResult {
  private final Map<String, Integer> statuses = new TreeMap<>();
  private double[] sinceDue = new double[1024];
  private double[] sinceSent = new double[1024];
  private int answered;

  /**
   * Notes one.
   *
   * @param due milliseconds from when it should have been sent, where others keep to a rate
   * @param sent milliseconds from when it was
   */
  synchronized void add(String status, double due, double sent) {
    statuses.merge(status, 1, Integer::sum);
    if (status.equals("200")) {
      if (answered == sinceDue.length) {
        sinceDue = Arrays.copyOf(sinceDue, 2 * answered);
        sinceSent = Arrays.copyOf(sinceSent, 2 * answered);
      }
      sinceDue[answered] = due;
      sinceSent[answered++] = sent;
    }
  }

  synchronized int answered() {
    return answered;
  }

  private double quantile(double[] of, double share) {
    double[] sorted = Arrays.copyOf(of, answered);
    Arrays.sort(sorted);
    return answered == 0 ? Double.NaN : sorted[(int) Math.min(answered - 1.0, share * answered)];
  }

  /** One JSON line. */
  synchronized String line(String what, double seconds) {
    return String.format(
        Locale.ROOT,
        "{\"what\": \"%s\", \"seconds\": %.1f, \"answered_a_second\": %.1f, \"p50_ms\": %.2f,"
            + " \"p95_ms\": %.2f, \"p99_ms\": %.2f, \"p50_since_sent_ms\": %.2f,"
            + " \"p99_since_sent_ms\": %.2f, \"statuses\": \"%s\"}",
        what,
        seconds,
        answered / seconds,
        quantile(sinceDue, .5),
        quantile(sinceDue, .95),
        quantile(sinceDue, .99),
        quantile(sinceSent, .5),
        quantile(sinceSent, .99),
        statuses);
  }
}
