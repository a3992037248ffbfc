package dev.nextvec.cli;

import picocli.CommandLine.Option;

/** How many vectors a prediction is made from. */
final class ContextOption {
  @Option(
      names = "--context",
      paramLabel = "N",
      defaultValue = "5",
      description = "vectors in a context (default: ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 4096)
  int length = 5;
}
