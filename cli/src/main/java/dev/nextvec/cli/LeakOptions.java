package dev.nextvec.cli;

import dev.nextvec.internal.leak.LeakReport;
import dev.nextvec.workflow.LeakPolicy;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to do where the test is not new to the models. */
final class LeakOptions {
  @Option(
      names = "--allow-leak",
      description =
          "go on although test windows share chunks or documents with what was learned from; every"
              + " table and picture is marked")
  boolean allow;

  @Option(
      names = "--leak-tolerance",
      paramLabel = "SHARE",
      defaultValue = "" + LeakReport.TOLERANCE,
      description =
          "largest share of test windows whose answer may be a chunk that also stands elsewhere"
              + " (default: ${DEFAULT-VALUE})")
  @Bounds(from = 0, to = 1)
  double tolerance = LeakReport.TOLERANCE;

  @Mixin NearOption near = new NearOption();

  LeakPolicy policy() {
    return new LeakPolicy(allow, tolerance, near.cosine());
  }
}
