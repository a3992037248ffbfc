package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.RunResults;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Setting;
import dev.nextvec.data.Split;
import dev.nextvec.eval.Speed;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.leak.LeakCheck;
import dev.nextvec.internal.run.RunDirectory;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Puts runs and all baselines into one comparison, measuring what is not known yet. */
public final class Comparing {
  private static final String CACHE = ".baselines";

  private final Monitor monitor;
  private final Supplier<Engine> engine;
  private final RunTester tests;
  private final SpeedSettings speed;
  private final LeakGate gate;

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
    this.gate = new LeakGate(monitor, leaks);
  }

  /**
   * What was measured of runs on their own test rows.
   *
   * @param runs tested, in order
   * @param baselines on the same rows
   * @param warnings of the split and of the check for leaks
   * @param unknown of which runs no check can say what they learned from
   * @param marks of the check for leaks
   */
  record Measured(
      List<EvaluatedRun> runs,
      List<TestResult> baselines,
      List<String> warnings,
      List<String> unknown,
      List<String> marks) {

    /** What a person calls the dataset. */
    String dataset() {
      return RunNames.ofDataset(Path.of(runs.getFirst().info().dataset()));
    }

    Comparison comparison(double margin) {
      List<RunResult> rows = results(runs, baselines);
      return Comparison.of(dataset(), rows, Bootstrap.DEFAULT, margin)
          .withWarnings(warnings)
          .withWarnings(disturbed(rows))
          .withStanding(TestDomain.IN_DOMAIN.withUnknown(unknown).withMarks(marks));
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
    LeakGate.Passed passed = requireNoLeak(first);
    warnings.addAll(passed.notes());
    List<EvaluatedRun> tested = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Optional<EvaluatedRun> known = stored.get(i);
      tested.add(known.isPresent() ? known.get() : tests.test(runs.get(i), true));
    }
    return new Measured(
        tested, baselines(tested.getFirst()), warnings, unknown(runs), passed.marks());
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

  /** Before anything is measured, like {@link #requireSameRows}. */
  private LeakGate.Passed requireNoLeak(RunDirectory run) throws IOException {
    RunInfo info = run.info();
    Provenance data = info.provenance();
    return gate.pass(
        directory(run).resolve("leaks.json"),
        data.datasetSha256(),
        data.splitSha256(),
        (cosine, progress) -> {
          try (Dataset dataset = tests.dataset(run)) {
            RunEvaluation.requireSame(run, info, dataset);
            Split split = run.split(dataset.windows(info.architecture().contextLength()));
            return LeakCheck.of(dataset, split, cosine, progress);
          }
        });
  }

  /** Where everything is kept that depends on the data and split of a run alone. */
  static Path directory(RunDirectory first) throws IOException {
    return Baselines.directory(cache(first), first.info().provenance());
  }

  private static Path cache(RunDirectory first) {
    Path beside = first.path().toAbsolutePath().normalize().getParent();
    return (beside == null ? first.path() : beside).resolve(CACHE);
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
    Path cache = cache(first.run());
    Architecture sizes = first.info().architecture();
    ResultCache results = RunTester.results(monitor);
    Optional<List<TestResult>> stored =
        Baselines.stored(
            cache, first.info().provenance(), sizes.contextLength(), sizes.dimension(), results);
    if (stored.isPresent() && !tests.canImproveSpeed(first, stored.get())) {
      return stored.get();
    }
    try (Dataset dataset = tests.dataset(first.run());
        OpenBar bar = new OpenBar()) {
      Split split = first.run().split(dataset.windows(sizes.contextLength()));
      return Baselines.measure(
          cache,
          dataset,
          split,
          engine,
          SpeedProbe.ofBaselines(speed.seconds()),
          name -> bar.next(monitor.begin("test " + name, "windows")),
          results);
    }
  }
}
