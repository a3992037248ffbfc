package dev.nextvec.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How trainings run side by side, when they are saved, and what is done when they are over. */
final class PaceOptions {
  @Option(
      names = "--save-every",
      paramLabel = "MINUTES",
      defaultValue = "5",
      description =
          "longest time between two saved states; one is saved after each epoch that took a"
              + " second, too (default: ${DEFAULT-VALUE})")
  @Bounds(from = 0, above = true, to = 10_080)
  double saveEvery;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "networks that train side by side; with --threads 1 that uses the processors"
              + " best (default: ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 256)
  int jobs;

  @Option(
      names = "--no-test",
      description =
          "leave out the test on the documents never seen; `evaluate` and `compare` do it when they"
              + " first need it")
  boolean noTest;

  @Option(names = "--overwrite", description = "discard a run that is there, and start anew")
  boolean overwrite;

  Duration often() {
    return Duration.ofMillis(Math.round(60_000 * saveEvery));
  }
}
