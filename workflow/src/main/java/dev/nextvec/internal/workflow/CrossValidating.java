package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.Folds;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.RankedWindows;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.leak.LeakCheck;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import dev.nextvec.run.RunInfo;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.workflow.LeakPolicy;
import dev.nextvec.workflow.SpeedSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Compares the recipes of runs by cross-validation: each is trained once for every fold of the
 * documents and tested on that fold, and the results of all folds stand in one comparison.
 */
public final class CrossValidating {
  private static final String FOLDER = ".folds";

  private final Monitor monitor;
  private final Supplier<TorchEngine> trainer;
  private final Supplier<Engine> engine;
  private final Optional<Path> data;
  private final SpeedSettings speed;
  private final LeakGate gate;
  private final int count;
  private final int jobs;

  /**
   * A comparison that is yet to be made.
   *
   * @param trainer started with the first training
   * @param engine that tests
   */
  public CrossValidating(
      Monitor monitor,
      Supplier<TorchEngine> trainer,
      Supplier<Engine> engine,
      Optional<Path> data,
      SpeedSettings speed,
      LeakPolicy leaks,
      int count,
      int jobs) {
    this.monitor = monitor;
    this.trainer = trainer;
    this.engine = engine;
    this.data = data;
    this.speed = speed;
    this.gate = new LeakGate(monitor, leaks);
    this.count = count;
    this.jobs = jobs;
  }

  /** A run whose recipe is asked about. */
  private record Asked(RunDirectory run, RunInfo info, Split split) {
    /** Seconds that the same training takes on another split, by what this run took. */
    OptionalDouble seconds(Split other) {
      if (info.history().isEmpty()) {
        return OptionalDouble.empty();
      }
      double epoch = info.history().getLast().seconds() / info.history().size();
      double share = (double) other.train().length / split.train().length;
      return OptionalDouble.of(epoch * share * info.config().epochs());
    }
  }

  /**
   * Trains what is not trained yet, tests, and compares.
   *
   * @param margin differences of test cosine up to this are negligible
   * @throws IllegalArgumentException if the runs are not of one dataset and context length, the
   *     documents are unknown or too few, or a fold leaks
   * @throws Stopped if asked to; what is trained stays
   */
  public Comparison compare(List<RunDirectory> runs, double margin) throws Exception {
    RunTester tests = new RunTester(monitor, engine, data, SpeedProbe.ofNetworks(speed.seconds()));
    try (Dataset dataset = tests.dataset(runs.getFirst())) {
      List<Asked> asked = asked(runs, dataset);
      Asked first = asked.getFirst();
      Windows windows = dataset.windows(first.split().contextLength());
      Folds folds = folds(windows, first.split());
      requireRanked(windows, folds);
      Path place = place(first.run(), dataset, folds);
      List<String> marks = new ArrayList<>();
      List<String> notes = new ArrayList<>(tooShort(windows));
      for (int k = 0; k < folds.count(); k++) {
        Passed passed = requireNoLeak(dataset, folds.splits().get(k), fold(place, k));
        String prefix = "fold " + (k + 1) + ": ";
        passed.marks().forEach(mark -> marks.add(prefix + mark));
        passed.notes().forEach(note -> notes.add(prefix + note));
      }
      train(asked, folds, place, dataset);
      FoldResults results = new FoldResults(monitor, engine, speed, dataset, folds);
      List<List<EvaluatedRun>> tested =
          results.test(asked.stream().map(each -> tasks(each, folds, place)).toList());
      List<EvaluatedRun> networks = new ArrayList<>();
      for (int i = 0; i < tested.size(); i++) {
        networks.add(results.pooled(asked.get(i).run(), tested.get(i)));
      }
      List<List<TestResult>> baselines = results.baselines(place.resolve("baselines"));
      List<String> names = RunNames.of(runs);
      notes.addAll(results.suspicions(names, tested, baselines));
      return Comparison.of(
              networks.getFirst().dataset(),
              Comparing.results(names, networks, results.pooled(baselines)),
              Bootstrap.DEFAULT.acrossFolds(folds.ofDocuments(windows)),
              margin)
          .withWarnings(notes)
          .withStanding(TestDomain.IN_DOMAIN.acrossFolds(folds.count()).withMarks(marks));
    }
  }

  private static List<Asked> asked(List<RunDirectory> runs, Dataset dataset) throws IOException {
    if (!dataset.documentBoundariesKnown()) {
      throw new IllegalArgumentException(
          "the documents of `%s` are unknown, so no fold can be kept from what it is tested on: give article ids, or encode the text"
              .formatted(dataset.path()));
    }
    List<Asked> asked = new ArrayList<>();
    for (RunDirectory run : runs) {
      RunInfo info = run.info();
      RunEvaluation.requireSame(run, info, dataset);
      int context = info.architecture().contextLength();
      if (!asked.isEmpty() && context != asked.getFirst().split().contextLength()) {
        throw new IllegalArgumentException(
            "`%s` has contexts of %d vectors but `%s` of %d: compare runs of one context length"
                .formatted(
                    runs.getFirst().path(),
                    asked.getFirst().split().contextLength(),
                    run.path(),
                    context));
      }
      requireKnown(run, info);
      Split split = run.split(dataset.windows(context));
      if (split.trainWindows().isPresent()) {
        throw new IllegalArgumentException(
            "`%s` learned from a part of its training documents (%s), which folds do not keep: leave it out, or train it on all"
                .formatted(run.path(), Setting.TRAIN_WINDOWS.of(split.trainWindows().getAsInt())));
      }
      asked.add(new Asked(run, info, split));
    }
    return asked;
  }

  /** Makes sure that its training can be done again, by one process. */
  private static void requireKnown(RunDirectory run, RunInfo info) {
    if (info.origin().isPresent()) {
      throw new IllegalArgumentException(
          "`%s` was imported: how it was trained is not known, so no fold can train it; leave it out"
              .formatted(run.path()));
    }
    info.config()
        .localSteps()
        .ifPresent(
            local -> {
              throw new IllegalArgumentException(
                  "`%s` was trained by %d workers with %s, which folds, trained by one process, cannot repeat: leave it out"
                      .formatted(
                          run.path(), local.workers(), Setting.LOCAL_STEPS.of(local.steps())));
            });
  }

  /** Folds of the seed and validation share of the first run's split. */
  private Folds folds(Windows windows, Split like) {
    try {
      return Folds.of(windows, count, like.fractions().validation(), like.seed());
    } catch (IllegalArgumentException tooFew) {
      throw new FoldsRefused(tooFew);
    }
  }

  /** Ranks are pooled window by window, so every window must have one. */
  private static void requireRanked(Windows windows, Folds folds) {
    for (Split split : folds.splits()) {
      int tested = split.test().length;
      if (RankedWindows.count(tested, windows.vectors().rows()) < tested) {
        throw new IllegalArgumentException(
            "%s are too many for %s, which is for small data: one test split says enough, so leave it out"
                .formatted(Figures.counted(windows.size(), "window"), Setting.FOLDS));
      }
    }
  }

  private static List<String> tooShort(Windows windows) {
    List<Document> documents = windows.documents();
    long left =
        documents.stream().filter(each -> each.windows(windows.contextLength()) == 0).count();
    return left == 0
        ? List.of()
        : List.of(
            "%d of %s have fewer than %d chunks, too few for a window: nothing is tested on them."
                .formatted(
                    left,
                    Figures.counted(documents.size(), "document"),
                    windows.contextLength() + 1));
  }

  private static Path place(RunDirectory first, Dataset dataset, Folds folds) {
    Path beside = first.path().toAbsolutePath().normalize().getParent();
    return (beside == null ? first.path() : beside)
        .resolve(FOLDER)
        .resolve(
            "%s-%s-%d"
                .formatted(
                    dataset.sha256().substring(0, 12),
                    folds.sha256().substring(0, 12),
                    folds.count()));
  }

  private static Path fold(Path place, int index) {
    return place.resolve("fold-" + (index + 1));
  }

  private Passed requireNoLeak(Dataset dataset, Split split, Path fold) throws IOException {
    return gate.pass(
        fold.resolve("leaks.json"),
        dataset.sha256(),
        split.sha256(),
        (near, progress) -> LeakCheck.of(dataset, split, near, progress));
  }

  private static List<FoldTask> tasks(Asked asked, Folds folds, Path place) {
    List<FoldTask> tasks = new ArrayList<>();
    for (int k = 0; k < folds.count(); k++) {
      tasks.add(FoldTask.of(asked.info(), k + 1, folds.splits().get(k), fold(place, k)));
    }
    return tasks;
  }

  private void train(List<Asked> asked, Folds folds, Path place, Dataset dataset) throws Exception {
    FoldTrainings trainings = new FoldTrainings(dataset, trainer, jobs, monitor);
    Map<FoldTask, OptionalDouble> all =
        new LinkedHashMap<>(); // one for runs of one recipe and seed
    for (Asked each : asked) {
      tasks(each, folds, place).forEach(task -> all.putIfAbsent(task, each.seconds(task.split())));
    }
    List<FoldTask> open = trainings.open(List.copyOf(all.keySet()));
    announce(asked.size(), folds, place, open, all);
    if (!open.isEmpty()) {
      trainings.run(open);
    }
  }

  private void announce(
      int recipes,
      Folds folds,
      Path place,
      List<FoldTask> open,
      Map<FoldTask, OptionalDouble> seconds) {
    String there =
        open.size() == seconds.size()
            ? ""
            : ", %d are there already".formatted(seconds.size() - open.size());
    List<OptionalDouble> known = open.stream().map(seconds::get).toList();
    double sum = known.stream().flatMapToDouble(OptionalDouble::stream).sum() / jobs;
    String time =
        open.isEmpty() || known.stream().anyMatch(OptionalDouble::isEmpty)
            ? ""
            : ", about " + Figures.duration(sum);
    monitor.log(
        "cross-validation trains %d x %s%s%s; kept in %s"
            .formatted(folds.count(), Figures.counted(recipes, "network"), there, time, place));
  }
}
