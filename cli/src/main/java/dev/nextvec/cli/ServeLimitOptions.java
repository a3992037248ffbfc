package dev.nextvec.cli;

import dev.nextvec.serve.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a server spends at most. */
final class ServeLimitOptions {
  @Option(
      names = "--max-requests",
      paramLabel = "N",
      description =
          "requests worked on or waiting at one time; one more is told to come again (default: "
              + Limits.REQUESTS_A_PROCESSOR
              + " for each processor)")
  @Bounds(from = 1, to = 100_000)
  @Nullable Integer requests;

  @Option(
      names = "--max-body",
      paramLabel = "MB",
      defaultValue = "" + Limits.BODY_MEGABYTES,
      description =
          "longest request; all together fill a sixteenth of the Java heap (default:"
              + " ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 2000)
  int body = Limits.BODY_MEGABYTES;

  @Option(
      names = "--max-rows",
      paramLabel = "N",
      defaultValue = "1024",
      description = "contexts or texts of one request (default: ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 1_000_000)
  int rows = 1024;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "contexts predicted at once: larger requests are split, waiting ones are put together"
              + " (default: ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 4096)
  int batch = 32;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "1024",
      description = "connections open at one time (default: ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 1_000_000)
  int connections = 1024;

  @Option(
      names = "--idle-timeout",
      paramLabel = "S",
      defaultValue = "10",
      description =
          "seconds in which a connection's next request must have begun (default:"
              + " ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 86_400)
  int idle = 10;

  @Option(
      names = "--request-timeout",
      paramLabel = "S",
      defaultValue = "30",
      description =
          "seconds in which a request must be answered; clients may ask for less by the header"
              + " X-Request-Timeout (default: ${DEFAULT-VALUE})")
  @Bounds(from = 0.001, to = 86_400)
  double request = 30;

  @Option(
      names = "--drain-timeout",
      paramLabel = "S",
      defaultValue = "30",
      description =
          "seconds that requests under way have when the server ends (default: ${DEFAULT-VALUE})")
  @Bounds(from = 0, to = 100)
  int drain = 30;

  /** With as many threads that compute as asked for; 0 is one for each processor. */
  Limits limits(int threads) {
    return Limits.STANDARD
        .withRequests(requests == null ? Limits.STANDARD.requests() : requests)
        .withSizes((long) body << 20, rows)
        .withComputing(batch, threads == 0 ? Limits.STANDARD.threads() : threads)
        .withConnections(connections)
        .withTimes(
            Duration.ofSeconds(idle),
            Duration.ofNanos((long) (request * 1e9)),
            Duration.ofSeconds(drain));
  }
}
