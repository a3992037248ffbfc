package dev.nextvec.compare;

import dev.nextvec.eval.Evaluation;
import dev.nextvec.stats.Estimate;
import java.util.Optional;

/**
 * One line of a comparison.
 *
 * @param run the result it shows
 * @param evaluation its quality on the test windows
 * @param cosine mean test cosine with its interval over documents
 * @param againstLinearAverage its paired difference; absent for the linear average itself
 */
public record Row(
    RunResult run,
    Evaluation evaluation,
    Estimate cosine,
    Optional<Contrast> againstLinearAverage) {

  /** Name of the result. */
  public String name() {
    return run.name();
  }

  /** Whether it is a trained network. */
  public boolean isNetwork() {
    return run.kind() == RunResult.Kind.NETWORK;
  }
}
