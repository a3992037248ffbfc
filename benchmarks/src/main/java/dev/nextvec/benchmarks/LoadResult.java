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

  private String quantile(String name, double[] of, double share) {
    double[] sorted = Arrays.copyOf(of, answered);
    Arrays.sort(sorted);
    double value = sorted[(int) Math.min(answered - 1.0, share * answered)];
    return String.format(Locale.ROOT, "\"%s\": %.2f, ", name, value);
  }

  /** What the middle one and the slowest took; nothing where none was answered. */
  private String times() {
    return answered == 0
        ? ""
        : quantile("p50_ms", sinceDue, .5)
            + quantile("p95_ms", sinceDue, .95)
            + quantile("p99_ms", sinceDue, .99)
            + quantile("p50_since_sent_ms", sinceSent, .5)
            + quantile("p99_since_sent_ms", sinceSent, .99);
  }

  /** One JSON line. */
  synchronized String line(String what, double seconds) {
    return String.format(
        Locale.ROOT,
        "{\"what\": \"%s\", \"seconds\": %.1f, \"answered_a_second\": %.1f, %s\"statuses\":"
            + " \"%s\"}",
        what,
        seconds,
        answered / seconds,
        times(),
        statuses);
  }
}
