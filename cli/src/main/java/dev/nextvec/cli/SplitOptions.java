package dev.nextvec.cli;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.workflow.Sweep;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a dataset is divided: the same options wherever a split is made or shown. */
final class SplitOptions {
  @Mixin ShareOptions shares = new ShareOptions();

  @Option(
      names = "--train-windows",
      paramLabel = "N",
      description =
          "learn from the first documents of the shuffled training part that have N windows;"
              + " validation and test stay as they are (default: all)")
  @Bounds(from = 1, to = Integer.MAX_VALUE)
  @Nullable Integer trainWindows;

  /**
   * Divides a dataset.
   *
   * @throws IllegalArgumentException if it is too small, saying what it lacks
   */
  Split of(Dataset dataset, int contextLength) {
    OptionalInt asked = trainWindows == null ? OptionalInt.empty() : OptionalInt.of(trainWindows);
    SplitFractions fractions = shares.fractions();
    Split whole = Split.of(dataset, contextLength, fractions, shares.seed, OptionalInt.empty());
    return asked.isEmpty()
        ? whole
        : WrongUsage.unless(() -> Split.of(dataset, contextLength, fractions, shares.seed, asked));
  }

  /** The same for whoever divides it elsewhere. */
  Sweep.Parts parts(int contextLength) {
    OptionalInt asked = trainWindows == null ? OptionalInt.empty() : OptionalInt.of(trainWindows);
    return new Sweep.Parts(contextLength, shares.fractions(), shares.seed, asked);
  }

  /**
   * Makes sure that a run that is continued was begun on the same split.
   *
   * @throws IllegalArgumentException naming the shares or seed of the run's own split
   */
  void requireSame(RunDirectory run, Split split) throws IOException {
    if (!run.exists() || run.info().provenance().splitSha256().equals(split.sha256())) {
      return;
    }
    RunDirectory.SplitChoice its = run.splitChoice();
    boolean asked = its.seed() == shares.seed && its.fractions().equals(shares.fractions());
    if (!asked) {
      throw new IllegalArgumentException(
          "%s holds a run whose split was made with --split-seed %d --validation-share %s --test-share %s, not --split-seed %d --validation-share %s --test-share %s: continue with its own, choose another directory, or --overwrite it"
              .formatted(
                  run.path(),
                  its.seed(),
                  its.fractions().validation(),
                  its.fractions().test(),
                  shares.seed,
                  shares.validation,
                  shares.test));
    }
  }
}
