package dev.nextvec.cli;

import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import picocli.CommandLine.Option;

/** Which documents, or how many, are held back for validation and testing. */
final class ShareOptions {
  @Option(
      names = "--split-seed",
      paramLabel = "S",
      defaultValue = "1",
      description =
          "seed of the split of documents into training, validation and test (default:"
              + " ${DEFAULT-VALUE})")
  long seed = Split.SEED;

  @Option(
      names = "--validation-share",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "share of the documents that chooses the best epoch (default: ${DEFAULT-VALUE})")
  @Bounds(from = 0, to = 1, above = true, below = true)
  double validation = SplitFractions.STANDARD.validation();

  @Option(
      names = "--test-share",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "share of the documents that is only tested on; more of few documents gives narrower"
              + " intervals and less to learn from (default: ${DEFAULT-VALUE})")
  @Bounds(from = 0, to = 1, above = true, below = true)
  double test = SplitFractions.STANDARD.test();

  /**
   * The shares.
   *
   * @throws WrongUsage if they make no sense
   */
  SplitFractions fractions() {
    return WrongUsage.unless(() -> new SplitFractions(validation, test));
  }
}
