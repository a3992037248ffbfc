package dev.nextvec.internal.train;

import dev.nextvec.data.Windows;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.TrainingConfig;
import java.util.OptionalDouble;

/**
 * What the validation windows say of a network, after they have chosen how much of its parts there
 * is beside its start.
 *
 * @param meanReciprocalRank where the goal is retrieval
 */
record Checked(Validation validation, OptionalDouble meanReciprocalRank) {
  /** Windows at once; more cost memory and gain nothing. */
  static final int BATCH = 128;

  /** Sets the shares and measures. Each worker measures some of the windows. */
  static Checked of(
      TrainingConfig config, Windows windows, int[] validation, Learner learner, Gather gather) {
    OptionalDouble rank =
        switch (config.goal()) {
          case Goal.Regression() -> {
            choose(config.loss(), validation, learner, gather);
            yield OptionalDouble.empty();
          }
          case Goal.Retrieval goal ->
              OptionalDouble.of(
                  new RetrievalCheck(windows, validation, learner.exchange())
                      .chooseShare(learner, gather));
        };
    return new Checked(Validation.of(learner, gather, validation, BATCH), rank);
  }

  /** By squared error where that is what training lessens, directly or nearly; else all. */
  private static void choose(Loss loss, int[] validation, Learner learner, Gather gather) {
    switch (loss) {
      case Loss.MeanSquaredError mse -> Gates.choose(learner, gather, validation, BATCH);
      case Loss.Cosine cosine -> Gates.choose(learner, gather, validation, BATCH);
      case Loss.InfoNce infoNce -> Gates.all(learner, 1);
    }
  }
}
