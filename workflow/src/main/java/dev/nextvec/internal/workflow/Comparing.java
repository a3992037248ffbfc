package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.RunResults;
import dev.nextvec.data.Dataset;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.compare.SpeedNotes;
import dev.nextvec.internal.compare.TestedPackage;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.BaselineStore;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.onnx.ModelPackage;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.progress.Monitor;
import dev.nextvec.provenance.Provenance;
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

/** Puts runs and all baselines into one comparison, measuring what is not known yet. */
public final class Comparing {
  private final Monitor monitor;
  private final Supplier<Engine> engine;
  private final RunTester tests;
  private final SpeedSettings speed;
  private final RunLeaks leaks;
  private final PackageTester packages;
  private final Optional<Path> data;

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
    this.packages = new PackageTester(monitor, engine, SpeedProbe.ofNetworks(speed.seconds()));
    this.data = data;
  }

  /**
   * What was measured of models on their own test rows.
   *
   * @param dataset what a person calls it
   * @param names of the models in a table
   * @param models tested, in the same order
   * @param baselines on the same rows
   * @param warnings of the split and of the check for leaks
   * @param marks of the check for leaks
   * @param foreign rows of models that are known by their predictions alone
   */
  record Measured(
      String dataset,
      List<String> names,
      List<Evaluated> models,
      List<TestResult> baselines,
      List<String> warnings,
      List<String> marks,
      List<RunResult> foreign) {

    Comparison comparison(double margin) {
      List<RunResult> rows = rows();
      return quality(margin, rows).withWarnings(SpeedNotes.of(rows));
    }

    /** For who shows no speed: without warnings of it. */
    Comparison quality(double margin) {
      return quality(margin, rows());
    }

    private Comparison quality(double margin, List<RunResult> rows) {
      Comparison comparison =
          Comparison.of(dataset, rows, Bootstrap.DEFAULT, margin).withWarnings(warnings);
      return comparison.withStanding(comparison.standing().withUnknown(unknown()).withMarks(marks));
    }

    /** Of models that were made elsewhere, no check can say what they know. */
    List<String> unknown() {
      List<String> sentences = new ArrayList<>();
      List<String> packages = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        switch (models.get(i)) {
          case EvaluatedRun run ->
              run.info().origin().ifPresent(origin -> sentences.add(origin.note(name)));
          case EvaluatedPackage found -> packages.add(name);
        }
      }
      if (!packages.isEmpty()) {
        sentences.add(TestedPackage.untold(packages));
      }
      return sentences;
    }

    private List<RunResult> rows() {
      List<RunResult> rows = results(names, models, baselines);
      rows.addAll(foreign);
      return rows;
    }

    Measured with(List<Referee.Ruling> rulings) {
      List<String> told = new ArrayList<>(warnings);
      rulings.forEach(ruling -> told.addAll(ruling.notes()));
      return new Measured(
          dataset,
          names,
          models,
          baselines,
          told,
          marks,
          rulings.stream().map(Referee.Ruling::result).toList());
    }
  }

  /** Rows of a table. */
  static List<RunResult> results(
      List<String> names, List<? extends Evaluated> models, List<TestResult> baselines) {
    List<RunResult> results = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      results.add(models.get(i).row(names.get(i)));
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
    return compare(Entrants.of(runs), List.of(), margin);
  }

  /**
   * Compares runs, model packages, and models that are known by their predictions on the test
   * windows alone.
   *
   * @throws IllegalArgumentException also if predictions do not fit the windows
   */
  public Comparison compare(Entrants entrants, List<GivenPredictions> given, double margin)
      throws IOException {
    if (given.isEmpty()) {
      return measure(entrants).comparison(margin);
    }
    Ground ground = sameGround(entrants);
    try (Dataset dataset = ground.open()) {
      requireOwnNames(entrants, given, ground);
      Referee referee = new Referee(monitor, dataset, ground.split(dataset));
      List<Referee.Admitted> admitted = new ArrayList<>();
      for (GivenPredictions each : given) {
        admitted.add(referee.admit(each)); // before anything is measured
      }
      Measured measured = measure(entrants);
      List<Referee.Ruling> rulings = new ArrayList<>();
      for (Referee.Admitted each : admitted) {
        rulings.add(
            referee.judge(each, engine.get(), measured.models().getFirst().test().retrieval()));
      }
      return measured.with(rulings).comparison(margin);
    }
  }

  /**
   * What ways of searching an index find of the test documents that these models are compared on.
   *
   * @param policy of the check for leaks
   * @throws IllegalArgumentException if the index is of other data, or of another context length
   */
  public CorpusSearch search(Entrants entrants, Path index, LeakPolicy policy) throws IOException {
    return new IndexSearching(ground(entrants), policy, engine, monitor).of(index);
  }

  private static void requireOwnNames(
      Entrants entrants, List<GivenPredictions> given, Ground ground) throws IOException {
    Set<String> names = new HashSet<>(entrants.names());
    names.addAll(Baselines.names(ground.contextLength(), ground.dimension()));
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
    return measure(Entrants.of(runs));
  }

  Measured measure(Entrants entrants) throws IOException {
    Ground ground = sameGround(entrants);
    List<Optional<EvaluatedRun>> stored = new ArrayList<>();
    for (RunDirectory run : entrants.runs()) {
      tests.announce(run);
      stored.add(tests.stored(run)); // what is damaged is refused before anything is measured
    }
    for (ModelPackage model : entrants.packages()) {
      packages.stored(model, ground);
    }
    List<String> warnings = new ArrayList<>(ground.splitWarnings());
    if (!entrants.packages().isEmpty()) {
      List<String> all = entrants.names();
      warnings.add(TestedPackage.unitLength(all.subList(entrants.runs().size(), all.size())));
    }
    Passed passed = leaks.pass(ground);
    warnings.addAll(passed.notes());
    List<Evaluated> tested = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      Optional<EvaluatedRun> known = stored.get(i);
      tested.add(known.isPresent() ? known.get() : tests.test(entrants.runs().get(i), true));
    }
    for (ModelPackage model : entrants.packages()) {
      Optional<TestResult> like = tested.stream().map(Evaluated::test).findFirst();
      EvaluatedPackage found = packages.test(model, ground, false, like);
      found.inBatches().ifPresent(warnings::add);
      tested.add(found);
    }
    List<TestResult> baselines = baselines(ground);
    warnings.addAll(SplitGaps.warnings(tested, entrants.names(), baselines, tested.size()));
    return new Measured(
        ground.name(), entrants.names(), tested, baselines, warnings, passed.marks(), List.of());
  }

  /** Where all are tested; the first run, or else the first package, names it. */
  Ground ground(Entrants entrants) throws IOException {
    return entrants.runs().isEmpty()
        ? PackageGround.of(entrants.packages().getFirst(), data, monitor)
        : RunGround.of(entrants.runs().getFirst(), tests);
  }

  /** Before anything is measured: models that cannot stand in one table are not worth the wait. */
  private Ground sameGround(Entrants entrants) throws IOException {
    requireSameRows(entrants.runs());
    Ground ground = ground(entrants);
    for (ModelPackage model : entrants.packages()) {
      PackageTester.requireOn(ground, model);
    }
    return ground;
  }

  private static void requireSameRows(List<RunDirectory> runs) throws IOException {
    for (RunDirectory run : runs) {
      run.requireDataset(run.info());
    }
    for (RunDirectory other : runs) {
      RunDirectory first = runs.getFirst();
      Provenance a = first.info().provenance();
      Provenance b = other.info().provenance();
      boolean same = a.datasetSha256().equals(b.datasetSha256());
      if (!same || !a.splitSha256().equals(b.splitSha256())) {
        throw new IllegalArgumentException(
            "`%s` and `%s` were tested on different rows (%s %.12s and %.12s): compare runs of one dataset, context length and value of %s"
                .formatted(
                    first.path(),
                    other.path(),
                    same ? "split" : "dataset",
                    same ? a.splitSha256() : a.datasetSha256(),
                    same ? b.splitSha256() : b.datasetSha256(),
                    Setting.SPLIT_SEED));
      }
    }
  }

  private List<TestResult> baselines(Ground ground) throws IOException {
    BaselineStore store = new BaselineStore(ground.cache(), RunTester.results(monitor));
    Optional<List<TestResult>> stored =
        Baselines.stored(
            store,
            ground.datasetSha256(),
            ground.splitSha256(),
            ground.contextLength(),
            ground.dimension());
    if (stored.isPresent() && !(ground.isThere() && tests.canImproveSpeed(stored.get()))) {
      return stored.get();
    }
    try (Dataset dataset = ground.open();
        OpenBar bar = new OpenBar()) {
      return Baselines.measure(
          dataset,
          ground.split(dataset),
          engine,
          SpeedProbe.ofBaselines(speed.seconds()),
          name -> bar.next(monitor.begin("test " + name, "windows")),
          Optional.of(store));
    }
  }
}
