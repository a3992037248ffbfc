package dev.nextvec.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What came of many requests; safe for many threads. */
final class LoadResult {
  private final Map<String, Integer> statuses = new TreeMap<>();
  private double[] sinceDue = new double[1024];
  private double[] sinceSent = new double[1024];
  private final List<ServerTimes> byServer = new ArrayList<>();
  private int answered;

  /** Notes one whose server says nothing of its own time. */
  void add(String status, double due, double sent) {
    add(status, due, sent, ServerTimes.UNKNOWN);
  }

  /**
   * Notes one.
   *
   * @param due milliseconds from when it should have been sent, where others keep to a rate
   * @param sent milliseconds from when it was
   * @param server what the server says of it
   */
  synchronized void add(String status, double due, double sent, ServerTimes server) {
    statuses.merge(status, 1, Integer::sum);
    if (status.equals("200")) {
      if (answered == sinceDue.length) {
        sinceDue = Arrays.copyOf(sinceDue, 2 * answered);
        sinceSent = Arrays.copyOf(sinceSent, 2 * answered);
      }
      byServer.add(server);
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
            + quantile("p99_since_sent_ms", sinceSent, .99)
            + byServer("receiving", ServerTimes::receiving)
            + byServer("queue", ServerTimes::queue)
            + byServer("total", ServerTimes::total);
  }

  private String byServer(String name, ToDoubleFunction<ServerTimes> time) {
    double[] known = byServer.stream().mapToDouble(time).toArray();
    return Double.isNaN(known[0])
        ? ""
        : quantile("p50_server_" + name + "_ms", known, .5)
            + quantile("p99_server_" + name + "_ms", known, .99);
  }

  /** One JSON line, of requests that came for some seconds and were all answered after others. */
  synchronized String line(String what, double seconds, double until) {
    return String.format(
        Locale.ROOT,
        "{\"all_answered_after_s\": %.1f, %s",
        until,
        line(what, seconds).substring(1));
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
