package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.eval.Speed;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.progress.Monitor;
import dev.nextvec.provenance.Environment;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tests runs that have not been tested since they were trained. */
public final class RunTester {
  private final Monitor monitor;
  private final Supplier<Engine> engine;
  private final Optional<Path> data;
  private final SpeedProbe probe;
  private final ResultCache results;
  private final Map<Path, String> measured = new HashMap<>();
  private Optional<TestResult> last = Optional.empty();
  private Optional<Boolean> calm = Optional.empty();

  /**
   * @param data the dataset of the runs; empty for the one that each names
   * @param probe how speed is measured
   */
  public RunTester(
      Monitor monitor, Supplier<Engine> engine, Optional<Path> data, SpeedProbe probe) {
    this.monitor = monitor;
    this.engine = engine;
    this.data = data;
    this.probe = probe;
    this.results = results(monitor);
  }

  /** Where results are kept; what could not be kept in its place is told once. */
  public static ResultCache results(Monitor monitor) {
    return ResultCache.ofUser(line -> monitor.logOnce("where results are kept", line));
  }

  /**
   * The results of a run: those stored with it, or new ones.
   *
   * @param again whether to test although there is a result
   */
  public EvaluatedRun test(RunDirectory run, boolean again) throws IOException {
    announce(run);
    Optional<EvaluatedRun> stored = again ? Optional.empty() : stored(run);
    if (stored.isPresent()) {
      return stored.get();
    }
    try (Dataset dataset = dataset(run)) {
      return test(run, dataset);
    }
  }

  /** Says of a run whose training has not ended that it is not what it was meant to become. */
  public void announce(RunDirectory run) throws IOException {
    RunInfo info = run.info();
    if (info.status() == RunInfo.Status.RUNNING) {
      String line =
          "%s %s: taken as it is after epoch %d of %d"
              .formatted(
                  run.path(),
                  run.isTraining() ? "is still training" : "was stopped before its end",
                  info.history().size(),
                  info.config().epochs());
      monitor.logOnce(line, line);
    }
  }

  /**
   * The results stored with a run, if there are.
   *
   * @throws IllegalArgumentException if its dataset is there but is not what it was trained on
   * @throws IOException if the run, a result or the dataset is damaged
   */
  Optional<EvaluatedRun> stored(RunDirectory run) throws IOException {
    Optional<EvaluatedRun> found =
        run.read(
            info -> {
              requireSameData(run, info);
              return RunEvaluation.stored(run, info, results)
                  .map(result -> new EvaluatedRun(run, info, result));
            });
    return found.isEmpty() ? found : Optional.of(withFairSpeed(found.get()));
  }

  /** A result is shown for the data that is there; only where there is none it stands alone. */
  private void requireSameData(RunDirectory run, RunInfo info) throws IOException {
    run.requireDataset(info);
    Optional<Path> place = place(info);
    if (place.isEmpty() || !Files.isDirectory(place.get())) {
      return;
    }
    Path path = place.get();
    @Nullable String sha256 = measured.get(path);
    if (sha256 == null) {
      try (Dataset dataset = Dataset.open(path, monitor)) {
        sha256 = dataset.sha256();
        measured.put(path, sha256);
      }
    }
    RunEvaluation.requireSame(run, info, path, sha256);
  }

  /**
   * Whether measuring the speed of results once more can make it better: one was not measured on
   * this machine, or was disturbed and the machine is quiet now.
   */
  boolean canImproveSpeed(List<TestResult> tested) {
    return tested.stream()
        .anyMatch(test -> !test.hasFairSpeed() && (test.speed().isEmpty() || isMachineCalm()));
  }

  private EvaluatedRun withFairSpeed(EvaluatedRun run) throws IOException {
    TestResult test = run.test();
    if (probe.measuresNothing()
        || !hasDataset(run.run())
        || !(canImproveSpeed(List.of(test)) || isOfOtherEngine(test))) {
      return run;
    }
    monitor.log(
        "measure the speed of " + run.run().name() + (test.speed().isPresent() ? " again" : ""));
    try (Dataset dataset = dataset(run.run())) {
      TestResult result =
          RunEvaluation.speed(run.run(), engine.get(), dataset, probe, test, results);
      return new EvaluatedRun(run.run(), run.info(), result);
    }
  }

  /** Whether its speed was measured where there was no libtorch, and something else runs it now. */
  private boolean isOfOtherEngine(TestResult test) {
    Optional<Environment> measuredOn = test.speed().flatMap(Speed::environment);
    return measuredOn.isPresent()
        && !measuredOn.get().isLibtorch() // whether that is here is not known before it is loaded
        && !measuredOn.get().engine().equals(engine.get().networkEnvironment().engine());
  }

  private boolean isMachineCalm() {
    if (calm.isEmpty()) {
      calm = Optional.of(probe.isMachineCalm());
    }
    return calm.get();
  }

  /** Tests a run on a dataset that is open. */
  public EvaluatedRun test(RunDirectory run, Dataset dataset) throws IOException {
    try (Monitor.Work work = monitor.begin("test " + run.name(), "windows")) {
      EvaluatedRun tested =
          run.read(
              info ->
                  new EvaluatedRun(
                      run,
                      info,
                      RunEvaluation.run(
                          run, info, engine.get(), dataset, probe, last, work, results)));
      last = Optional.of(tested.test());
      return tested;
    }
  }

  /** Where the dataset of a run lies; empty for an address that cannot be looked at here. */
  private Optional<Path> place(RunInfo info) throws IOException {
    return data.isPresent() ? data : Addresses.ifKnown(info.dataset());
  }

  /** Whether the dataset a run was trained on is there. */
  boolean hasDataset(RunDirectory run) throws IOException {
    return place(run.info()).filter(Files::isDirectory).isPresent();
  }

  /** The dataset a run was trained on. */
  public Dataset dataset(RunDirectory run) throws IOException {
    run.requireDataset(run.info());
    String name = run.info().dataset();
    Path path =
        place(run.info())
            .orElseThrow(
                () ->
                    new IOException(
                        "%s was trained on %s, an address, which can be read where the program was started by spark-submit: copy the dataset to a folder, and name that with %s"
                            .formatted(run.path(), name, Setting.DATA)));
    if (data.isEmpty() && Addresses.isHere(path) && !Files.isDirectory(path)) {
      throw new IOException(
          path
              + ", which "
              + run.path()
              + " was trained on, is not there any more: move it back, or name its new place with "
              + Setting.DATA);
    }
    return Dataset.open(path, monitor);
  }
}
