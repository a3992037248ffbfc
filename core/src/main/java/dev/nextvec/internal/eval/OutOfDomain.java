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
 */
public final class OutOfDomain {
  private static final String FOLDER = "out-of-domain";

  private OutOfDomain() {}

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
   * What is stored of a network's test on the data of the hash.
   *
   * @param own its result on its own test windows
   */
  public static Optional<TestResult> stored(
      RunDirectory run, TestResult own, String otherSha256, ResultCache kept) throws IOException {
    return run.read(
        info -> read(directory(run.path(), otherSha256), key(run, info, otherSha256), own, kept));
  }

  /**
   * The same of a model whose results are kept in a folder of their own.
   *
   * @param own its result on its own test windows
   */
  public static Optional<TestResult> stored(
      Path folder, TestResult own, String otherSha256, ResultCache kept) throws IOException {
    return read(directory(folder, otherSha256), key(own, otherSha256), own, kept);
  }

  private static Optional<TestResult> read(
      Path directory, String key, TestResult own, ResultCache kept) throws IOException {
    return kept.read(directory, key, at -> TestResultFile.read(at, key))
        .map(result -> result.withSpeed(own.speed()));
  }

  private static void write(Path directory, TestResult result, ResultCache kept) {
    kept.write(directory, result.key(), at -> TestResultFile.write(at, result));
  }

  /**
   * Tests a network and stores the result with its run.
   *
   * @param own its result on its own test windows
   * @param trained the data it learned from
   * @param progress told the windows done
   */
  public static TestResult network(
      RunDirectory run,
      TestResult own,
      Engine engine,
      Dataset trained,
      Dataset other,
      Progress progress,
      ResultCache kept)
      throws IOException {
    return run.read(info -> network(run, info, own, engine, trained, other, progress, kept));
  }

  private static TestResult network(
      RunDirectory run,
      RunInfo info,
      TestResult own,
      Engine engine,
      Dataset trained,
      Dataset other,
      Progress progress,
      ResultCache kept)
      throws IOException {
    Split split = run.split(trained.windows(info.architecture().contextLength()));
    String key = key(run, info, other.sha256());
    try (Predictor predictor = run.load(engine, info)) {
      return model(predictor, own, key, engine, trained, split, other, run.path(), progress, kept);
    }
  }

  /**
   * Tests a model whose results are kept in a folder of their own.
   *
   * @param own its result on its own test windows
   * @param trained the data it learned from, and {@code split} the division of that
   * @param progress told the windows done
   */
  public static TestResult model(
      Predictor predictor,
      TestResult own,
      Engine engine,
      Dataset trained,
      Split split,
      Dataset other,
      Path folder,
      Progress progress,
      ResultCache kept)
      throws IOException {
    String key = key(own, other.sha256());
    return model(predictor, own, key, engine, trained, split, other, folder, progress, kept);
  }

  private static TestResult model(
      Predictor predictor,
      TestResult own,
      String key,
      Engine engine,
      Dataset trained,
      Split split,
      Dataset other,
      Path folder,
      Progress progress,
      ResultCache kept)
      throws IOException {
    Windows learned = trained.windows(split.contextLength());
    float[] mean = MeanVector.fit(learned, split.train()).mean();
    Measuring.Tested tested = test(predictor, other, mean, engine, Optional.empty(), progress);
    TestResult result = tested.as(own, key);
    requireUnchanged(trained, other);
    write(directory(folder, other.sha256()), result, kept);
    return result;
  }

  /**
   * What is stored of the baselines.
   *
   * @param cache directory of data and split, see {@link Baselines#directory}
   * @param own their results on the test windows of the split
   * @return empty unless all are there
   */
  public static Optional<List<TestResult>> storedBaselines(
      Path cache, List<TestResult> own, String otherSha256, ResultCache kept) throws IOException {
    List<TestResult> results = new ArrayList<>();
    for (TestResult baseline : own) {
      Path directory = directory(cache, otherSha256, baseline);
      read(directory, key(baseline, otherSha256), baseline, kept).ifPresent(results::add);
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
  public static List<TestResult> baselines(
      Path cache,
      List<TestResult> own,
      Dataset trained,
      Split split,
      Dataset other,
      Supplier<Engine> engine,
      Baselines.BaselineWatcher watcher,
      ResultCache kept)
      throws IOException {
    Windows learned = trained.windows(split.contextLength());
    float[] mean = MeanVector.fit(learned, split.train()).mean();
    List<TestResult> results = new ArrayList<>();
    for (TestResult baseline : own) {
      Progress progress = watcher.begin(baseline.name());
      Optional<RetrievalRanks> known = results.stream().map(TestResult::retrieval).findFirst();
      try (Predictor predictor = Baselines.fit(baseline.name(), learned, split, engine.get())) {
        Measuring.Tested tested = test(predictor, other, mean, engine.get(), known, progress);
        TestResult result = tested.as(baseline, key(baseline, other.sha256()));
        requireUnchanged(trained, other);
        write(directory(cache, other.sha256(), baseline), result, kept);
        results.add(result);
      }
    }
    return results;
  }

  private static void requireUnchanged(Dataset trained, Dataset other) throws IOException {
    trained.requireUnchanged();
    other.requireUnchanged();
  }

  private static Measuring.Tested test(
      Predictor predictor,
      Dataset other,
      float[] mean,
      Engine engine,
      Optional<RetrievalRanks> known,
      Progress progress) {
    Windows windows = other.windows(predictor.contextLength());
    int[] all = IntStream.range(0, windows.size()).toArray();
    return Measuring.test(predictor, windows, all, mean, engine, known, progress);
  }

  private static Path directory(Path folder, String otherSha256) {
    return folder.resolve(FOLDER).resolve(otherSha256.substring(0, 12));
  }

  private static Path directory(Path cache, String otherSha256, TestResult baseline) {
    return directory(cache, otherSha256).resolve(Baselines.folder(baseline.name()));
  }

  private static String key(RunDirectory run, RunInfo info, String otherSha256) throws IOException {
    return RunEvaluation.key(run, info) + " " + otherSha256;
  }

  private static String key(TestResult own, String otherSha256) {
    return own.key() + " " + otherSha256;
  }
}
