package dev.nextvec.compare;

import dev.nextvec.eval.Evaluation;
import dev.nextvec.stats.Estimate;
import java.util.Optional;

/**
 * One line of a comparison.
 *
 * @param group the result it shows, or those that differ only in their seed
 * @param evaluation its quality on the test windows
 * @param cosine mean test cosine with its interval over documents and seeds
 * @param againstLinearAverage its paired difference; absent for the linear average itself
 */
public record Row(
    SeedGroup group,
    Evaluation evaluation,
    Estimate cosine,
    Optional<PairedDifference> againstLinearAverage) {

  /** Name of the result. */
  public String name() {
    return group.name();
  }

  /** The result, or that of the lowest seed: see {@link SeedGroup#first}. */
  public RunResult run() {
    return group.first();
  }

  /** Whether it is a trained network. */
  public boolean isNetwork() {
    return run().kind() == RunResult.RowKind.NETWORK;
  }
}
