package dev.nextvec.compare;

import dev.nextvec.eval.Evaluation;
import dev.nextvec.eval.Speed;
import dev.nextvec.internal.baseline.MeanVector;
import dev.nextvec.internal.baseline.RandomVector;
import dev.nextvec.model.Cost;
import dev.nextvec.stats.Estimate;
import java.util.Optional;
import java.util.Set;

/**
 * One line of a comparison.
 *
 * @param group the result it shows, or those that differ only in their seed
 * @param cosine mean test cosine with its interval over documents and seeds
 * @param againstLinearAverage its paired difference; absent for the linear average itself
 */
public record Row(
    SeedGroup group, Estimate cosine, Optional<PairedDifference> againstLinearAverage) {
  private static final Set<String> GUESSES = Set.of(RandomVector.NAME, MeanVector.NAME);

  /** Name of the result. */
  public String name() {
    return group.name();
  }

  /** The result, or that of the lowest seed: see {@link SeedGroup#first}. */
  public RunResult run() {
    return group.first();
  }

  /** Its quality on the test windows. */
  public Evaluation evaluation() {
    return group.evaluation();
  }

  /** Whether it knows nothing of the context: what it scores, guessing gives. */
  public boolean isGuess() {
    return isBaseline() && GUESSES.contains(name());
  }

  /** Its speed, if that was measured while the machine did nothing else. */
  public Optional<Speed> reliableSpeed() {
    return Speed.reliable(run().speed());
  }

  /** Whether it is a trained network. */
  public boolean isNetwork() {
    return run().kind() == RunResult.RowKind.NETWORK;
  }

  /** Whether it is fitted in closed form, or not at all. */
  public boolean isBaseline() {
    return run().kind() == RunResult.RowKind.BASELINE;
  }

  /** Whether only its predictions are known: it can be judged, but not used from here. */
  public boolean isForeign() {
    return run().kind() == RunResult.RowKind.PREDICTIONS;
  }

  /** Whether its vector is to be compared with mapped chunks, not with chunks as they are. */
  public boolean isTwoSided() {
    return run().facts().twoSided();
  }

  /**
   * What a prediction costs.
   *
   * @throws IllegalStateException if only its predictions are known
   */
  public Cost knownCost() {
    return run()
        .cost()
        .orElseThrow(
            () -> new IllegalStateException("only the predictions of `" + name() + "` are known"));
  }
}
