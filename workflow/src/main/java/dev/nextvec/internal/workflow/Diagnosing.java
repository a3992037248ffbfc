package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Row;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.diagnose.Direction;
import dev.nextvec.internal.diagnose.References;
import dev.nextvec.internal.diagnose.RunDiagnosis;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.wording.TwoSided;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.RunInfo;
import dev.nextvec.stats.Bootstrap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Diagnoses runs that have not been diagnosed since they were trained. */
public final class Diagnosing implements AutoCloseable {
  private final Monitor monitor;
  private final Supplier<Engine> engine;
  private final RunTester tests;
  private final ResultCache results;
  private @Nullable References references;
  private String fitted = "";

  /**
   * @param tests knows where a run's dataset is
   */
  public Diagnosing(Monitor monitor, Supplier<Engine> engine, RunTester tests) {
    this.monitor = monitor;
    this.engine = engine;
    this.tests = tests;
    this.results = RunTester.results(monitor);
  }

  /**
   * The diagnosis of a run: the one stored with it, or a new one.
   *
   * @param again whether to diagnose although there is one
   */
  public Diagnosis diagnose(RunDirectory run, boolean again) throws IOException {
    return run.read(info -> diagnose(run, info, again));
  }

  /** The same of the weights that {@code info} is of; for use in {@link RunDirectory#read}. */
  public Diagnosis diagnose(RunDirectory run, RunInfo info, boolean again) throws IOException {
    if (info.config().goal().mapsCandidates()) {
      throw new IllegalArgumentException(
          "%s is not looked into: %s `evaluate` and `compare` rank it, and `index` and `retrieve` use it"
              .formatted(run.path(), TwoSided.vector(run.name())));
    }
    Optional<Diagnosis> stored = again ? Optional.empty() : RunDiagnosis.stored(run, info, results);
    if (stored.isPresent()) {
      return stored.get();
    }
    try (Dataset dataset = tests.dataset(run);
        Monitor.Work work = monitor.begin("diagnose " + run.name(), "predictions")) {
      References beside = references(run, dataset);
      return RunDiagnosis.run(run, info, engine.get(), dataset, beside, work, results);
    }
  }

  /**
   * The diagnoses of the runs in a comparison, under the names of their rows; of a row with several
   * seeds that of the lowest.
   *
   * @param all whether to diagnose what was not diagnosed yet
   */
  public List<Diagnosis> rows(Comparison comparison, Entrants entrants, boolean all)
      throws IOException {
    List<String> names = entrants.names().subList(0, entrants.runs().size());
    List<Diagnosis> found = new ArrayList<>();
    for (Row row : comparison.networks()) {
      if (!names.contains(row.run().name()) || row.isTwoSided()) {
        continue; // a package, or its vector is compared with other chunks: it is not looked into
      }
      RunDirectory run = entrants.runs().get(names.indexOf(row.run().name()));
      Optional<Diagnosis> known =
          all ? Optional.of(diagnose(run, false)) : RunDiagnosis.stored(run, results);
      known.ifPresent(diagnosis -> found.add(diagnosis.named(row.name())));
    }
    return found;
  }

  /**
   * The offset curves of models that are known by their predictions alone; of nothing else they can
   * be asked.
   *
   * @param data the dataset, where it has moved
   */
  public List<Direction> foreign(
      Entrants entrants, List<GivenPredictions> given, Optional<Path> data) throws IOException {
    List<Direction> found = new ArrayList<>();
    if (given.isEmpty()) {
      return found;
    }
    Ground ground =
        entrants.runs().isEmpty()
            ? PackageGround.of(entrants.packages().getFirst(), data, monitor)
            : RunGround.of(entrants.runs().getFirst(), tests);
    try (Dataset dataset = ground.open()) {
      Split split = ground.split(dataset);
      Windows windows = dataset.windows(split.contextLength());
      Referee referee = new Referee(monitor, dataset, split);
      List<Predictor> beside = references(windows, split, dataset).predictors();
      for (GivenPredictions each : given) {
        Direction.of(
                each.name(), referee.admit(each), beside, windows, split.test(), Bootstrap.DEFAULT)
            .ifPresent(found::add);
      }
      return found;
    }
  }

  /** Fitted once for all runs of a split. */
  private References references(RunDirectory run, Dataset dataset) throws IOException {
    Windows windows = dataset.windows(run.info().architecture().contextLength());
    return references(windows, run.split(windows), dataset);
  }

  private References references(Windows windows, Split split, Dataset dataset) {
    String wanted = dataset.sha256() + " " + split.sha256();
    References kept = references;
    if (kept == null || !fitted.equals(wanted)) {
      close();
      kept = References.fit(engine.get(), windows, split);
      references = kept;
      fitted = wanted;
    }
    return kept;
  }

  @Override
  public void close() {
    if (references != null) {
      references.close();
      references = null;
    }
  }
}
