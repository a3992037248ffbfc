package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.Split;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.compare.TestedPackage;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.Measuring;
import dev.nextvec.internal.eval.OutOfDomain;
import dev.nextvec.internal.eval.PredictorTrial;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.onnx.ModelPackage;
import dev.nextvec.internal.onnx.PackageSplit;
import dev.nextvec.internal.onnx.PackagedModel;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Tests model packages on ONNX Runtime. Nothing that a package says of its worth is read. Results
 * are kept beside those of the baselines of the same data and split: a package stays as it is.
 */
public final class PackageTester {
  private final Monitor monitor;
  private final Supplier<Engine> engine;
  private final SpeedProbe probe;
  private final ResultCache results;

  PackageTester(Monitor monitor, Supplier<Engine> engine, SpeedProbe probe) {
    this.monitor = monitor;
    this.engine = engine;
    this.probe = probe;
    this.results = RunTester.results(monitor);
  }

  /**
   * Makes sure that a package says that it learned from the training part of this very split.
   *
   * @throws IllegalArgumentException naming what it learned from otherwise
   */
  static void requireOn(Ground ground, ModelPackage model) throws IOException {
    PackageSplit own = model.split();
    boolean data = own.datasetSha256().equals(ground.datasetSha256());
    if (!data || !own.splitSha256().equals(ground.splitSha256())) {
      throw new IllegalArgumentException(
          "`%s` and `%s` were tested on different rows (%s %.12s and %.12s): compare models of one dataset, context length and value of %s"
              .formatted(
                  ground.namedBy(),
                  model.path(),
                  data ? "split" : "dataset",
                  data ? ground.splitSha256() : ground.datasetSha256(),
                  data ? own.splitSha256() : own.datasetSha256(),
                  Setting.SPLIT_SEED));
    }
  }

  /** What is there of an earlier test; speed that was disturbed is measured again. */
  Optional<EvaluatedPackage> stored(ModelPackage model, Ground ground) throws IOException {
    Optional<TestResult> found =
        TestedPackage.stored(
            model.sha256(),
            ground.directory(),
            ground.datasetSha256(),
            ground.splitSha256(),
            results);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    TestResult test = found.get();
    return Optional.of(
        evaluated(
            model,
            ground,
            test.hasFairSpeed() || !ground.isThere() ? test : speed(model, ground, test)));
  }

  private TestResult speed(ModelPackage model, Ground ground, TestResult test) throws IOException {
    if (test.speed().isPresent() && !probe.isMachineCalm()) {
      return test;
    }
    monitor.log("measure the speed of " + model.path());
    try (Dataset dataset = ground.open();
        Predictor predictor = model.predictor()) {
      Split split = ground.split(dataset);
      return PredictorTrial.speed(
          predictor,
          dataset.windows(split.contextLength()),
          split,
          probe,
          ModelPackage.environment(),
          test,
          folder(model, ground),
          results);
    }
  }

  /**
   * The test of a package: the one stored, or a new one.
   *
   * @param again whether to test although there is a result
   * @param like a result on the same windows, if there is one: saves half the ranking
   * @throws IllegalArgumentException if its vectors are of another encoder or size
   */
  EvaluatedPackage test(ModelPackage model, Ground ground, boolean again, Optional<TestResult> like)
      throws IOException {
    Optional<EvaluatedPackage> stored = again ? Optional.empty() : stored(model, ground);
    if (stored.isPresent()) {
      return stored.get();
    }
    try (Dataset dataset = ground.open();
        Predictor predictor = model.predictor();
        Monitor.Work work = monitor.begin("test " + name(model), "windows")) {
      requireEncoder(model, dataset);
      Split split = ground.split(dataset);
      double validation =
          Measuring.validationCosine(
              predictor, dataset.windows(split.contextLength()), split, Progress.none());
      PredictorTrial test =
          new PredictorTrial(
              name(model),
              folder(model, ground),
              key(model, ground),
              0,
              ModelPackage.environment(),
              OptionalDouble.of(validation),
              model.model().cost());
      return evaluated(
          model,
          ground,
          test.run(
              predictor,
              dataset,
              split,
              engine.get(),
              probe,
              like.map(TestResult::retrieval),
              work,
              results));
    }
  }

  private static EvaluatedPackage evaluated(ModelPackage model, Ground ground, TestResult test)
      throws IOException {
    PackagedModel weights = model.model();
    return new EvaluatedPackage(model, weights, ground.name(), test, Passed.CLEAN);
  }

  /** Makes sure that a package can be tested on other data. */
  static void requireFit(ModelPackage model, Dataset other) {
    OutOfDomain.requireFit(
        model.path(), model.config().contextLength(), model.config().dimension(), other);
    requireEncoder(model, other);
  }

  private static void requireEncoder(ModelPackage model, Dataset dataset) {
    if (model.encoder().isPresent() && dataset.encoder().isPresent()) {
      try {
        EncoderFingerprint.requireCompatible(model.encoder().get(), dataset.encoder().get());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            model.path() + " and " + dataset.path() + ": " + e.getMessage(), e);
      }
    }
  }

  /**
   * Tests a package on all windows of data that it did not learn from.
   *
   * @param own its test on its own test windows
   * @param again whether to test although there is a result
   */
  EvaluatedPackage elsewhere(EvaluatedPackage own, Ground ground, Dataset other, boolean again)
      throws IOException {
    Path folder = folder(own.source(), ground);
    OutOfDomain tests = new OutOfDomain(other, results);
    Optional<TestResult> stored = again ? Optional.empty() : tests.stored(folder, own.test());
    if (stored.isPresent()) {
      return own.with(stored.get());
    }
    try (Dataset dataset = ground.open();
        Predictor predictor = own.source().predictor();
        Monitor.Work work = monitor.begin("test " + own.name(), "windows")) {
      return own.with(
          tests.model(
              predictor,
              own.test(),
              engine.get(),
              new OutOfDomain.Learned(dataset, ground.split(dataset)),
              folder,
              work));
    }
  }

  private static String name(ModelPackage model) {
    return RunNames.ofPaths(List.of(model.path())).getFirst();
  }

  private static String key(ModelPackage model, Ground ground) {
    return TestedPackage.key(model.sha256(), ground.datasetSha256(), ground.splitSha256());
  }

  private static Path folder(ModelPackage model, Ground ground) {
    return TestedPackage.folder(model.sha256(), ground.directory());
  }
}
