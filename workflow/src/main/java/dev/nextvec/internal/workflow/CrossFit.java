package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.onnx.ModelHash;
import dev.nextvec.internal.retrieval.FoldModel;
import dev.nextvec.internal.retrieval.FoldModels;
import dev.nextvec.internal.run.CrossFitRuns;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.Model;
import dev.nextvec.progress.Monitor;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs beside a run, of the same settings, that did not see one part of the training documents
 * each. What they predict for that part they say of documents that they never saw, as the run
 * itself does of validation and test documents; to what it says of its own a re-ranker must not be
 * fitted (Breiman, <em>Stacked regressions</em>, 1996). Open until it is closed.
 *
 * @param models what predicts
 * @param known whether it is known that there are no others: a package comes without them, though a
 *     re-ranker for its model may have been fitted to what they predicted
 */
public record CrossFit(FoldModels models, boolean known) implements AutoCloseable {
  /** Where no model predicts. */
  static final CrossFit NONE = new CrossFit(FoldModels.NONE, true);

  /**
   * What each of them learns from.
   *
   * @param split of the run
   * @param folds how many parts
   */
  public static List<Split> splits(Dataset dataset, Split split, int folds) {
    return split.crossFit(dataset.windows(split.contextLength()), folds);
  }

  /**
   * The trainings of one part.
   *
   * @param runs those of all documents
   * @param fold the part, from 1
   * @param split without it
   * @throws IllegalArgumentException if a model of another part stands in the place of one
   */
  public static List<TrainingTask> tasks(List<TrainingTask> runs, int fold, Split split)
      throws IOException {
    List<TrainingTask> tasks = new ArrayList<>();
    for (TrainingTask run : runs) {
      RunDirectory own = new CrossFitRuns(run.run()).without(fold);
      own.prepare(false);
      if (own.exists() && !own.info().provenance().splitSha256().equals(split.sha256())) {
        throw new IllegalArgumentException(
            "%s holds a model of other parts of the training documents: delete %s, or ask for as many parts as before"
                .formatted(own.path(), own.path().getParent()));
      }
      tasks.add(
          new TrainingTask(
              run.name() + "/" + fold, run.architecture(), run.config(), own.path(), run.pieces()));
    }
    return tasks;
  }

  /**
   * Opens those of a run; none where there are none, or the model is no run. Where they are not
   * those of the run as it is now, none, and the monitor is told why.
   *
   * @param split that the run is measured with
   */
  static CrossFit of(Path model, Dataset dataset, Split split, Monitor monitor) throws IOException {
    RunDirectory run = new RunDirectory(model);
    CrossFitRuns parts = new CrossFitRuns(run);
    for (Path stray : parts.strays()) {
      monitor.log(
          "warning: %s is no model of a part, which are numbered from 1 to 100 at most: it is not used"
              .formatted(stray));
    }
    int folds = parts.highest();
    if (folds == 0) {
      return new CrossFit(FoldModels.NONE, run.exists());
    }
    Provenance own = run.info().provenance();
    if (!own.datasetSha256().equals(dataset.sha256())
        || !own.splitSha256().equals(split.sha256())) {
      monitor.log(
          "note: re-rankers are fitted to validation documents alone: the models beside %s are of another dataset or split"
              .formatted(model));
      return new CrossFit(FoldModels.NONE, true);
    }
    return opened(run, folds, split, dataset, monitor);
  }

  private static CrossFit opened(
      RunDirectory run, int folds, Split split, Dataset dataset, Monitor monitor)
      throws IOException {
    CrossFitRuns parts = new CrossFitRuns(run);
    List<Split> splits;
    try {
      splits = folds < 2 ? List.of() : splits(dataset, split, folds);
    } catch (IllegalArgumentException e) { // of fewer documents than the highest number
      return unused(run, parts.without(folds), "is of too many parts: " + e.getMessage(), monitor);
    }
    for (int fold = 1; fold <= folds; fold++) {
      RunDirectory own = parts.without(fold);
      String problem =
          splits.isEmpty() ? "is the only one" : problem(run.info(), own, splits.get(fold - 1));
      if (!problem.isEmpty()) {
        return unused(run, own, problem, monitor);
      }
    }
    return opened(run, splits);
  }

  private static CrossFit unused(
      RunDirectory run, RunDirectory own, String problem, Monitor monitor) {
    monitor.log(
        "warning: re-rankers are fitted to validation documents alone: the models beside %s are not used: %s %s; give the command of their training again, and delete %s first if it is refused"
            .formatted(run.path(), own.path(), problem, own.path().getParent()));
    return new CrossFit(FoldModels.NONE, true);
  }

  /** Why a run is not the one of a part; empty if it is. */
  private static String problem(RunInfo whole, RunDirectory run, Split split) throws IOException {
    if (!run.exists()) {
      return "is missing or has only begun";
    }
    RunInfo info = run.info();
    if (info.status() != RunInfo.Status.FINISHED || !run.isWhole(info)) {
      return "is not finished";
    }
    if (!info.architecture().equals(whole.architecture())
        || !info.config().equals(whole.config())) {
      return "was trained with other settings";
    }
    boolean same =
        info.provenance().datasetSha256().equals(whole.provenance().datasetSha256())
            && info.provenance().splitSha256().equals(split.sha256());
    return same ? "" : "learned from other documents";
  }

  private static CrossFit opened(RunDirectory run, List<Split> splits) throws IOException {
    List<FoldModel> models = new ArrayList<>();
    Sha256 key = new Sha256().add("nextvec-cross-fit-1");
    try {
      for (int fold = 1; fold <= splits.size(); fold++) {
        Path own = new CrossFitRuns(run).without(fold).path();
        models.add(new FoldModel(Model.open(own), splits.get(fold - 1)));
        key.add(ModelHash.of(own).sha256());
      }
    } catch (IOException | RuntimeException e) {
      models.forEach(each -> each.model().close());
      throw e;
    }
    return new CrossFit(new FoldModels(models, key.hex()), true);
  }

  /** Whether a result that was measured with some models of parts, by their key, still stands. */
  boolean stands(String key) {
    return !known || models.key().equals(key);
  }

  @Override
  public void close() {
    models.all().forEach(each -> each.model().close());
  }
}
