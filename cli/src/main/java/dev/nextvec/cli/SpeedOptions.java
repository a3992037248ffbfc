package dev.nextvec.cli;

import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.workflow.SpeedSettings;
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

  SpeedSettings settings() {
    return new SpeedSettings(seconds);
  }

  /** For networks, whose predictions take milliseconds. */
  SpeedProbe network() {
    return SpeedProbe.ofNetworks(settings().seconds());
  }
}
