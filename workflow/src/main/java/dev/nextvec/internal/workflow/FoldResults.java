package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Folds;
import dev.nextvec.eval.PooledResult;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.BaselineStore;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.progress.Monitor;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.RunInfo;
import dev.nextvec.workflow.SpeedSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Tests networks and baselines fold by fold, and pools what the folds gave. */
final class FoldResults {
  private final Monitor monitor;
  private final Supplier<Engine> engine;
  private final SpeedSettings speed;
  private final Dataset dataset;
  private final Folds folds;

  FoldResults(
      Monitor monitor, Supplier<Engine> engine, SpeedSettings speed, Dataset dataset, Folds folds) {
    this.monitor = monitor;
    this.engine = engine;
    this.speed = speed;
    this.dataset = dataset;
    this.folds = folds;
  }

  /** Speed is that of the first fold's models: the others compute the same. */
  private SpeedSettings speed(int fold) {
    return fold == 0 ? speed : SpeedSettings.NONE;
  }

  /**
   * Tests what is not tested yet, all networks of a fold before the next.
   *
   * @param recipes of each recipe its trainings, one for each fold
   * @return of each recipe its tested runs, in order of the folds
   */
  List<List<EvaluatedRun>> test(List<List<FoldTask>> recipes) throws IOException {
    List<List<EvaluatedRun>> tested = new ArrayList<>();
    recipes.forEach(any -> tested.add(new ArrayList<>()));
    for (int k = 0; k < folds.count(); k++) {
      RunTester tests =
          new RunTester(
              monitor, engine, Optional.empty(), SpeedProbe.ofNetworks(speed(k).seconds()));
      for (int i = 0; i < recipes.size(); i++) {
        RunDirectory run = recipes.get(i).get(k).training().run();
        Optional<EvaluatedRun> stored = tests.stored(run);
        tested.get(i).add(stored.isPresent() ? stored.get() : tests.test(run, dataset));
      }
    }
    return tested;
  }

  /**
   * One result for a recipe.
   *
   * @param named the run that the recipe was taken from
   * @param tested one for each fold; the first stands for all in what a mean makes no sense of
   */
  EvaluatedRun pooled(RunDirectory named, List<EvaluatedRun> tested) {
    RunInfo first = tested.getFirst().info();
    Provenance provenance = provenance(first.provenance());
    return new EvaluatedRun(
        named,
        new RunInfo(
            first.architecture(),
            first.config(),
            provenance,
            first.dataset(),
            first.status(),
            first.untrained(),
            first.history(),
            first.notes()),
        PooledResult.of(tested.stream().map(EvaluatedRun::test).toList(), provenance));
  }

  /**
   * Every baseline, fitted on each fold's training windows like the networks.
   *
   * @return of each fold its baselines
   */
  List<List<TestResult>> baselines(Path cache) throws IOException {
    List<List<TestResult>> results = new ArrayList<>();
    try (OpenBar bar = new OpenBar()) {
      for (int k = 0; k < folds.count(); k++) {
        results.add(
            Baselines.measure(
                dataset,
                folds.splits().get(k),
                engine,
                SpeedProbe.ofBaselines(speed(k).seconds()),
                name -> bar.next(monitor.begin("test " + name, "windows")),
                Optional.of(new BaselineStore(cache, RunTester.results(monitor)))));
      }
    }
    return results;
  }

  /** One result for each baseline. */
  List<TestResult> pooled(List<List<TestResult>> results) {
    List<TestResult> pooled = new ArrayList<>();
    for (int b = 0; b < results.getFirst().size(); b++) {
      int at = b;
      List<TestResult> one = results.stream().map(fold -> fold.get(at)).toList();
      pooled.add(PooledResult.of(one, provenance(one.getFirst().provenance())));
    }
    return pooled;
  }

  /**
   * What the figures of networks tell of the test of their own fold.
   *
   * @param names of the recipes
   * @param tested of each recipe its runs, in order of the folds
   * @param baselines of each fold
   */
  List<String> suspicions(
      List<String> names, List<List<EvaluatedRun>> tested, List<List<TestResult>> baselines)
      throws IOException {
    List<String> told = new ArrayList<>();
    int networks = tested.size() * folds.count();
    for (int k = 0; k < folds.count(); k++) {
      int fold = k;
      List<EvaluatedRun> runs = tested.stream().map(recipe -> recipe.get(fold)).toList();
      for (String warning : SplitGaps.warnings(runs, names, baselines.get(k), networks)) {
        told.add("fold %d: %s".formatted(k + 1, warning));
      }
    }
    return told;
  }

  private Provenance provenance(Provenance first) {
    return new Provenance(
        first.datasetSha256(),
        folds.sha256(),
        folds.seed(),
        first.seed(),
        first.environment(),
        first.date(),
        first.encoder());
  }
}
