package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.MonitoredTraining;
import dev.nextvec.internal.workflow.RunTester;
import dev.nextvec.internal.workflow.TeamTrainings;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.internal.workflow.Trainings;
import dev.nextvec.model.Gru;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Training by two workers of a real standalone Spark. */
@Tag("slow")
@Timeout(600)
class TrainingClusterTest {
  static final int DIM = 16;
  private static final int EPOCHS = 30;
  private static final int BATCH = 64;

  @TempDir static Path folder;
  private static LoopbackCluster cluster;
  private static JavaSparkContext spark;
  private static Dataset dataset;

  @BeforeAll
  static void start() throws Exception {
    cluster = LoopbackCluster.shared();
    spark = cluster.spark();
    dataset = makeDataset(folder.resolve("data"));
  }

  @AfterAll
  static void stop() throws Exception {
    dataset.close();
  }

  static Dataset makeDataset(Path directory) throws IOException {
    return makeDataset(directory, 5);
  }

  /** Documents of unit vectors that wander. */
  private static Dataset makeDataset(Path directory, long seed) throws IOException {
    Random random = new Random(seed);
    try (DatasetWriter writer =
        DatasetWriter.create(directory, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      for (int document = 0; document < 30; document++) {
        float[] all = new float[40 * DIM];
        float[] at = new float[DIM];
        for (int row = 0; row < 40; row++) {
          double length = 0;
          for (int i = 0; i < DIM; i++) {
            at[i] = 0.7f * at[i] + (float) random.nextGaussian();
            length += at[i] * at[i];
          }
          for (int i = 0; i < DIM; i++) {
            all[row * DIM + i] = (float) (at[i] / Math.sqrt(length));
          }
        }
        writer.append("d" + document, "", "d" + document, List.of(), all);
      }
      writer.finish();
    }
    return Dataset.open(directory);
  }

  private static TrainingTask task(String run, int epochs) {
    TrainingConfig usual = TrainingConfig.defaults();
    TrainingConfig config =
        new TrainingConfig(
            epochs,
            BATCH,
            usual.optimiser(),
            1,
            usual.loss(),
            new Schedule.WarmupCosine(0.05),
            0,
            1);
    return new TrainingTask(run, new Gru(DIM, 5, 32, 2), config, folder.resolve(run), 2);
  }

  private static Split split() {
    return Split.of(dataset, 5, 1);
  }

  private static TeamTrainings trainings(Device device, Duration patience) {
    return trainings(dataset, device, patience);
  }

  private static TeamTrainings trainings(Dataset data, Device device, Duration patience) {
    SparkTraining site = new SparkTraining(spark, patience);
    Split split = Split.of(data, 5, 1);
    return new TeamTrainings(
        data, split, site, Optional.empty(), Duration.ofMillis(100), 2, device, 1);
  }

  private static void train(TrainingTask task, Monitor monitor) throws IOException {
    trainings(Device.CPU, Duration.ofMinutes(1))
        .run(List.of(task), monitor, MonitoredTraining.on(monitor));
  }

  private static RunInfo info(String run) throws IOException {
    return new RunDirectory(folder.resolve(run)).info();
  }

  private static byte[] weights(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve("model.safetensors"));
  }

  /**
   * By the command, submitted to Spark, of a dataset in HDFS; what comes of it is a run as any
   * other, with its test, and finds the dataset again by its address.
   */
  @Test
  void workersTrainTheRunThatOneProcessTrains() throws Exception {
    Path log = folder.resolve("train.log");
    String address = LoopbackHdfs.shared().put(folder.resolve("data"), "data/train.nv");
    assertThat(command(log, address, "spark").waitFor()).as(Files.readString(log)).isZero();
    assertThat(Files.readString(log)).contains("Compare with the baselines");
    LazyEngine engine = new LazyEngine(Device.CPU, 1);
    new Trainings(dataset, split(), engine::trainer, Duration.ofMinutes(5), 1)
        .run(List.of(task("here", EPOCHS)), Monitor.none(), MonitoredTraining.on(Monitor.none()));
    RunInfo here = info("here");
    RunInfo there = info("spark");
    assertThat(there.steps()).isEqualTo(new RunInfo.Steps(2, 2));
    assertThat(there.status()).isEqualTo(RunInfo.Status.FINISHED);
    assertThat(there.config()).isEqualTo(here.config());
    assertThat(there.architecture()).isEqualTo(here.architecture());
    for (int i = 0; i < EPOCHS; i++) {
      EpochRecord wanted = here.history().get(i);
      EpochRecord got = there.history().get(i);
      assertThat(got.trainLoss()).isCloseTo(wanted.trainLoss(), within(1e-5));
      assertThat(got.validationLoss()).isCloseTo(wanted.validationLoss(), within(1e-5));
    }
    assertThat(folder.resolve("spark/evaluation.json")).exists();
    assertThat(there.dataset()).isEqualTo(address);
    assertThat(cluster.copy(folder.resolve("data")).resolve("dataset")).isDirectory();
    TestResult again =
        new RunTester(Monitor.none(), engine, Optional.empty(), SpeedProbe.NONE)
            .test(new RunDirectory(folder.resolve("spark")), true)
            .test();
    assertThat(again.provenance().datasetSha256()).isEqualTo(dataset.sha256());
  }

  private static Process command(Path log, String data, String run, String... more)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("train", data));
    words.addAll(List.of("--workers=2", "--model-type=gru", "--hidden=32", "--layers=2"));
    words.addAll(List.of("--context=5", "--batch-size=32", "--accumulate=2"));
    words.addAll(List.of("--schedule=warmup-cosine", "--epochs=" + EPOCHS));
    words.addAll(List.of("--threads=1", "--device=cpu", "--speed-seconds=0"));
    words.add("--out=" + folder.resolve(run));
    words.addAll(List.of(more));
    return cluster.driver(log, Map.of(), words.toArray(String[]::new));
  }

  /** By the command, and once more with an executor that dies between two means. */
  @Test
  void workersTakeStepsAloneAndAKilledOneChangesNoByte() throws Exception {
    Path log = folder.resolve("apart.log");
    assertThat(
            command(log, folder.resolve("data").toString(), "apart", "--local-steps=4").waitFor())
        .as(Files.readString(log))
        .isZero();
    TrainingConfig.LocalSteps local = new TrainingConfig.LocalSteps(4, 2);
    RunInfo apart = info("apart");
    assertThat(apart.config().localSteps()).contains(local);
    assertThat(apart.steps()).isEqualTo(new RunInfo.Steps(2, 2));
    assertThat(folder.resolve("apart/evaluation.json")).exists();
    TrainingTask usual = task("apart killed", EPOCHS);
    TrainingTask task =
        new TrainingTask(
            usual.name(),
            usual.architecture(),
            usual.config().withLocalSteps(local),
            usual.path(),
            usual.pieces());
    RunDirectory run = task.run();
    CompletableFuture<Void> killer = cluster.killOneAfter(() -> epochs(run) >= 1);
    Lines lines = new Lines(Integer.MAX_VALUE);
    train(task, lines);
    killer.get();
    assertThat(lines.said).anyMatch(line -> line.endsWith("goes on from the last saved state"));
    assertThat(weights("apart killed")).isEqualTo(weights("apart"));
  }

  private static void trainWhole() throws IOException {
    if (!new RunDirectory(folder.resolve("whole")).exists()) {
      train(task("whole", EPOCHS), Monitor.none());
    }
  }

  /** Ends a training once so many lines are said. */
  static final class Lines implements Monitor {
    final List<String> said = new ArrayList<>();
    private final Set<String> topics = new HashSet<>();
    private final int most;

    Lines(int most) {
      this.most = most;
    }

    @Override
    public Work begin(String name, String unit) {
      return Monitor.none().begin(name, unit);
    }

    @Override
    public synchronized void log(String line) {
      said.add(line);
    }

    @Override
    public synchronized void logOnce(String topic, String line) {
      if (topics.add(topic)) {
        log(line);
      }
    }

    @Override
    public boolean isStopRequested() {
      return said.size() >= most;
    }
  }

  @Test
  void anExecutorThatDiesInTheMiddleChangesNoByte() throws Exception {
    trainWhole();
    RunDirectory run = new RunDirectory(folder.resolve("killed"));
    List<RunInfo.Status> whenKilled = new ArrayList<>();
    CompletableFuture<Void> killer =
        cluster.killOneAfter(() -> epochs(run) >= 1).thenRun(() -> whenKilled.add(status(run)));
    Lines lines = new Lines(Integer.MAX_VALUE);
    train(task("killed", EPOCHS), lines);
    killer.get();
    assertThat(whenKilled).containsExactly(RunInfo.Status.RUNNING);
    assertThat(lines.said).anyMatch(line -> line.endsWith("goes on from the last saved state"));
    assertThat(info("killed").history()).hasSize(EPOCHS);
    assertThat(weights("killed")).isEqualTo(weights("whole"));
  }

  /**
   * It lives, and so do its connections: the other has patience for so long, and Spark for a little
   * longer.
   */
  @Test
  void anExecutorThatHangsIsNamedAndChangesNoByte() throws Exception {
    trainWhole();
    RunDirectory run = new RunDirectory(folder.resolve("hung"));
    ProcessHandle hung = cluster.executor();
    CompletableFuture<Void> hanging =
        CompletableFuture.runAsync(
            () -> {
              LoopbackCluster.await(() -> epochs(run) >= 1);
              LoopbackCluster.hang(hung);
            },
            hang -> new Thread(hang, "hanging").start());
    Lines lines = new Lines(Integer.MAX_VALUE);
    trainings(Device.CPU, Duration.ofSeconds(4))
        .run(List.of(task("hung", EPOCHS)), lines, MonitoredTraining.on(lines));
    hanging.get();
    hung.destroyForcibly();
    assertThat(lines.said)
        .anyMatch(line -> line.matches(".*(does not answer|has not answered for \\d+ s).*"))
        .anyMatch(line -> line.endsWith("goes on from the last saved state"));
    assertThat(weights("hung")).isEqualTo(weights("whole"));
  }

  private static RunInfo.Status status(RunDirectory run) {
    try {
      return run.info().status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int epochs(RunDirectory run) {
    try {
      return run.exists() ? run.info().history().size() : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void whoStopsItFindsItSavedAndGoesOnToTheSameBytes() throws Exception {
    trainWhole();
    Lines lines = new Lines(1);
    TrainingTask task = task("stopped", EPOCHS);
    assertThatThrownBy(() -> train(task, lines)).isInstanceOf(Stopped.class);
    assertThat(info("stopped").status()).isEqualTo(RunInfo.Status.RUNNING);
    assertThat(info("stopped").history()).hasSizeLessThan(EPOCHS);
    train(task, Monitor.none());
    assertThat(weights("stopped")).isEqualTo(weights("whole"));
  }

  @Test
  void whatTheFirstWorkerCannotDoIsSaidOnceAndNotTriedAgain() throws Exception {
    train(task("taken", 1), Monitor.none());
    TrainingTask other = task("taken", 1);
    TrainingTask otherSeed =
        new TrainingTask(
            "taken", other.architecture(), other.config().withSeed(9), other.path(), 2);
    assertThatThrownBy(() -> train(otherSeed, Monitor.none()))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(LoopbackCluster.WORKER + ": .*taken holds a run with seed 1, not 9.*");
  }

  /** The driver has the file open; the workers find it gone, or without its end. */
  @Test
  void vectorsThatAreGoneOrCutOffAreNamedWithTheWorker() throws Exception {
    Path vectors = folder.resolve("torn/vectors.npy");
    try (Dataset torn = makeDataset(vectors.resolveSibling(""))) {
      TeamTrainings trainings = trainings(torn, Device.CPU, Duration.ofMinutes(1));
      Monitor quiet = Monitor.none();
      ThrowingCallable training =
          () -> trainings.run(List.of(task("of torn", 1)), quiet, MonitoredTraining.on(quiet));
      byte[] whole = Files.readAllBytes(vectors);
      Files.move(vectors, folder.resolve("moved.npy"));
      String worker = LoopbackCluster.WORKER + ": ";
      assertThatThrownBy(training)
          .isInstanceOf(IOException.class)
          .hasMessageMatching(worker + ".*torn is not a dataset: it has no vectors\\.npy");
      Files.write(vectors, Arrays.copyOf(whole, whole.length - 5));
      assertThatThrownBy(training)
          .isInstanceOf(IOException.class)
          .hasMessageMatching(worker + ".*vectors\\.npy is truncated: .*");
    }
    assertThat(folder.resolve("of torn/run.json")).doesNotExist();
  }

  /** Which takes long where the dataset is large. */
  @Test
  void aWorkerThatCannotComputeIsNamedOnceBeforeItCopiesTheDatasetAndNotTriedAgain()
      throws Exception {
    Path other = folder.resolve("other");
    makeDataset(other, 6).close();
    String address = LoopbackHdfs.shared().put(other, "data/other.nv");
    try (Dataset there = Dataset.open(Addresses.path(address))) {
      TeamTrainings cuda = trainings(there, Device.CUDA, Duration.ofMinutes(1));
      Lines lines = new Lines(Integer.MAX_VALUE);
      assertThatThrownBy(
              () -> cuda.run(List.of(task("cuda", 1)), lines, MonitoredTraining.on(lines)))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(LoopbackCluster.WORKER + ": .*(?i:cuda).*");
      assertThat(lines.said).noneMatch(line -> line.contains("goes on from"));
    }
    assertThat(folder.resolve("cuda/run.json")).doesNotExist();
    assertThat(cluster.copy(other)).doesNotExist();
  }
}
