package dev.nextvec.compare;

import dev.nextvec.eval.TestResult;
import dev.nextvec.run.RunInfo;
import java.util.Optional;

/** Puts together what training and testing left of a network or a baseline. */
public final class RunResults {
  private RunResults() {}

  /**
   * A trained network; one that was imported shares a row with no other.
   *
   * @param name shown in tables
   */
  public static RunResult network(String name, RunInfo info, TestResult result) {
    return RunResult.network(
            name,
            info.provenance(),
            info.history(),
            result.scores(),
            result.cost(),
            result.speed(),
            info.origin().isPresent()
                ? Optional.empty()
                : Optional.of(new Recipe(info.architecture(), info.config())),
            info.origin().isPresent()
                ? FactSheet.imported(info.architecture())
                : FactSheet.of(info.architecture(), info.config()))
        .withTraining(info.untrained(), Unfinished.of(info))
        .withRetrieval(result.retrieval());
  }

  /** A baseline. */
  public static RunResult baseline(TestResult result) {
    return RunResult.baseline(
            result.name(),
            result.provenance(),
            result.scores(),
            result.validationCosine(),
            result.cost(),
            result.speed(),
            result.fitSeconds())
        .withRetrieval(result.retrieval());
  }
}
