package dev.nextvec.cli;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.workflow.CrossFit;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.internal.workflow.Trainings;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.Goal;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether models of parts of the training documents are trained beside that of all. */
final class CrossFitOption {
  @Option(
      names = "--cross-fit",
      paramLabel = "K",
      description =
          "retrieval: beside each run train K more of the same settings, each without one of K"
              + " parts of the training documents; `evaluate` of an index then fits its re-ranker"
              + " to what each predicts for the part that it never saw, too: for datasets of few"
              + " documents, if for any; K - 1 times as long again")
  @Bounds(from = 2, to = 100)
  @Nullable Integer folds;

  /** What trains the models of one fold. */
  @FunctionalInterface
  interface Team {
    void train(Trainings trainings, List<TrainingTask> tasks) throws IOException;
  }

  /**
   * Refuses what makes no sense with it.
   *
   * @throws WrongUsage if nothing is trained for retrieval
   */
  void check(TrainingConfig config, ModelType type) {
    boolean retrieval = config.goal() instanceof Goal.Retrieval || type == ModelType.EVERYTHING;
    if (folds != null && !retrieval) {
      throw new WrongUsage("`--cross-fit` has no effect without `--goal retrieval`");
    }
  }

  /**
   * Makes sure, before anything is trained, that there are so many parts.
   *
   * @throws IllegalArgumentException if there are not
   */
  void requirePossible(Dataset dataset, Split split) {
    if (folds != null) {
      CrossFit.splits(dataset, split, folds);
    }
  }

  /** Trains what is not finished yet, of each run that is for retrieval. */
  void train(Trainings whole, List<TrainingTask> tasks, Monitor monitor, Team team)
      throws IOException {
    if (folds == null) {
      return;
    }
    List<TrainingTask> retrieval =
        tasks.stream().filter(each -> each.config().goal() instanceof Goal.Retrieval).toList();
    List<Split> splits = CrossFit.splits(whole.dataset(), whole.split(), folds);
    for (int fold = 1; fold <= splits.size(); fold++) {
      Split split = splits.get(fold - 1);
      List<TrainingTask> own = CrossFit.tasks(retrieval, fold, split);
      monitor.log(
          "cross-fit: without part %d of %d of the training documents (%,d of %,d windows left)"
              .formatted(fold, folds, split.train().length, whole.split().train().length));
      team.train(
          new Trainings(whole.dataset(), split, whole.engine(), whole.saveEvery(), whole.jobs()),
          own);
    }
  }
}
