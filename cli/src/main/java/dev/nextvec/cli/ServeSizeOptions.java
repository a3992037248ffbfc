package dev.nextvec.cli;

import dev.nextvec.serve.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How large requests to models and indexes may be, how long they wait and how they are computed.
 */
final class ServeSizeOptions {
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
      names = "--max-wait",
      paramLabel = "S",
      description =
          "seconds that a request may be expected to wait for its turn; one that would wait longer"
              + " is told to come again (default: twice what a full house usually waits)")
  @Bounds(from = 0.001, to = 86_400)
  @Nullable Double wait;

  /**
   * With these.
   *
   * @param threads that compute; 0 is one for each processor
   */
  Limits with(Limits limits, int threads) {
    Limits sized =
        limits
            .withSizes((long) body << 20, rows)
            .withComputing(batch, threads == 0 ? Limits.STANDARD.threads() : threads);
    return wait == null ? sized : sized.withLongestWait(Duration.ofNanos((long) (wait * 1e9)));
  }
}
