package dev.nextvec.cli;

import dev.nextvec.train.Goal;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What a network is trained for. */
final class GoalOptions {
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";

  enum GoalName {
    REGRESSION,
    RETRIEVAL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--goal",
      paramLabel = "regression|retrieval",
      defaultValue = "regression",
      description =
          "what the network is for: to come near the next vector, or to find the next chunk among"
              + " the others"
              + DEFAULT)
  GoalName goal = GoalName.REGRESSION;

  @Option(
      names = "--stretch",
      paramLabel = "N",
      defaultValue = "16",
      description = "retrieval: neighbouring windows of one document in a step" + DEFAULT)
  int stretch;

  @Option(
      names = "--negatives",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "retrieval: random chunks among a step's candidates, beside those of its documents"
              + DEFAULT)
  int negatives;

  @Option(
      names = "--mse-weight",
      paramLabel = "W",
      defaultValue = "1",
      description =
          "retrieval: weight of the squared error of the vector beside the cross-entropy" + DEFAULT)
  double mseWeight;

  boolean isRetrieval() {
    return goal == GoalName.RETRIEVAL;
  }

  /**
   * The goal, checked.
   *
   * @param temperature what retrieval starts from
   */
  Goal of(double temperature) {
    return switch (goal) {
      case REGRESSION -> new Goal.Regression();
      case RETRIEVAL -> new Goal.Retrieval(stretch, negatives, mseWeight, temperature);
    };
  }
}
