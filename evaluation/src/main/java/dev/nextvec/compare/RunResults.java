package dev.nextvec.compare;

import dev.nextvec.eval.TestResult;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.RunInfo;
import java.util.List;
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

  /**
   * A network in a model package: how it was trained is not known here.
   *
   * @param name shown in tables
   * @param twoSided whether its vector is to be compared with mapped chunks
   */
  public static RunResult packaged(
      String name, Architecture architecture, boolean twoSided, TestResult result) {
    return RunResult.network(
            name,
            result.provenance(),
            List.of(),
            result.scores(),
            result.cost(),
            result.speed(),
            Optional.empty(),
            FactSheet.packaged(architecture, twoSided))
        .withValidation(result.validationCosine())
        .withRetrieval(result.retrieval());
  }

  /**
   * A baseline in a model package: what was fitted on which machine, and how long that took, is not
   * known here.
   *
   * @param name shown in tables
   */
  public static RunResult packaged(String name, TestResult result) {
    return RunResult.fitted(
            name, result.provenance(), result.scores(), result.cost(), result.speed())
        .withValidation(result.validationCosine())
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
