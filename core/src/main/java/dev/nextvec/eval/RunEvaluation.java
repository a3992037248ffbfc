package dev.nextvec.eval;

import dev.nextvec.baseline.MeanVector;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Progress;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.engine.Engine;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Predictor;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tests the best weights of a run on its own test windows, and keeps the result with the run. */
public final class RunEvaluation {
  private RunEvaluation() {}

  /**
   * The result stored with the run, if it is that of the weights there now.
   *
   * @throws IOException if the run or the result cannot be read
   */
  public static Optional<TestResult> stored(RunDirectory run) throws IOException {
    RunDirectory.Info info = run.info();
    return Files.exists(run.model())
        ? TestResultFile.read(run.path(), key(run, info))
        : Optional.empty();
  }

  /**
   * Tests the run and stores the result in its directory.
   *
   * @param like a result on the same windows, if there is one: saves half the ranking
   * @param dataset the data the run was trained on
   * @param progress told the windows done
   * @throws IllegalArgumentException if the data is not that, or the run has no finished epoch
   * @throws IOException if a file is missing or damaged, or cannot be written
   */
  public static TestResult run(
      RunDirectory run,
      Engine engine,
      Dataset dataset,
      SpeedProbe probe,
      Optional<TestResult> like,
      Progress progress)
      throws IOException {
    RunDirectory.Info info = run.info();
    requireSame(run, info, dataset);
    run.requireSameEncoder(dataset);
    Windows windows = dataset.windows(info.architecture().contextLength());
    Split split = run.split(windows);
    String key = key(run, info);
    try (Predictor predictor = run.load(engine)) {
      TestResult.Tested tested =
          TestResult.test(
              predictor,
              windows,
              split.test(),
              MeanVector.fit(windows, split.train()).mean(),
              engine,
              like.filter(result -> sameWindows(result, info)).map(TestResult::retrieval),
              progress);
      Speed speed = probe.measure(predictor, windows, split.test());
      Provenance trained = info.provenance();
      Provenance provenance =
          new Provenance(
              trained.datasetSha256(),
              trained.splitSha256(),
              trained.splitSeed(),
              trained.seed(),
              engine.environment());
      TestResult result =
          new TestResult(
              run.name(),
              key,
              provenance,
              tested.scores(),
              tested.retrieval(),
              tested.linearAverage(),
              validationCosine(info),
              cost(info.architecture()),
              speed,
              0);
      TestResultFile.write(run.path(), result);
      return result;
    }
  }

  private static boolean sameWindows(TestResult result, RunDirectory.Info info) {
    Provenance tested = result.provenance();
    Provenance asked = info.provenance();
    return tested.datasetSha256().equals(asked.datasetSha256())
        && tested.splitSha256().equals(asked.splitSha256());
  }

  /**
   * Makes sure that a run can be tested on a dataset.
   *
   * @throws IllegalArgumentException if it was trained on other data, or has no finished epoch
   */
  public static void requireSame(RunDirectory run, RunDirectory.Info info, Dataset dataset) {
    if (!dataset.sha256().equals(info.provenance().datasetSha256())) {
      throw new IllegalArgumentException(
          "`%s` is not the data that `%s` was trained on (sha256 %.12s, trained on %.12s): name the right dataset with --data"
              .formatted(
                  dataset.path(), run.path(), dataset.sha256(), info.provenance().datasetSha256()));
    }
    if (!Files.exists(run.model())) {
      throw new IllegalArgumentException(
          "`%s` has not finished its first epoch: continue its training before it is tested"
              .formatted(run.path()));
    }
  }

  private static OptionalDouble validationCosine(RunDirectory.Info info) {
    return info.history().stream()
        .min(Comparator.comparingDouble(EpochRecord::error))
        .map(best -> OptionalDouble.of(best.validationCosine()))
        .orElse(OptionalDouble.empty());
  }

  /** What a prediction of a network costs: float32 weights and intermediate results. */
  public static Cost cost(Architecture architecture) {
    long parameters = architecture.parameterCount();
    return new Cost(
        parameters,
        architecture.flops(),
        Float.BYTES * parameters,
        Float.BYTES * architecture.activationFloats());
  }

  /** Changes whenever the weights, the data or the split do. */
  public static String key(RunDirectory run, RunDirectory.Info info) throws IOException {
    return hash(
        run.model(), info.provenance().datasetSha256() + " " + info.provenance().splitSha256());
  }

  private static String hash(Path model, String data) throws IOException {
    try (InputStream in = Files.newInputStream(model);
        DigestOutputStream out =
            new DigestOutputStream(
                OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(out);
      out.write(data.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(out.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }
}
