package dev.nextvec.internal.eval;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.baseline.MeanVector;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Progress;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Tests networks, and baselines fitted on the same training windows, on all windows of other data.
 * Results are kept beside those of the run's own test, by the hash of the other data.
 *
 * @param other the data
 * @param kept where results are kept
 */
public record OutOfDomain(Dataset other, ResultCache kept) {
  private static final String FOLDER = "out-of-domain";

  /**
   * What a model learned from.
   *
   * @param split the division of the data
   */
  public record Learned(Dataset data, Split split) {
    private Windows windows() {
      return data.windows(split.contextLength());
    }

    private float[] mean() {
      return MeanVector.fit(windows(), split.train()).mean();
    }
  }

  /**
   * Makes sure that a run can be tested on other data.
   *
   * @throws IllegalArgumentException if dimensions or encoders differ, or no document is long
   *     enough for a window
   * @throws IOException if the run is damaged
   */
  public static void requireFit(RunDirectory run, Dataset other) throws IOException {
    requireFit(
        run.path(),
        run.info().architecture().contextLength(),
        run.info().architecture().dimension(),
        other);
    run.requireSameEncoder(other);
  }

  /**
   * The same of any model, whose encoder is compared elsewhere.
   *
   * @param model where it is
   */
  public static void requireFit(Path model, int contextLength, int dimension, Dataset other) {
    if (other.dimension() != dimension) {
      throw new IllegalArgumentException(
          "`%s` takes vectors of dimension %d but those of `%s` have %d"
              .formatted(model, dimension, other.path(), other.dimension()));
    }
    if (other.windows(contextLength).size() == 0) {
      throw new IllegalArgumentException(
          "`%s` has no document of more than %d chunks, so there is nothing to predict"
              .formatted(other.path(), contextLength));
    }
  }

  /**
   * What is stored of a network's test.
   *
   * @param own its result on its own test windows
   */
  public Optional<TestResult> stored(RunDirectory run, TestResult own) throws IOException {
    return run.read(info -> read(directory(run.path()), key(run, info), own));
  }

  /**
   * The same of a model whose results are kept in a folder of their own.
   *
   * @param own its result on its own test windows
   */
  public Optional<TestResult> stored(Path folder, TestResult own) throws IOException {
    return read(directory(folder), key(own), own);
  }

  private Optional<TestResult> read(Path directory, String key, TestResult own) throws IOException {
    return kept.read(directory, key, at -> TestResultFile.read(at, key))
        .map(result -> result.withSpeed(own.speed()));
  }

  private void write(Path directory, TestResult result) {
    kept.write(directory, result.key(), at -> TestResultFile.write(at, result));
  }

  /**
   * Tests a network and stores the result with its run.
   *
   * @param own its result on its own test windows
   * @param trained the data it learned from
   * @param progress told the windows done
   */
  public TestResult network(
      RunDirectory run, TestResult own, Engine engine, Dataset trained, Progress progress)
      throws IOException {
    return run.read(
        info -> {
          Windows windows = trained.windows(info.architecture().contextLength());
          Learned learned = new Learned(trained, run.split(windows));
          try (Predictor predictor = run.load(engine, info)) {
            Measuring.Tested tested = test(predictor, learned.mean(), engine, progress);
            return stored(run.path(), tested.as(own, key(run, info)), learned);
          }
        });
  }

  /**
   * Tests a model whose results are kept in a folder of their own.
   *
   * @param own its result on its own test windows
   * @param progress told the windows done
   */
  public TestResult model(
      Predictor predictor,
      TestResult own,
      Engine engine,
      Learned learned,
      Path folder,
      Progress progress)
      throws IOException {
    Measuring.Tested tested = test(predictor, learned.mean(), engine, progress);
    return stored(folder, tested.as(own, key(own)), learned);
  }

  private TestResult stored(Path folder, TestResult result, Learned learned) throws IOException {
    requireUnchanged(learned);
    write(directory(folder), result);
    return result;
  }

  /**
   * What is stored of the baselines.
   *
   * @param cache directory of data and split, see {@link Baselines#directory}
   * @param own their results on the test windows of the split
   * @return empty unless all are there
   */
  public Optional<List<TestResult>> storedBaselines(Path cache, List<TestResult> own)
      throws IOException {
    List<TestResult> results = new ArrayList<>();
    for (TestResult baseline : own) {
      read(directory(cache, baseline), key(baseline), baseline).ifPresent(results::add);
    }
    return results.size() == own.size() ? Optional.of(results) : Optional.empty();
  }

  /**
   * Fits the baselines on the training windows, tests them on the other data, and stores the
   * results.
   *
   * @param cache directory of data and split, see {@link Baselines#directory}
   * @param own their results on the test windows of the split
   * @param watcher told of each
   */
  public List<TestResult> baselines(
      Path cache,
      List<TestResult> own,
      Learned learned,
      Supplier<Engine> engine,
      Baselines.BaselineWatcher watcher)
      throws IOException {
    Windows windows = learned.windows();
    float[] mean = learned.mean();
    List<TestResult> results = new ArrayList<>();
    for (TestResult baseline : own) {
      Progress progress = watcher.begin(baseline.name());
      Optional<RetrievalRanks> known = results.stream().map(TestResult::retrieval).findFirst();
      try (Predictor predictor =
          Baselines.fit(baseline.name(), windows, learned.split(), engine.get())) {
        Measuring.Tested tested = test(predictor, mean, engine.get(), known, progress);
        TestResult result = tested.as(baseline, key(baseline));
        requireUnchanged(learned);
        write(directory(cache, baseline), result);
        results.add(result);
      }
    }
    return results;
  }

  private void requireUnchanged(Learned learned) throws IOException {
    learned.data().requireUnchanged();
    other.requireUnchanged();
  }

  private Measuring.Tested test(
      Predictor predictor, float[] mean, Engine engine, Progress progress) {
    return test(predictor, mean, engine, Optional.empty(), progress);
  }

  private Measuring.Tested test(
      Predictor predictor,
      float[] mean,
      Engine engine,
      Optional<RetrievalRanks> known,
      Progress progress) {
    Windows windows = other.windows(predictor.contextLength());
    int[] all = IntStream.range(0, windows.size()).toArray();
    return Measuring.test(predictor, windows, all, mean, engine, known, progress);
  }

  private Path directory(Path folder) {
    return folder.resolve(FOLDER).resolve(other.sha256().substring(0, 12));
  }

  private Path directory(Path cache, TestResult baseline) {
    return directory(cache).resolve(Baselines.folder(baseline.name()));
  }

  private String key(RunDirectory run, RunInfo info) throws IOException {
    return RunEvaluation.key(run, info) + " " + other.sha256();
  }

  private String key(TestResult own) {
    return own.key() + " " + other.sha256();
  }
}
