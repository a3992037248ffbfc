package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.RunResults;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.eval.Speed;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.BaselineStore;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Architecture;
import dev.nextvec.progress.Monitor;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.RunInfo;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.workflow.LeakPolicy;
import dev.nextvec.workflow.SpeedSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Puts runs and all baselines into one comparison, measuring what is not known yet. */
public final class Comparing {
  private final Monitor monitor;
  private final Supplier<Engine> engine;
  private final RunTester tests;
  private final SpeedSettings speed;
  private final RunLeaks leaks;

  public Comparing(
      Monitor monitor,
      Supplier<Engine> engine,
      Optional<Path> data,
      SpeedSettings speed,
      LeakPolicy leaks) {
    this.monitor = monitor;
    this.engine = engine;
    this.tests = new RunTester(monitor, engine, data, SpeedProbe.ofNetworks(speed.seconds()));
    this.speed = speed;
    this.leaks = new RunLeaks(monitor, leaks, tests);
  }

  /**
   * What was measured of runs on their own test rows.
   *
   * @param runs tested, in order
   * @param baselines on the same rows
   * @param warnings of the split and of the check for leaks
   * @param unknown of which runs no check can say what they learned from
   * @param marks of the check for leaks
   * @param foreign rows of models that are known by their predictions alone
   */
  record Measured(
      List<EvaluatedRun> runs,
      List<TestResult> baselines,
      List<String> warnings,
      List<String> unknown,
      List<String> marks,
      List<RunResult> foreign) {

    /** What a person calls the dataset. */
    String dataset() {
      return RunNames.ofDataset(Path.of(runs.getFirst().info().dataset()));
    }

    Comparison comparison(double margin) {
      List<RunResult> rows = rows();
      return quality(margin, rows).withWarnings(disturbed(rows));
    }

    /** For who shows no speed: without warnings of it. */
    Comparison quality(double margin) {
      return quality(margin, rows());
    }

    private Comparison quality(double margin, List<RunResult> rows) {
      Comparison comparison =
          Comparison.of(dataset(), rows, Bootstrap.DEFAULT, margin).withWarnings(warnings);
      return comparison.withStanding(comparison.standing().withUnknown(unknown).withMarks(marks));
    }

    private List<RunResult> rows() {
      List<RunResult> rows = results(runs, baselines);
      rows.addAll(foreign);
      return rows;
    }

    Measured with(List<Referee.Ruling> rulings) {
      List<String> told = new ArrayList<>(warnings);
      rulings.forEach(ruling -> told.addAll(ruling.notes()));
      return new Measured(
          runs,
          baselines,
          told,
          unknown,
          marks,
          rulings.stream().map(Referee.Ruling::result).toList());
    }
  }

  /** That the speed of rows is not theirs alone, if it is not. */
  private static List<String> disturbed(List<RunResult> rows) {
    List<RunResult> disturbed =
        rows.stream().filter(row -> row.speed().filter(Speed::isDisturbed).isPresent()).toList();
    return disturbed.isEmpty()
        ? List.of()
        : List.of(
            "The speed of %s was measured while the machine was busy (%s: %s) and may be too slow. The next `compare` or `evaluate` on a quiet machine measures it again."
                .formatted(
                    disturbed.size() == rows.size()
                        ? "all rows"
                        : disturbed.stream().map(RunResult::name).collect(Collectors.joining(", ")),
                    disturbed.getFirst().name(),
                    disturbed
                        .getFirst()
                        .speed()
                        .orElseThrow()
                        .conditions()
                        .orElseThrow()
                        .inWords()));
  }

  /** Rows of a table, under names that tell the runs apart. */
  static List<RunResult> results(List<EvaluatedRun> runs, List<TestResult> baselines) {
    List<String> names = RunNames.of(runs.stream().map(EvaluatedRun::run).toList());
    List<RunResult> results = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      results.add(RunResults.network(names.get(i), runs.get(i).info(), runs.get(i).test()));
    }
    baselines.forEach(result -> results.add(RunResults.baseline(result)));
    return results;
  }

  /**
   * Compares runs. Baselines are kept in {@code .baselines} beside the first of them.
   *
   * @param margin differences of test cosine up to this are negligible
   * @throws IllegalArgumentException if the runs were not tested on the same rows, or these rows
   *     were not new to them
   */
  public Comparison compare(List<RunDirectory> runs, double margin) throws IOException {
    return measure(runs).comparison(margin);
  }

  /**
   * The same with models that are known by their predictions on the test windows alone.
   *
   * @throws IllegalArgumentException if predictions do not fit the windows
   */
  public Comparison compare(List<RunDirectory> runs, List<GivenPredictions> given, double margin)
      throws IOException {
    if (given.isEmpty()) {
      return compare(runs, margin);
    }
    requireSameRows(runs);
    RunDirectory first = runs.getFirst();
    RunInfo info = first.info();
    try (Dataset dataset = tests.dataset(first)) {
      RunEvaluation.requireSame(first, info, dataset);
      requireOwnNames(runs, given, info.architecture());
      Split split = first.split(dataset.windows(info.architecture().contextLength()));
      Referee referee = new Referee(monitor, dataset, split);
      List<Referee.Admitted> admitted = new ArrayList<>();
      for (GivenPredictions each : given) {
        admitted.add(referee.admit(each)); // before anything is measured
      }
      Measured measured = measure(runs);
      List<Referee.Ruling> rulings = new ArrayList<>();
      for (Referee.Admitted each : admitted) {
        rulings.add(
            referee.judge(each, engine.get(), measured.runs().getFirst().test().retrieval()));
      }
      return measured.with(rulings).comparison(margin);
    }
  }

  private static void requireOwnNames(
      List<RunDirectory> runs, List<GivenPredictions> given, Architecture sizes) {
    Set<String> names = new HashSet<>(RunNames.of(runs));
    names.addAll(Baselines.names(sizes.contextLength(), sizes.dimension()));
    for (GivenPredictions each : given) {
      if (!names.add(each.name())) {
        throw new IllegalArgumentException(
            "two rows would be called `%s`: give the predictions in %s another name"
                .formatted(each.name(), each.file()));
      }
    }
  }

  /** Measures what {@link #compare} puts into a table. */
  Measured measure(List<RunDirectory> runs) throws IOException {
    requireSameRows(runs);
    List<Optional<EvaluatedRun>> stored = new ArrayList<>();
    for (RunDirectory run : runs) {
      tests.announce(run);
      stored.add(tests.stored(run)); // what is damaged is refused before anything is measured
    }
    RunDirectory first = runs.getFirst();
    List<String> warnings = new ArrayList<>(first.splitWarnings());
    Passed passed = leaks.pass(first);
    warnings.addAll(passed.notes());
    List<EvaluatedRun> tested = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Optional<EvaluatedRun> known = stored.get(i);
      tested.add(known.isPresent() ? known.get() : tests.test(runs.get(i), true));
    }
    List<TestResult> baselines = baselines(tested.getFirst());
    warnings.addAll(SplitGaps.warnings(tested, RunNames.of(runs), baselines));
    return new Measured(tested, baselines, warnings, unknown(runs), passed.marks(), List.of());
  }

  /** Of runs that were trained elsewhere, no check can say what they know. */
  private static List<String> unknown(List<RunDirectory> runs) throws IOException {
    List<String> names = RunNames.of(runs);
    List<String> unknown = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      String name = names.get(i);
      runs.get(i).info().origin().ifPresent(origin -> unknown.add(origin.note(name)));
    }
    return unknown;
  }

  /** Before anything is measured: runs that cannot stand in one table are not worth the wait. */
  private static void requireSameRows(List<RunDirectory> runs) throws IOException {
    RunDirectory first = runs.getFirst();
    for (RunDirectory run : runs) {
      run.requireDataset(run.info());
    }
    Provenance a = first.info().provenance();
    for (RunDirectory other : runs) {
      Provenance b = other.info().provenance();
      boolean data = a.datasetSha256().equals(b.datasetSha256());
      if (!data || !a.splitSha256().equals(b.splitSha256())) {
        throw new IllegalArgumentException(
            "`%s` and `%s` were tested on different rows (%s %.12s and %.12s): compare runs of one dataset, context length and value of %s"
                .formatted(
                    first.path(),
                    other.path(),
                    data ? "split" : "dataset",
                    data ? a.splitSha256() : a.datasetSha256(),
                    data ? b.splitSha256() : b.datasetSha256(),
                    Setting.SPLIT_SEED));
      }
    }
  }

  private List<TestResult> baselines(EvaluatedRun first) throws IOException {
    Architecture sizes = first.info().architecture();
    BaselineStore store =
        new BaselineStore(RunLeaks.cache(first.run()), RunTester.results(monitor));
    Optional<List<TestResult>> stored =
        Baselines.stored(
            store, first.info().provenance(), sizes.contextLength(), sizes.dimension());
    if (stored.isPresent() && !tests.canImproveSpeed(first, stored.get())) {
      return stored.get();
    }
    try (Dataset dataset = tests.dataset(first.run());
        OpenBar bar = new OpenBar()) {
      Split split = first.run().split(dataset.windows(sizes.contextLength()));
      return Baselines.measure(
          dataset,
          split,
          engine,
          SpeedProbe.ofBaselines(speed.seconds()),
          name -> bar.next(monitor.begin("test " + name, "windows")),
          Optional.of(store));
    }
  }
}
