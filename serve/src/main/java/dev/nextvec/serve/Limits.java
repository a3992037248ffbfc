package dev.nextvec.serve;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * What a server spends at most. Every request, connection and byte counts against one of them.
 *
 * @param requests worked on or waiting at one time; one more is refused with 429
 * @param longestWait that a request may be expected to wait for its turn; one that would wait
 *     longer is refused with 429; where it is not said, it is found by what requests usually take
 * @param bodyBytes of one request; a longer one is refused with 413
 * @param rows contexts, texts or queries of one request; more are refused with 422
 * @param batch contexts predicted at once: longer requests are split
 * @param threads that compute
 * @param connections open at one time; further ones wait to be accepted
 * @param header time in which a connection's next request must have begun
 * @param request time in which a request must be answered; clients may ask for less
 * @param drain time that requests under way have when the server ends
 */
public record Limits(
    int requests,
    Optional<Duration> longestWait,
    long bodyBytes,
    int rows,
    int batch,
    int threads,
    int connections,
    Duration header,
    Duration request,
    Duration drain) {
  /** A body may hold a thousand contexts of 5 x 768 numbers in binary, or 150 in JSON. */
  public static final int BODY_MEGABYTES = 16;

  /** Requests that one processor has waiting: longer queues only make every answer late. */
  public static final int REQUESTS_A_PROCESSOR = 16;

  /** What a server spends unless told otherwise. */
  public static final Limits STANDARD =
      new Limits(
          REQUESTS_A_PROCESSOR * Runtime.getRuntime().availableProcessors(),
          Optional.empty(),
          (long) BODY_MEGABYTES << 20,
          1024,
          32,
          Runtime.getRuntime().availableProcessors(),
          1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));

  public Limits {
    require("requests", requests);
    longestWait.ifPresent(wait -> require("longestWait", wait.toNanos()));
    require("bodyBytes", bodyBytes);
    require("rows", rows);
    require("batch", batch);
    require("threads", threads);
    require("connections", connections);
    require("header", header.toMillis());
    require("request", request.toMillis());
    require("drain", drain.plusMillis(1).toMillis());
  }

  private static void require(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("`%s` must be positive but was %d".formatted(name, value));
    }
  }

  /** The longest body that is read: all bodies together have a share of the heap. */
  long longestBody() {
    return Math.min(bodyBytes, Budget.share());
  }

  /** What a server takes, in a line. */
  String line() {
    return "at most %d requests at a time%s, bodies of %s (all together %s), %d rows of a request, %d predicted at once, %d threads, %d connections; a request must begin in %s and be answered in %s, and has %s when the server ends"
        .formatted(
            requests,
            longestWait.map(wait -> ", none that would wait over " + shown(wait)).orElse(""),
            megabytes(longestBody()),
            megabytes(Budget.share()),
            rows,
            batch,
            threads,
            connections,
            shown(header),
            shown(request),
            shown(drain));
  }

  private static String megabytes(long bytes) {
    return "%d MB".formatted(bytes >> 20);
  }

  private static String shown(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }

  /** The same with another number of requests. */
  public Limits withRequests(int most) {
    return new Limits(
        most, longestWait, bodyBytes, rows, batch, threads, connections, header, request, drain);
  }

  /** The same with a longest wait. */
  public Limits withLongestWait(Duration longest) {
    return new Limits(
        requests,
        Optional.of(longest),
        bodyBytes,
        rows,
        batch,
        threads,
        connections,
        header,
        request,
        drain);
  }

  /** The same with other sizes of a request. */
  public Limits withSizes(long bytes, int mostRows) {
    return new Limits(
        requests,
        longestWait,
        bytes,
        mostRows,
        batch,
        threads,
        connections,
        header,
        request,
        drain);
  }

  /** The same with another way to compute. */
  public Limits withComputing(int rowsAtOnce, int computing) {
    return new Limits(
        requests,
        longestWait,
        bodyBytes,
        rows,
        rowsAtOnce,
        computing,
        connections,
        header,
        request,
        drain);
  }

  /** The same with another number of connections. */
  public Limits withConnections(int most) {
    return new Limits(
        requests, longestWait, bodyBytes, rows, batch, threads, most, header, request, drain);
  }

  /** The same with other times. */
  public Limits withTimes(Duration begins, Duration answered, Duration drained) {
    return new Limits(
        requests,
        longestWait,
        bodyBytes,
        rows,
        batch,
        threads,
        connections,
        begins,
        answered,
        drained);
  }
}
