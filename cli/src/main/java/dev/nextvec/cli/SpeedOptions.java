package dev.nextvec.cli;

import dev.nextvec.eval.SpeedProbe;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long speed is measured. */
final class SpeedOptions {
  @Option(
      names = "--speed-seconds",
      paramLabel = "S",
      defaultValue = "1",
      description =
          "how long to measure the speed of a network at each of batch 1, 8, 32 and 128, after half"
              + " as long to warm up (default: ${DEFAULT-VALUE})")
  @Bounds(from = 0, to = 3600)
  double seconds = 1;

  /** For a first look: a quarter of the time. */
  static SpeedOptions brief() {
    SpeedOptions options = new SpeedOptions();
    options.seconds = 0.25;
    return options;
  }

  /** As short as can be, where the speed is known from elsewhere. */
  static SpeedOptions none() {
    SpeedOptions options = new SpeedOptions();
    options.seconds = 0;
    return options;
  }

  /** For networks, whose predictions take milliseconds. */
  SpeedProbe network() {
    return probe(seconds);
  }

  /** For baselines, whose predictions take microseconds: less time measures them as well. */
  SpeedProbe baseline() {
    return probe(0.4 * seconds);
  }

  private static SpeedProbe probe(double seconds) {
    Duration budget = Duration.ofNanos((long) (1e9 * seconds));
    return new SpeedProbe(budget.dividedBy(2), budget, SpeedProbe.DEFAULT.batches());
  }
}
