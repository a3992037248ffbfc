package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.engine.CountingElsewhere;
import dev.nextvec.internal.engine.CountingSite;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.RowCounting;
import dev.nextvec.internal.eval.Measuring;
import dev.nextvec.internal.eval.RetrievalCollector;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.Comparing;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.Sweep;
import dev.nextvec.internal.workflow.SweepTask;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.model.Amn;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.VectorType;
import dev.nextvec.workflow.LeakPolicy;
import dev.nextvec.workflow.SpeedSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ranking a test on a real standalone Spark. */
@Tag("slow")
@Timeout(600)
class SparkCountingTest {
  private static final int DIM = 16;
  private static final int LENGTH = 1000;
  private static final int DOCUMENTS = 2 * RowCounting.ALIGNMENT / LENGTH + 1;

  @TempDir static Path folder;
  private static Path data;

  @BeforeAll
  static void make() throws IOException {
    data = dataset(folder.resolve("data"), 1);
  }

  private static Path dataset(Path target, long seed) throws IOException {
    Random random = new Random(seed);
    try (DatasetWriter writer =
        DatasetWriter.create(target, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      for (int document = 0; document < DOCUMENTS; document++) {
        float[] rows = new float[LENGTH * DIM];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = (float) random.nextGaussian();
        }
        writer.begin("d" + document, "Document " + document, "d" + document);
        writer.add(List.of(), rows, 0, LENGTH);
        writer.end();
      }
      writer.finish();
    }
    return target;
  }

  private static RetrievalRanks ranks(Engine engine, Windows windows) {
    int[] tested = IntStream.range(0, 400).map(i -> i * (windows.size() / 400)).toArray();
    RetrievalCollector ranks =
        new RetrievalCollector(
            engine, windows, tested, tested.length, Optional.empty(), Optional.empty());
    Measuring.predictions(new LinearAverage(3, DIM), windows, tested, ranks);
    return ranks.retrieval();
  }

  /** Of one that has its task and cannot end it, once the other has ended its own. */
  private static RetrievalRanks ranksWithAKill(
      ProcessHandle executor, Engine engine, Windows windows) throws Exception {
    JavaSparkContext spark = LoopbackCluster.shared().spark();
    LoopbackCluster.hang(executor);
    CompletableFuture<Void> killer =
        CompletableFuture.runAsync(
            () -> {
              LoopbackCluster.await(() -> isHalfDone(spark));
              executor.destroyForcibly();
            },
            kill -> new Thread(kill, "killer").start());
    RetrievalRanks ranks = ranks(engine, windows);
    killer.get();
    return ranks;
  }

  private static boolean isHalfDone(JavaSparkContext spark) {
    for (int id : spark.statusTracker().getActiveStageIds()) {
      @Nullable SparkStageInfo stage = spark.statusTracker().getStageInfo(id);
      if (stage != null && stage.numCompletedTasks() > 0 && stage.numActiveTasks() > 0) {
        return true;
      }
    }
    return false;
  }

  /** Spark tells of its executors in a thread of its own. */
  private static void awaitLine(List<String> said, String pattern) {
    LoopbackCluster.await(() -> said.stream().anyMatch(line -> line.matches(pattern)));
  }

  @Test
  void ranksAreThoseOfOneMachineThoughOneIsKilledAnotherHangsAndOneThatLacksVectorsIsNamed()
      throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    Path own = folder.resolve("own");
    for (String file : List.of("vectors.npy", "documents.jsonl", "dataset.json")) {
      Files.createDirectories(own);
      Files.copy(data.resolve(file), own.resolve(file));
    }
    Path vectors = own.resolve("vectors.npy");
    Engine here = Sweep.Computing.anywhere(1).engine().get();
    try (Dataset dataset = Dataset.open(own);
        CountingSite.Counts site =
            new SparkCounting(LoopbackCluster.shared().spark())
                .open(new QuietMonitor(work -> {}, said::add))) {
      Windows windows = dataset.windows(3);
      Engine cluster = new CountingElsewhere(here, site);
      RetrievalRanks alone = ranks(here, windows);
      assertThat(ranks(cluster, windows)).usingRecursiveComparison().isEqualTo(alone);
      assertThat(alone.corpus().above()).isNotEqualTo(new int[alone.size()]);
      ProcessHandle killed = LoopbackCluster.shared().executor();
      ProcessHandle hung = LoopbackCluster.shared().executors().getLast();
      assertThat(hung).isNotEqualTo(killed);
      assertThat(ranksWithAKill(killed, cluster, windows))
          .usingRecursiveComparison()
          .isEqualTo(alone);
      awaitLine(said, "worker .* is lost .*");
      LoopbackCluster.hang(hung);
      assertThat(ranks(cluster, windows)).usingRecursiveComparison().isEqualTo(alone);
      hung.destroyForcibly();
      awaitLine(said, "worker .* has not answered for \\d+ s and is given up; .*");
      try (FileChannel file = FileChannel.open(vectors, StandardOpenOption.WRITE)) {
        file.truncate(file.size() - 5);
      }
      assertThatThrownBy(() -> ranks(cluster, windows))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageMatching("(?s).*" + LoopbackCluster.WORKER + ": .*vectors\\.npy.*bytes.*");
      Files.move(vectors, folder.resolve("moved.npy"));
      assertThatThrownBy(() -> ranks(cluster, windows))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageMatching(
              "(?s).*"
                  + LoopbackCluster.WORKER
                  + ": no such file or directory there:"
                  + " `.*vectors\\.npy`");
    }
  }

  /** Somebody else makes their copies, and does not come to an end. */
  @Test
  void whoAsksToStopWhileWorkersHaveNoCopyYetIsHeeded() throws Exception {
    JavaSparkContext spark = LoopbackCluster.shared().spark();
    Path stopped = dataset(folder.resolve("stopped"), 2);
    String address = LoopbackHdfs.shared().put(stopped, "data/stopped.nv");
    Path copy = Files.createDirectories(LoopbackCluster.shared().copy(stopped));
    List<String> said = new CopyOnWriteArrayList<>();
    QuietMonitor monitor = new QuietMonitor(work -> {}, said::add, 5, new ConcurrentHashMap<>());
    Engine here = Sweep.Computing.anywhere(1).engine().get();
    try (FileChannel file =
            FileChannel.open(
                copy.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = file.lock();
        Dataset dataset = Dataset.open(Addresses.path(address));
        CountingSite.Counts site = new SparkCounting(spark).open(monitor)) {
      Engine cluster = new CountingElsewhere(here, site);
      assertThatThrownBy(() -> ranks(cluster, dataset.windows(3))).isInstanceOf(Stopped.class);
      LoopbackCluster.await(() -> isIdle(spark));
      assertThat(held.isValid()).isTrue();
    }
    assertThat(monitor.done().get("rank")).containsExactly(0L, 0L, 0L, 0L, 0L);
    assertThat(said)
        .contains("workers that have no copy of " + address + " make one before they rank");
    assertThat(copy).isDirectoryNotContaining("glob:**/dataset");
  }

  private static boolean isIdle(JavaSparkContext spark) {
    return Arrays.stream(spark.statusTracker().getExecutorInfos())
        .allMatch(executor -> executor.numRunningTasks() == 0);
  }

  private static Path trained(Path run) throws IOException {
    TrainingConfig usual = TrainingConfig.defaults();
    TrainingConfig config =
        new TrainingConfig(
            1,
            512,
            usual.optimiser(),
            usual.clip(),
            usual.loss(),
            usual.schedule(),
            0,
            1,
            usual.goal());
    Amn amn = new Amn(DIM, 3, 8, 8, Amn.standard(DIM).init());
    try (Dataset open = Dataset.open(data)) {
      Sweep sweep =
          new Sweep(
              data,
              open.sha256(),
              new Sweep.Parts(3, new SplitFractions(0.035, 0.035), Split.SEED, OptionalInt.empty()),
              Duration.ofMinutes(5),
              new Sweep.Computing(Device.CPU, 1),
              false);
      new SweepTask(sweep, new TrainingTask("amn", amn, config, run))
          .run(new LazyEngine(Device.CPU, 1), Monitor.none(), epochs -> {});
    }
    return run;
  }

  private static List<Path> named(String name, Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith(name)).map(folder::relativize).sorted().toList();
    }
  }

  /**
   * The network's and each baseline's, by the command, of the dataset in HDFS; Spark says so when
   * it begins.
   */
  @Test
  void compareCountsOnTheWorkersToTheSameRanks() throws Exception {
    Path here = folder.resolve("here");
    Path there = folder.resolve("there");
    trained(here.resolve("amn"));
    trained(there.resolve("amn"));
    LeakPolicy leaks = new LeakPolicy(true, LeakPolicy.REFUSE.tolerance());
    new Comparing(
            Monitor.none(),
            new LazyEngine(Device.CPU, 1),
            Optional.empty(),
            SpeedSettings.NONE,
            leaks)
        .compare(List.of(new RunDirectory(here.resolve("amn"))), 0.005);
    for (Path leak : named("leaks.json", here)) { // whose search is half the time
      Files.createDirectories(there.resolve(leak).getParent());
      Files.copy(here.resolve(leak), there.resolve(leak));
    }
    Path log = folder.resolve("compare.log");
    Process driver =
        LoopbackCluster.shared()
            .driver(
                log,
                Map.of(),
                "compare",
                there.resolve("amn").toString(),
                "--data=" + LoopbackHdfs.shared().put(data, "data/compared.nv"),
                "--device=cpu",
                "--threads=1",
                "--speed-seconds=0",
                "--allow-leak");
    assertThat(driver.waitFor()).as(Files.readString(log)).isZero();
    assertThat(Files.readString(log)).contains("org/apache/spark/log4j2-defaults.properties");
    List<Path> wanted = named("test-ranks.npy", here);
    assertThat(named("test-ranks.npy", there)).isEqualTo(wanted).hasSizeGreaterThan(4);
    for (Path each : wanted) {
      assertThat(there.resolve(each)).hasSameBinaryContentAs(here.resolve(each));
    }
    assertThat(LoopbackCluster.shared().copy(data).resolve("dataset")).isDirectory();
  }
}
