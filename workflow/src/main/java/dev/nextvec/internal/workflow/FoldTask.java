package dev.nextvec.internal.workflow;

import dev.nextvec.data.Split;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.model.ArchitectureJson;
import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.run.RunInfo;
import java.nio.file.Path;

/**
 * One training of a cross-validation.
 *
 * @param fold from 1
 * @param split what it learns from and is tested on
 * @param training the network and its run directory
 */
record FoldTask(int fold, Split split, TrainingTask training) {

  /**
   * The training of a run's recipe on one fold. Its directory is named by the recipe, so that runs
   * that are compared again, or under other names, find their trainings.
   *
   * @param directory of the fold
   */
  static FoldTask of(RunInfo info, int fold, Split split, Path directory) {
    String name = info.architecture().name();
    return new FoldTask(
        fold,
        split,
        new TrainingTask(
            name,
            info.architecture(),
            info.config(),
            directory.resolve(name + "-" + recipe(info))));
  }

  private static String recipe(RunInfo info) {
    String recipe =
        ArchitectureJson.write(info.architecture()) + " " + ConfigJson.write(info.config());
    return new Sha256().addPlain(recipe).hex().substring(0, 12);
  }

  /** Arithmetic of the whole training, in units that only make sense beside each other. */
  long work() {
    return weight() * split.train().length * training.config().epochs();
  }

  /** The same for one window. */
  long weight() {
    return Math.max(1, training.architecture().flops() / 1000);
  }
}
