package dev.nextvec.internal.eval;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.baseline.Baseline;
import dev.nextvec.internal.baseline.LearnedAverage;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.MeanVector;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.internal.baseline.RandomVector;
import dev.nextvec.internal.baseline.Ridge;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.model.Cost;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Progress;
import dev.nextvec.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Fits all baselines on a split's training windows and tests them on its test windows. Results are
 * kept in a directory of their own for each data and split.
 */
public final class Baselines {
  /** Seed of what is drawn. */
  public static final long SEED = 1;

  private static final String VERSION = "baselines-3";
  private static final String CACHE = ".baselines";

  private Baselines() {}

  /** Told which baseline is at work; gives what to tell how far it has come. */
  @FunctionalInterface
  public interface BaselineWatcher {
    Progress begin(String name);
  }

  /**
   * The names, in the order of the result. Ridge is missing where contexts are too large for it.
   */
  public static List<String> names(int contextLength, int dimension) {
    List<String> names =
        new ArrayList<>(
            List.of(
                RandomVector.NAME,
                MeanVector.NAME,
                Persistence.NAME,
                LinearAverage.NAME,
                LearnedAverage.NAME));
    if ((long) contextLength * dimension <= Ridge.LARGEST) {
      names.add(Ridge.NAME);
    }
    return names;
  }

  /**
   * What is stored of all baselines.
   *
   * @param datasetSha256 of the data, and {@code splitSha256} of its split
   * @return empty unless all are there
   */
  public static Optional<List<TestResult>> stored(
      BaselineStore store,
      String datasetSha256,
      String splitSha256,
      int contextLength,
      int dimension)
      throws IOException {
    List<TestResult> results = new ArrayList<>();
    for (String name : names(contextLength, dimension)) {
      store.read(datasetSha256, splitSha256, name).ifPresent(results::add);
    }
    return results.size() == names(contextLength, dimension).size()
        ? Optional.of(results)
        : Optional.empty();
  }

  /** Fits and tests every baseline, and stores nothing. */
  public static List<TestResult> measure(
      Dataset dataset, Split split, Engine engine, SpeedProbe probe) throws IOException {
    return measure(dataset, split, () -> engine, probe, name -> Progress.none(), Optional.empty());
  }

  /**
   * Fits and tests every baseline that is not stored yet, and stores the results. Of one that is
   * stored speed is measured if that was not done on this machine or was disturbed.
   *
   * @param engine started only if something is to be fitted
   * @param watcher told of each that is
   * @param store absent where nothing is to be stored
   */
  public static List<TestResult> measure(
      Dataset dataset,
      Split split,
      Supplier<Engine> engine,
      SpeedProbe probe,
      BaselineWatcher watcher,
      Optional<BaselineStore> store)
      throws IOException {
    Windows windows = dataset.windows(split.contextLength());
    List<TestResult> results = new ArrayList<>();
    for (String name : names(windows.contextLength(), windows.dimension())) {
      Optional<TestResult> stored =
          store.isPresent()
              ? store.get().read(dataset.sha256(), split.sha256(), name)
              : Optional.empty();
      if (stored.isPresent() && stored.get().hasFairSpeed()) {
        results.add(stored.get());
      } else if (stored.isPresent()) {
        watcher.begin(name);
        TestResult timed = speed(stored.get(), windows, split, engine.get(), probe);
        store.get().writeSpeed(timed);
        results.add(timed);
      } else {
        Progress progress = watcher.begin(name);
        Provenance provenance = Provenance.of(dataset, split, SEED, engine.get().environment());
        Optional<RetrievalRanks> known = results.stream().map(TestResult::retrieval).findFirst();
        TestResult result =
            measure(name, windows, split, engine.get(), provenance, probe, known, progress);
        dataset.requireUnchanged();
        store.ifPresent(kept -> kept.write(result));
        results.add(result);
      }
    }
    return results;
  }

  private static TestResult measure(
      String name,
      Windows windows,
      Split split,
      Engine engine,
      Provenance provenance,
      SpeedProbe probe,
      Optional<RetrievalRanks> known,
      Progress progress) {
    long began = System.nanoTime();
    try (Predictor predictor = fit(name, windows, split, engine)) {
      double seconds = (System.nanoTime() - began) / 1e9;
      double validation = Measuring.validationCosine(predictor, windows, split, Progress.none());
      Measuring.Tested tested =
          Measuring.test(
              predictor,
              windows,
              split.test(),
              MeanVector.fit(windows, split.train()).mean(),
              engine,
              known,
              progress);
      return new TestResult(
          name,
          key(provenance, name),
          provenance,
          tested.scores(),
          tested.retrieval(),
          tested.linearAverage(),
          OptionalDouble.of(validation),
          cost(predictor),
          Optional.of(probe.measure(predictor, windows, split.test(), provenance.environment())),
          seconds);
    }
  }

  private static TestResult speed(
      TestResult tested, Windows windows, Split split, Engine engine, SpeedProbe probe) {
    try (Predictor predictor = fit(tested.name(), windows, split, engine)) {
      return tested.withSpeed(
          Optional.of(probe.measure(predictor, windows, split.test(), engine.environment())));
    }
  }

  /**
   * Fits one on a split's training windows, as it is for a comparison.
   *
   * @throws IllegalArgumentException if no baseline has that name, or contexts are too large for it
   */
  public static Baseline fit(String name, Windows windows, Split split, Engine engine) {
    int n = windows.contextLength();
    int dim = windows.dimension();
    return switch (name) {
      case RandomVector.NAME -> new RandomVector(n, dim, SEED);
      case MeanVector.NAME -> MeanVector.fit(windows, split.train());
      case Persistence.NAME -> new Persistence(n, dim);
      case LinearAverage.NAME -> new LinearAverage(n, dim);
      case LearnedAverage.NAME -> LearnedAverage.fit(windows, split.train());
      case Ridge.NAME ->
          Ridge.fit(
              engine,
              windows,
              split.train(),
              split.validation(),
              LearnedAverage.fit(windows, split.train()));
      default -> throw new IllegalArgumentException("no baseline is named `" + name + "`");
    };
  }

  private static Cost cost(Predictor predictor) {
    return new Cost(
        predictor.parameters(),
        predictor.flops(),
        Float.BYTES * predictor.parameters(),
        (long) Float.BYTES * predictor.dimension());
  }

  /** The folder beside a run or a package in which results of data and splits are kept. */
  public static Path cache(Path model) {
    Path beside = model.toAbsolutePath().normalize().getParent();
    return (beside == null ? model : beside).resolve(CACHE);
  }

  /** Where everything is kept that depends on data and split alone. */
  public static Path directory(Path cache, Provenance split) {
    return directory(cache, split.datasetSha256(), split.splitSha256());
  }

  /** The same before anything has a provenance. */
  public static Path directory(Path cache, String datasetSha256, String splitSha256) {
    return cache.resolve(datasetSha256.substring(0, 12) + "-" + splitSha256.substring(0, 12));
  }

  static String folder(String name) {
    return name.replace(' ', '-');
  }

  private static String key(Provenance split, String name) {
    return key(split.datasetSha256(), split.splitSha256(), name);
  }

  static String key(String datasetSha256, String splitSha256, String name) {
    return String.join(" ", VERSION, name, datasetSha256, splitSha256);
  }
}
