package dev.nextvec.internal.train;

import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.TrainingConfig;
import java.util.Optional;

/**
 * Settings under which the objective is the same whatever a network predicts: a training would run
 * to its end and have learned nothing.
 */
public final class ConstantObjective {
  private static final double LARGEST_TEMPERATURE = 1e4;
  private static final double SMALLEST_TEMPERATURE = 1e-4;

  private ConstantObjective() {}

  /**
   * Refuses such settings.
   *
   * @param windows those of the dataset
   * @param split which of them are learned from
   * @throws IllegalArgumentException saying why nothing could be learned, and what to change
   */
  public static void refuse(TrainingConfig config, Windows windows, Split split) {
    reason(config, windows, split.train())
        .ifPresent(
            why -> {
              throw new IllegalArgumentException("nothing could be learned: " + why);
            });
  }

  private static Optional<String> reason(TrainingConfig config, Windows windows, int[] train) {
    int batch = Math.min(config.batch(), train.length);
    return switch (config.goal()) {
      case Goal.Regression() -> ofLoss(config.loss(), batch, config.batch(), windows.dimension());
      case Goal.Retrieval goal ->
          temperature(goal.temperature())
              .or(() -> sign(Setting.GOAL.of("retrieval"), windows.dimension()))
              .or(() -> ofRetrieval(goal, batch, windows, train));
    };
  }

  private static Optional<String> ofLoss(Loss loss, int batch, int asked, int dimension) {
    return switch (loss) {
      case Loss.MeanSquaredError() -> Optional.empty();
      case Loss.Cosine() -> sign(Setting.LOSS.of("cosine"), dimension);
      case Loss.InfoNce(double temperature) ->
          temperature(temperature)
              .or(() -> sign(Setting.LOSS.of("infonce"), dimension))
              .or(() -> batch > 1 ? Optional.empty() : Optional.of(oneCandidate(asked)));
    };
  }

  private static String oneCandidate(int asked) {
    return "`infonce` finds a target among those of its batch, and "
        + (asked == 1
            ? "`batch-size` 1 leaves one: set it to 2 or more"
            : "there is only one training window");
  }

  private static Optional<String> temperature(double temperature) {
    boolean sensible = temperature >= SMALLEST_TEMPERATURE && temperature <= LARGEST_TEMPERATURE;
    return sensible
        ? Optional.empty()
        : Optional.of(
            "with `temperature` %s all candidates count alike, or only one: set it between %s and %s"
                .formatted(temperature, SMALLEST_TEMPERATURE, LARGEST_TEMPERATURE));
  }

  private static Optional<String> sign(String what, int dimension) {
    return dimension > 1
        ? Optional.empty()
        : Optional.of(
            what
                + " looks at directions, and vectors of dimension 1 have none: use "
                + Setting.LOSS.of("mse"));
  }

  /** Candidates are the chunks around the step's windows, and the negatives. */
  private static Optional<String> ofRetrieval(
      Goal.Retrieval goal, int batch, Windows windows, int[] train) {
    boolean others = train.length > 1 && (batch > 1 || goal.negatives() > 0);
    return others || anyNeighbours(windows, train)
        ? Optional.empty()
        : Optional.of(
            "each step has one window, and no other chunk to tell its target from: give "
                + Setting.BATCH_SIZE
                + " 2 or more, or "
                + Setting.NEGATIVES);
  }

  private static boolean anyNeighbours(Windows windows, int[] train) {
    for (int i = 1; i < train.length; i++) {
      if (windows.document(train[i]) == windows.document(train[i - 1])) {
        return true;
      }
    }
    return false;
  }
}
