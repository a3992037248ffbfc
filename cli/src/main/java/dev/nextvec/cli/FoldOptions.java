package dev.nextvec.cli;

import dev.nextvec.data.Folds;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether runs are compared by cross-validation, for data that is too small for one test split. */
final class FoldOptions {
  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "for few documents: cut them into K folds, train the recipe of each run K times, each"
              + " time without one fold, and compare on all documents together; the trainings stay"
              + " in .folds beside the first run, and the same command continues them")
  @Bounds(from = Folds.FEWEST, to = 1000)
  @Nullable Integer folds;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description = "networks of --folds that train side by side (default: ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 256)
  int jobs = 1;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  /**
   * How many folds; empty for the runs' own test split.
   *
   * @throws ParameterException if they are too few for any data
   */
  OptionalInt asked() {
    if (folds == null) {
      if (jobs != 1) {
        throw wrong("`--jobs` has no effect without `--folds`: leave it out");
      }
      return OptionalInt.empty();
    }
    return OptionalInt.of(folds);
  }

  /** Refuses an option that needs one trained model. */
  void refuseBeside(String option, boolean given) {
    if (given && asked().isPresent()) {
      throw wrong(
          "`%s` looks into one trained model, but `--folds` compares recipes: leave one of them out"
              .formatted(option));
    }
  }

  /** What to throw where the options make no sense. */
  RuntimeException wrong(String message) {
    return spec == null
        ? new IllegalArgumentException(message)
        : new ParameterException(spec.commandLine(), message);
  }
}
