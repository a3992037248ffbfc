package dev.nextvec.cli;

import dev.nextvec.serve.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a server spends at most, whatever it is asked for. */
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

  /** Others as they are anyway. */
  Limits limits() {
    return Limits.STANDARD
        .withRequests(requests == null ? Limits.STANDARD.requests() : requests)
        .withConnections(connections)
        .withTimes(
            Duration.ofSeconds(idle),
            Duration.ofNanos((long) (request * 1e9)),
            Duration.ofSeconds(drain));
  }
}
