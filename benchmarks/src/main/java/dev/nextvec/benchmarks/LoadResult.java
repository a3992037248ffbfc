package dev.nextvec.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of many requests; safe for many threads. */
final class LoadResult {
  private final Map<String, Integer> statuses = new TreeMap<>();
  private double[] millis = new double[1024];
  private int answered;

  synchronized void add(String status, double took) {
    statuses.merge(status, 1, Integer::sum);
    if (status.equals("200")) {
      if (answered == millis.length) {
        millis = Arrays.copyOf(millis, 2 * answered);
      }
      millis[answered++] = took;
    }
  }

  synchronized int answered() {
    return answered;
  }

  synchronized double quantile(double share) {
    double[] sorted = Arrays.copyOf(millis, answered);
    Arrays.sort(sorted);
    return answered == 0 ? Double.NaN : sorted[(int) Math.min(answered - 1.0, share * answered)];
  }

  /** One JSON line. */
  String line(String what, double seconds) {
    return String.format(
        Locale.ROOT,
        "{\"what\": \"%s\", \"seconds\": %.1f, \"answered_a_second\": %.1f, \"p50_ms\": %.2f,"
            + " \"p95_ms\": %.2f, \"p99_ms\": %.2f, \"statuses\": \"%s\"}",
        what,
        seconds,
        answered() / seconds,
        quantile(.5),
        quantile(.95),
        quantile(.99),
        statuses);
  }
}
