package dev.nextvec.internal.eval;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.eval.Speed;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.baseline.MeanVector;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.model.Cost;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Progress;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Tests one predictor on the test windows of a split and keeps the result, whatever it is: a run's
 * network or one in a model package.
 *
 * @param name what it is called
 * @param folder where its results are kept
 * @param key changes whenever the numbers would
 * @param seed of its training
 * @param environment what computes it
 * @param validationCosine mean cosine on the validation windows, if it was measured
 * @param cost what a prediction costs
 */
public record PredictorTrial(
    String name,
    Path folder,
    String key,
    long seed,
    Environment environment,
    OptionalDouble validationCosine,
    Cost cost) {

  /**
   * Tests it and keeps the result.
   *
   * @param engine ranks
   * @param known ranks of another predictor on the same windows, if there are: saves half the
   *     ranking
   * @param progress told the windows done
   * @throws IllegalArgumentException if its sizes are not those of the windows, or a prediction is
   *     not finite
   * @throws IOException if the data was changed meanwhile
   */
  public TestResult run(
      Predictor predictor,
      Dataset dataset,
      Split split,
      Engine engine,
      SpeedProbe probe,
      Optional<RetrievalRanks> known,
      Progress progress,
      ResultCache results)
      throws IOException {
    Windows windows = dataset.windows(split.contextLength());
    float[] mean = MeanVector.fit(windows, split.train()).mean();
    Measuring.Tested tested =
        Measuring.test(predictor, windows, split.test(), mean, engine, known, progress);
    Optional<Speed> speed = probe.measured(predictor, windows, split.test(), environment);
    TestResult result =
        new TestResult(
            name,
            key,
            Provenance.of(dataset, split, seed, environment),
            tested.scores(),
            tested.retrieval(),
            tested.linearAverage(),
            validationCosine,
            cost,
            speed,
            0);
    dataset.requireUnchanged();
    StoredTests.write(results, folder, result);
    return result;
  }

  /**
   * Measures only the speed of a predictor that was tested, and keeps it.
   *
   * @param environment what computes it now
   */
  public static TestResult speed(
      Predictor predictor,
      Windows windows,
      Split split,
      SpeedProbe probe,
      Environment environment,
      TestResult tested,
      Path folder,
      ResultCache results) {
    Speed speed = probe.measure(predictor, windows, split.test(), environment);
    TestResult result = tested.withSpeed(Optional.of(speed));
    StoredTests.writeSpeed(results, folder, result);
    return result;
  }
}
