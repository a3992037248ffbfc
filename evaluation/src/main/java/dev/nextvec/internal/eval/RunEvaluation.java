package dev.nextvec.internal.eval;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Cost;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Progress;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tests the best weights of a run on its own test windows, and keeps the result with the run. */
public final class RunEvaluation {
  private RunEvaluation() {}

  /**
   * The result stored with the run or in the cache, if it is that of the weights there now.
   *
   * @throws IOException if the run or the result cannot be read
   */
  public static Optional<TestResult> stored(RunDirectory run, ResultCache results)
      throws IOException {
    return run.read(info -> stored(run, info, results));
  }

  /** The same where {@code info} was just read, see {@link RunDirectory#read}. */
  public static Optional<TestResult> stored(RunDirectory run, RunInfo info, ResultCache results)
      throws IOException {
    return Files.exists(run.model(info))
        ? StoredTests.read(results, run.path(), key(run, info))
        : Optional.empty();
  }

  /**
   * Measures only the speed of a run that was tested, and keeps it.
   *
   * @param tested its result
   */
  public static TestResult speed(
      RunDirectory run,
      Engine engine,
      Dataset dataset,
      SpeedProbe probe,
      TestResult tested,
      ResultCache results)
      throws IOException {
    Windows windows = dataset.windows(run.info().architecture().contextLength());
    try (Predictor predictor = run.load(engine)) {
      return PredictorTrial.speed(
          predictor,
          windows,
          run.split(windows),
          probe,
          engine.networkEnvironment(),
          tested,
          run.path(),
          results);
    }
  }

  /**
   * Tests the run and stores the result in its directory, or in the cache.
   *
   * @param like a result on the same windows, if there is one: saves half the ranking
   * @param dataset the data the run was trained on
   * @param progress told the windows done
   * @throws IllegalArgumentException if the data is not that, or the run has no finished epoch
   * @throws IOException if a file is missing or damaged, or the data was changed meanwhile
   */
  public static TestResult run(
      RunDirectory run,
      Engine engine,
      Dataset dataset,
      SpeedProbe probe,
      Optional<TestResult> like,
      Progress progress,
      ResultCache results)
      throws IOException {
    return run.read(info -> run(run, info, engine, dataset, probe, like, progress, results));
  }

  /** The same where {@code info} was just read, see {@link RunDirectory#read}. */
  public static TestResult run(
      RunDirectory run,
      RunInfo info,
      Engine engine,
      Dataset dataset,
      SpeedProbe probe,
      Optional<TestResult> like,
      Progress progress,
      ResultCache results)
      throws IOException {
    requireSame(run, info, dataset);
    run.requireSameEncoder(dataset);
    Windows windows = dataset.windows(info.architecture().contextLength());
    Split split = run.split(windows);
    try (Predictor predictor = run.load(engine, info)) {
      PredictorTrial test =
          new PredictorTrial(
              run.name(),
              run.path(),
              key(run, info),
              info.provenance().seed(),
              engine.networkEnvironment(),
              validationCosine(info),
              Cost.of(info.architecture(), predictor.candidates()));
      return test.run(
          predictor,
          dataset,
          split,
          engine,
          probe,
          like.filter(result -> sameWindows(result, info)).map(TestResult::retrieval),
          progress,
          results);
    }
  }

  private static boolean sameWindows(TestResult result, RunInfo info) {
    Provenance tested = result.provenance();
    Provenance asked = info.provenance();
    return tested.datasetSha256().equals(asked.datasetSha256())
        && tested.splitSha256().equals(asked.splitSha256());
  }

  /**
   * Makes sure that a run can be tested on a dataset.
   *
   * @throws IllegalArgumentException if it was trained on other data, or has no finished epoch
   * @throws IOException if its weights are not there
   */
  public static void requireSame(RunDirectory run, RunInfo info, Dataset dataset)
      throws IOException {
    requireSame(run, info, dataset.path(), dataset.sha256());
    if (info.history().isEmpty() && info.origin().isEmpty()) {
      throw new IllegalArgumentException(
          "`%s` has not finished its first epoch: continue its training before it is tested"
              .formatted(run.path()));
    }
    run.requireModel(info);
  }

  /**
   * Makes sure that a dataset is the one that a run was trained on.
   *
   * @param sha256 of the dataset at {@code path}, as measured
   * @throws IllegalArgumentException if it is another
   */
  public static void requireSame(RunDirectory run, RunInfo info, Path path, String sha256) {
    run.requireDataset(info);
    if (!sha256.equals(info.provenance().datasetSha256())) {
      throw new IllegalArgumentException(
          "`%s` is not the data that `%s` was %s (sha256 %.12s, %s %.12s): name the right dataset with %s"
              .formatted(
                  path,
                  run.path(),
                  info.origin().isPresent() ? "imported for" : "trained on",
                  sha256,
                  info.origin().isPresent() ? "imported for" : "trained on",
                  info.provenance().datasetSha256(),
                  Setting.DATA));
    }
  }

  private static OptionalDouble validationCosine(RunInfo info) {
    return info.best()
        .map(best -> OptionalDouble.of(best.validationCosine()))
        .orElse(OptionalDouble.empty());
  }

  /** Changes whenever the weights, the data or the split do. */
  public static String key(RunDirectory run, RunInfo info) throws IOException {
    return new Sha256()
        .addFile(run.model(info), 0, Progress.none())
        .addPlain(info.provenance().datasetSha256() + " " + info.provenance().splitSha256())
        .hex();
  }
}
