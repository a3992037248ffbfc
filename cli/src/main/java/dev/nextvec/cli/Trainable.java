package dev.nextvec.cli;

import dev.nextvec.run.Goal;
import dev.nextvec.run.TrainingConfig;
import java.util.function.Supplier;

/**
 * What a word for {@code --model-type} trains.
 *
 * @param type one architecture
 * @param retrieves whether it is trained for retrieval, whatever goal the others have
 */
record Trainable(ModelType type, boolean retrieves) {

  /** The name of its run. */
  String name() {
    return retrieves ? type + "-retrieval" : type.toString();
  }

  /**
   * Its settings.
   *
   * @param config those of all
   * @param retrieval the goal of what is trained for retrieval
   */
  TrainingConfig config(TrainingConfig config, Supplier<Goal.Retrieval> retrieval) {
    return retrieves ? config.withGoal(retrieval.get()) : config;
  }
}
