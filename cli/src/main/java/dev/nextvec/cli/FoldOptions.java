package dev.nextvec.cli;

import dev.nextvec.data.Folds;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
  @Nullable CommandSpec command;

  /**
   * How many folds; empty for the runs' own test split.
   *
   * @throws WrongUsage if other options make no sense without them
   */
  OptionalInt asked() {
    if (folds == null) {
      new GivenOptions(command).refuse("has no effect without `--folds`", List.of("--jobs"));
      return OptionalInt.empty();
    }
    return OptionalInt.of(folds);
  }

  /** Refuses an option that needs one trained model. */
  void refuseBeside(String option, boolean given) {
    boolean folded = asked().isPresent();
    if (given && folded) {
      throw new WrongUsage(
          "`%s` looks into one trained model, but `--folds` compares recipes: leave one of them out"
              .formatted(option));
    }
  }
}
