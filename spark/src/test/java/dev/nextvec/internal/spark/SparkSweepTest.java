package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.FailedTraining;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.Sweep;
import dev.nextvec.internal.workflow.SweepTask;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many trainings on a real standalone Spark. */
@Tag("slow")
@Timeout(600)
class SparkSweepTest {
  private static final int DIM = 8;

  @TempDir static Path folder;
  private static LoopbackCluster cluster;
  private static Path data;
  private static String address;

  @BeforeAll
  static void start() throws Exception {
    cluster = LoopbackCluster.shared();
    data = dataset(folder.resolve("data"));
    address = LoopbackHdfs.shared().put(data, "data/swept.nv");
  }

  /** Random walks. */
  private static Path dataset(Path target) throws IOException {
    Random random = new Random(1);
    try (DatasetWriter writer =
        DatasetWriter.create(target, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      for (int document = 0; document < 40; document++) {
        float[] rows = new float[40 * DIM];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = (float) ((i < DIM ? 0 : rows[i - DIM]) + random.nextGaussian());
        }
        writer.begin("d" + document, "Document " + document, "d" + document);
        writer.add(List.of(), rows, 0, 40);
        writer.end();
      }
      writer.finish();
    }
    return target;
  }

  private static TrainingTask task(
      String runs, String name, Architecture architecture, TrainingConfig config) {
    return new TrainingTask(name, architecture, config, folder.resolve(runs).resolve(name));
  }

  private static TrainingConfig config(int epochs, double rate, long seed) {
    TrainingConfig usual = TrainingConfig.defaults();
    return new TrainingConfig(
        epochs,
        usual.batch(),
        new TrainingConfig.Optimiser(rate, 0.01, 0.9, 0.999),
        usual.clip(),
        usual.loss(),
        usual.schedule(),
        0,
        seed,
        usual.goal());
  }

  private static List<TrainingTask> tasks(String runs) {
    List<TrainingTask> tasks = new ArrayList<>();
    Gru gru = new Gru(DIM, 5, 8, 1);
    Amn amn = new Amn(DIM, 5, 8, 8, Amn.standard(DIM).init());
    for (long seed = 1; seed <= 2; seed++) {
      tasks.add(task(runs, "gru-seed-" + seed, gru, config(60, 5e-4, seed)));
      tasks.add(task(runs, "amn-seed-" + seed, amn, config(4, 5e-4, seed)));
    }
    tasks.add(task(runs, "explodes", amn, config(4, 1e6, 1)));
    return tasks;
  }

  private static Sweep sweep() throws IOException {
    try (Dataset dataset = Dataset.open(data)) {
      return new Sweep(
          data,
          dataset.sha256(),
          new Sweep.Parts(5, SplitFractions.STANDARD, Split.SEED, OptionalInt.empty()),
          Duration.ofMinutes(5),
          new Sweep.Computing(Device.CPU, 1),
          true);
    }
  }

  private static boolean isBegun(String runs, String run) {
    return Files.exists(folder.resolve(runs).resolve(run).resolve("state/state.safetensors"));
  }

  private static void assertSameAsHere(String runs) throws IOException {
    LazyEngine engine = new LazyEngine(Device.CPU, 1);
    for (TrainingTask here : tasks("here")) {
      if (here.name().equals("explodes")) {
        continue;
      }
      new SweepTask(sweep(), here).run(engine, Monitor.none(), epochs -> {});
      Path there = folder.resolve(runs).resolve(here.name());
      for (String file : List.of("model.safetensors", "test-ranks.npy", "test-scores.npy")) {
        assertThat(there.resolve(file)).hasSameBinaryContentAs(here.path().resolve(file));
      }
      RunInfo info = new TrainingTask("", here.architecture(), here.config(), there).run().info();
      assertThat(info.status()).isEqualTo(RunInfo.Status.FINISHED);
      assertThat(there.resolve("speed.json")).doesNotExist();
    }
  }

  @Test
  void anExecutorThatDiesIsMadeUpForAndARunThatExplodesEndsAlone() throws Exception {
    CompletableFuture<Void> killed = cluster.killOneAfter(() -> isBegun("runs", "gru-seed-1"));
    SparkSweep spark = new SparkSweep(cluster.spark());
    List<FailedTraining> failed = spark.train(sweep(), tasks("runs"), Monitor.none());
    killed.get();
    assertThat(failed).hasSize(1);
    assertThat(failed.getFirst().task().name()).isEqualTo("explodes");
    assertThat(failed.getFirst().why()).hasMessageStartingWith("training diverged at step");
    assertSameAsHere("runs");
  }

  @Test
  void aDriverThatDiesLeavesItsRunsToTheNext() throws Exception {
    Process driver = driver("orphans", Map.of(), "--models=gru,amn", "--seeds=1,2", "--epochs=40");
    LoopbackCluster.await(() -> isBegun("orphans", "gru-seed-1") || !driver.isAlive());
    assertThat(driver.isAlive()).as(Files.readString(folder.resolve("orphans.log"))).isTrue();
    driver.destroyForcibly().waitFor();
    Process next = driver("orphans", Map.of(), "--models=gru,amn", "--seeds=1,2", "--epochs=40");
    assertThat(next.waitFor()).as(Files.readString(folder.resolve("orphans.log"))).isZero();
    Path alone = folder.resolve("gru-alone");
    TrainingTask here = new TrainingTask("gru", new Gru(DIM, 5, 8, 1), config(40, 5e-4, 2), alone);
    new SweepTask(sweep(), here).run(new LazyEngine(Device.CPU, 1), Monitor.none(), epochs -> {});
    assertThat(folder.resolve("orphans/gru-seed-2/model.safetensors"))
        .hasSameBinaryContentAs(alone.resolve("model.safetensors"));
  }

  @Test
  void aWorkerWithoutLibtorchIsNamedInOneLine() throws Exception {
    Map<String, String> plain = Map.of("spark.executor.extraJavaOptions", "-Dnextvec.engine=plain");
    Process driver = driver("plain", plain, "--models=amn", "--epochs=1");
    assertThat(driver.waitFor()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("plain.log")).lines())
        .anyMatch(
            line ->
                line.matches(
                    "Failed: amn-seed-1: "
                        + LoopbackCluster.WORKER
                        + ": libtorch is"
                        + " left out by .*"));
  }

  private static Process driver(String runs, Map<String, String> more, String... words)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("sweep", address, "--out=" + folder.resolve(runs)));
    all.addAll(List.of("--hidden=8", "--layers=1", "--device=cpu"));
    all.removeIf(word -> word.equals("--layers=1") && !List.of(words).contains("--models=gru,amn"));
    all.addAll(List.of(words));
    return cluster.driver(folder.resolve(runs + ".log"), more, all.toArray(String[]::new));
  }
}
