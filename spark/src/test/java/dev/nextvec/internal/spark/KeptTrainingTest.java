package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.run.Checkpoints;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.KeptElsewhere;
import dev.nextvec.internal.workflow.MonitoredTraining;
import dev.nextvec.internal.workflow.TeamTrainings;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.model.Gru;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training by two workers of a real standalone Spark that see no run directory: what they save is
 * in a real HDFS.
 */
@Tag("slow")
@Timeout(600)
class KeptTrainingTest {
  private static final int EPOCHS = 30;

  /** To keep a state takes longer than a few epochs do. */
  private static final Duration SAVE_EVERY = Duration.ofMillis(500);

  @TempDir static Path folder;
  private static LoopbackHdfs hdfs;
  private static LoopbackCluster cluster;
  private static JavaSparkContext spark;
  private static Dataset dataset;

  @BeforeAll
  static void start() throws Exception {
    hdfs = LoopbackHdfs.shared();
    cluster = LoopbackCluster.shared();
    spark = cluster.spark();
    dataset = TrainingClusterTest.makeDataset(folder.resolve("data"));
    train("whole", "whole", Monitor.none());
  }

  @AfterAll
  static void stop() throws Exception {
    dataset.close();
  }

  private static TrainingTask task(String run) {
    TrainingConfig usual = TrainingConfig.defaults();
    TrainingConfig config =
        new TrainingConfig(
            EPOCHS, 64, usual.optimiser(), 1, usual.loss(), new Schedule.WarmupCosine(0.05), 0, 1);
    return new TrainingTask(
        run,
        new Gru(TrainingClusterTest.DIM, 5, 32, 2),
        config,
        folder.resolve(run).resolve("gru"),
        2);
  }

  /**
   * Trains.
   *
   * @param driver a folder of its own, as of a machine
   */
  private static void train(String driver, String kept, Monitor monitor) throws IOException {
    TrainingTask task = task(driver);
    new TeamTrainings(
            dataset,
            Split.of(dataset, 5, 1),
            new SparkTraining(spark, Duration.ofMinutes(1)),
            Optional.of(new KeptElsewhere(hdfs.address(kept), task.path())),
            SAVE_EVERY,
            2,
            Device.CPU,
            1)
        .run(List.of(task), monitor, MonitoredTraining.on(monitor));
  }

  private static RunInfo info(String driver) throws IOException {
    return task(driver).run().info();
  }

  private static byte[] weights(String driver) throws IOException {
    return Files.readAllBytes(task(driver).path().resolve("model.safetensors"));
  }

  private static int epochs(String kept) {
    try {
      return Checkpoints.at(hdfs.address(kept))
          .info(line -> {})
          .map(info -> info.history().size())
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void workersThatDieGoOnFromThereToTheSameBytes() throws Exception {
    CompletableFuture<Void> killer = cluster.killOneAfter(() -> epochs("killed") >= 1);
    TrainingClusterTest.Lines lines = new TrainingClusterTest.Lines(Integer.MAX_VALUE);
    train("killed", "killed", lines);
    killer.get();
    assertThat(lines.said).anyMatch(line -> line.endsWith("goes on from the last saved state"));
    assertThat(info("killed").status()).isEqualTo(RunInfo.Status.FINISHED);
    assertThat(info("killed").history()).hasSize(EPOCHS);
    assertThat(weights("killed")).isEqualTo(weights("whole"));
    assertThat(task("killed").path().resolve("tensorboard")).isNotEmptyDirectory();
    assertThat(task("killed").path().resolve("metrics.jsonl")).isNotEmptyFile();
  }

  /** The command in a process of its own, which is killed and so leaves its workers behind. */
  private static Process driver(Path log, String driver, String kept) throws IOException {
    return cluster.driver(
        log,
        Map.of(),
        "train",
        dataset.path().toString(),
        "--workers=2",
        "--model-type=gru",
        "--hidden=32",
        "--layers=2",
        "--context=5",
        "--batch-size=32",
        "--accumulate=2",
        "--schedule=warmup-cosine",
        "--epochs=" + EPOCHS,
        "--threads=1",
        "--device=cpu",
        "--out=" + task(driver).path(),
        "--checkpoints=" + hdfs.address(kept));
  }

  @Test
  void aDriverThatIsKilledLeavesAnotherWithAnEmptyDiskToGoOnToTheSameBytes() throws Exception {
    Path log = folder.resolve("first.log");
    Process first = driver(log, "first", "moved");
    LoopbackCluster.await(() -> epochs("moved") >= 1 || !first.isAlive());
    assertThat(first.isAlive()).as(Files.readString(log)).isTrue();
    first.destroyForcibly().waitFor();
    RunInfo kept = Checkpoints.at(hdfs.address("moved")).info(line -> {}).orElseThrow();
    assertThat(kept.status()).isEqualTo(RunInfo.Status.RUNNING);
    assertThat(kept.history()).hasSizeBetween(1, EPOCHS - 1);
    train("second", "moved", Monitor.none());
    assertThat(info("second").history()).startsWith(kept.history().toArray(new EpochRecord[0]));
    assertThat(weights("second")).isEqualTo(weights("whole"));
    TrainingClusterTest.Lines third = new TrainingClusterTest.Lines(Integer.MAX_VALUE);
    train("third", "moved", third);
    assertThat(third.said).anyMatch(line -> line.contains("is trained already"));
    assertThat(weights("third")).isEqualTo(weights("whole"));
  }
}
