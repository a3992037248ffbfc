package dev.nextvec.cli;

import dev.nextvec.serve.Limits;
import picocli.CommandLine.Option;

/** How large requests to models and indexes may be, and how they are computed. */
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

  /**
   * With these.
   *
   * @param threads that compute; 0 is one for each processor
   */
  Limits with(Limits limits, int threads) {
    return limits
        .withSizes((long) body << 20, rows)
        .withComputing(batch, threads == 0 ? Limits.STANDARD.threads() : threads);
  }
}
