package dev.nextvec.serve;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.eval.BaselineStore;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.leak.LeakCheck;
import dev.nextvec.internal.leak.StoredLeaks;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunEncoder;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Amn;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Parameter;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Progress;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.RowChecks;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Runs that nobody trained: their weights are where a training begins. */
public final class RunFixtures {
  private static final int N = Fixtures.N;
  private static final int DIM = Fixtures.DIM;
  private static final SpeedProbe PROBE =
      new SpeedProbe(Duration.ZERO, Duration.ofMillis(5), List.of(8, 32, 128));

  private RunFixtures() {}

  /** A dataset of {@code documents}, each with words of its own. */
  public static Path data(Path folder, int documents) throws IOException {
    Path data = folder.resolve("words.nv");
    DatasetOptions options =
        DatasetOptions.of(DIM, VectorType.FLOAT32)
            .withEncoder(Optional.of(new WordEncoder().fingerprint()));
    try (DatasetWriter writer = DatasetWriter.create(data, options)) {
      for (int d = 0; d < documents; d++) {
        List<String> texts = new ArrayList<>();
        for (int c = 0; c < 6 + d % 5; c++) {
          texts.add("part%d says word%d and then thing%d of place%d".formatted(c, d, d * c, d + c));
        }
        float[][] vectors = texts.stream().map(WordEncoder::vector).toArray(float[][]::new);
        writer.begin("d" + d, "Document " + d, "d" + d);
        writer.add(texts, RowChecks.flatten(vectors), 0, texts.size());
        writer.end();
      }
      writer.finish();
    }
    return data;
  }

  /** A run as a training leaves it, after so many epochs of those that were planned. */
  public static RunDirectory run(Path runs, String name, Path data, int epochs, int planned)
      throws IOException {
    RunDirectory run = new RunDirectory(runs.resolve(name));
    java.nio.file.Files.createDirectories(run.path());
    try (Dataset dataset = Dataset.open(data)) {
      Split split = Split.of(dataset, N, 1);
      run.writeSplit(split);
      RunEncoder.write(run.path(), dataset);
      RunInfo info = info(dataset, split, data, epochs, planned, seed(name));
      run.kept().write(info.bestEpoch(), RunFixtures::weights, (w, g) -> golden(w, g));
      run.write(info);
      run.kept().settle(info.bestEpoch());
      run.metrics().write(epochs(epochs));
    }
    return run;
  }

  private static long seed(String name) {
    return 1 + Math.floorMod(name.hashCode(), 1000);
  }

  private static void weights(Path file) throws IOException {
    Amn amn = amn();
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (Parameter each : amn.parameters()) {
      tensors.put(each.name(), new FloatTensor(each.shape(), each.startingValues(3)));
    }
    ModelFile.of(amn, tensors).write(file);
  }

  private static void golden(Path weights, Path file) throws IOException {
    try (Predictor predictor = new PlainEngine(1).open("amn", ModelFile.read(weights))) {
      GoldenProbe.record(predictor, weights, file);
    }
  }

  private static Amn amn() {
    return new Amn(DIM, N, 14, 6, Amn.Init.ZERO);
  }

  /** What {@code run.json} says of it after so many epochs. */
  public static RunInfo info(
      Dataset dataset, Split split, Path data, int epochs, int planned, long seed) {
    TrainingConfig usual = TrainingConfig.defaults().withEpochs(planned).withEarlyStop(0);
    TrainingConfig config =
        new TrainingConfig(
            usual.epochs(),
            usual.batch(),
            usual.optimiser(),
            usual.clip(),
            usual.loss(),
            usual.schedule(),
            usual.earlyStop(),
            seed,
            usual.goal());
    return new RunInfo(
        amn(),
        config,
        Provenance.now(
            dataset.sha256(), split.sha256(), split.seed(), seed, Environment.withoutEngine()),
        data.toString(),
        epochs < planned ? RunInfo.Status.RUNNING : RunInfo.Status.FINISHED,
        Optional.of(untrained()),
        epochs(epochs),
        List.of());
  }

  private static EpochRecord untrained() {
    return EpochRecord.untrained(
        0.05, 0.2, 0.1, java.util.Collections.emptySortedMap(), OptionalDouble.empty());
  }

  /** Epochs of a training that learns less and less. */
  public static List<EpochRecord> epochs(int count) {
    List<EpochRecord> epochs = new ArrayList<>();
    for (int e = 1; e <= count; e++) {
      epochs.add(epoch(e));
    }
    return epochs;
  }

  /** One of them. */
  public static EpochRecord epoch(int e) {
    double cosine = 0.6 - 0.3 / e + 0.01 * Math.sin(e);
    return new EpochRecord(
        e, 10L * e, 0.04, cosine + 0.02, (1 - cosine) / 8, cosine, 1e-3, 0.5, 1000, 2.0 * e);
  }

  /** Tests a run, its baselines and its split, as {@code compare} does. */
  public static void tested(RunDirectory run, Path data) throws IOException {
    ResultCache results = ResultCache.ofUser(line -> {});
    PlainEngine engine = new PlainEngine(1);
    try (Dataset dataset = Dataset.open(data)) {
      RunEvaluation.run(run, engine, dataset, PROBE, Optional.empty(), Progress.none(), results);
      Split split = run.split(dataset.windows(N));
      Path kept = Baselines.cache(run.path());
      StoredLeaks.write(
          results,
          Baselines.directory(kept, dataset.sha256(), split.sha256()).resolve(StoredLeaks.FILE),
          LeakCheck.of(dataset, split, OptionalDouble.empty(), Progress.none()));
      Baselines.measure(
          dataset,
          split,
          () -> engine,
          PROBE,
          name -> Progress.none(),
          Optional.of(new BaselineStore(kept, results)));
    }
  }
}
