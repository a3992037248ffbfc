package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.WorkerLook;
import dev.nextvec.internal.workflow.WorkerReport;
import dev.nextvec.internal.workflow.WorkerReport.Agreement;
import dev.nextvec.progress.Monitor;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the workers of a real standalone Spark find out about themselves. */
@Tag("slow")
@Timeout(600)
class SparkWorkersTest {
  private static final int DIM = 8;

  @TempDir static Path folder;
  private static LoopbackCluster cluster;
  private static JavaSparkContext spark;
  private static WorkerLook look;

  @BeforeAll
  static void start() throws Exception {
    cluster = LoopbackCluster.shared();
    spark = cluster.spark();
    String address = LoopbackHdfs.shared().put(dataset(folder.resolve("data")), "data/looked.nv");
    try (Dataset dataset = Dataset.open(Addresses.path(address))) {
      look = WorkerLook.of(dataset, Device.CPU);
    }
  }

  /** Random walks. */
  private static Path dataset(Path target) throws IOException {
    Random random = new Random(1);
    try (DatasetWriter writer =
        DatasetWriter.create(target, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      for (int document = 0; document < 24; document++) {
        float[] rows = new float[20 * DIM];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = (float) ((i < DIM ? 0 : rows[i - DIM]) + random.nextGaussian());
        }
        List<String> texts = Collections.nCopies(20, "One of " + document);
        writer.append("d" + document, "", "d" + document, texts, rows);
      }
      writer.finish();
    }
    return target;
  }

  /** A worker copies all files, and reads them again; packed texts take longer than they are. */
  @Test
  void aCopyTakesTheTimeOfItsTextsToo() throws IOException {
    long bytes = 0;
    for (String file : List.of("vectors.npy", "documents.jsonl", "dataset.json")) {
      bytes += 2 * Files.size(folder.resolve("data").resolve(file));
    }
    bytes += 4 * Files.size(folder.resolve("data/chunks.jsonl.gz"));
    assertThat(look.bytes()).isEqualTo(bytes);
  }

  private static List<WorkerReport> reports(WorkerLook wanted, int seconds) throws IOException {
    return new SparkWorkers(spark, Duration.ofSeconds(seconds)).look(wanted, Monitor.none());
  }

  @Test
  void eachWorkerSaysWhatItHasAndOneThatHangsIsNamed() throws Exception {
    ProcessHandle hung = cluster.executor();
    assertThat(reports(look, 120))
        .hasSize(2)
        .allSatisfy(
            report -> {
              assertThat(report.worker()).matches(LoopbackCluster.WORKER);
              assertThat(report.faults()).isEmpty();
              assertThat(report)
                  .isInstanceOfSatisfying(WorkerReport.Seen.class, SparkWorkersTest::assertWhole);
            })
        .extracting(WorkerReport::worker)
        .doesNotHaveDuplicates();
    LoopbackCluster.hang(hung);
    try {
      assertThat(reports(look, 20).stream().flatMap(report -> report.faults().stream()))
          .singleElement()
          .asString()
          .matches(
              "it (has not answered for \\d+ s and is given up|does not answer within 20 s): look"
                  + " at its log.*");
    } finally {
      hung.destroyForcibly();
    }
  }

  @Test
  void aWorkerThatIsKilledWhileItIsLookedAtIsNamedAtOnce() throws Exception {
    ProcessHandle killed = cluster.executor();
    Monitor killing =
        new QuietMonitor(
            work -> {},
            line -> {
              if (line.equals("looking at 2 executors")) {
                killed.destroyForcibly();
              }
            });
    List<WorkerReport> reports =
        new SparkWorkers(spark, Duration.ofSeconds(60)).look(look, killing);
    assertThat(reports)
        .filteredOn(report -> report instanceof WorkerReport.Unseen)
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.worker()).matches(LoopbackCluster.WORKER);
              assertThat(report.faults())
                  .singleElement()
                  .asString()
                  .matches("it is lost \\(.+\\): look at its log");
            });
    assertThat(reports)
        .filteredOn(report -> report instanceof WorkerReport.Seen)
        .isNotEmpty()
        .allSatisfy(report -> assertThat(report.faults()).isEmpty());
  }

  private static void assertWhole(WorkerReport.Seen seen) {
    assertThat(seen.dataset()).isEqualTo(Agreement.SAME);
    assertThat(seen.encoder()).isEqualTo(Agreement.NOT_CHECKED);
    assertThat(seen.machine().nextvec()).isEqualTo(Versioned.here());
    assertThat(seen.machine().libtorch()).matches("libtorch \\d+\\..*");
    assertThat(seen.machine().heapBytes()).isBetween(400L << 20, 500L << 20);
    assertThat(seen.machine().memoryBytes()).isPositive();
    assertThat(seen.machine().dataDiskBytes()).isPositive();
  }

  @Test
  void aWorkerOfAnotherVersionIsToldWithBoth() throws Exception {
    Versioned<WorkerLook> sent = new Versioned<>("0.0.1 (commit 0123456789ab)", new byte[0]);
    try (Cluster open = Cluster.of(Optional.of(spark), line -> {})) {
      CollectionAccumulator<LookTask.Answer> told = open.told();
      long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      open.runUntil(end, 1, new LookTask(sent, told), Monitor.none());
      assertThat(told.value())
          .singleElement()
          .satisfies(
              answer ->
                  assertThat(answer.report().faults())
                      .containsExactly(
                          "it runs Nextvec "
                              + Versioned.here()
                              + ", the driver Nextvec 0.0.1 (commit 0123456789ab): leave one"
                              + " version on its class path"));
    }
  }

  /** By the command: a table, a line for each fault, and exit code 1. */
  @Test
  void workersThatCannotTrainAreNamedByTheDoctor() throws Exception {
    Path log = folder.resolve("doctor.log");
    Process driver =
        cluster.driver(
            log,
            Map.of(
                "spark.executor.extraJavaOptions",
                "-Dnextvec.engine=plain",
                "spark.executorEnv.NEXTVEC_DATASET_CACHE",
                folder.resolve("small").toString(),
                "spark.executorEnv.NEXTVEC_DATASET_CACHE_LIMIT",
                "1k"),
            "data",
            "doctor",
            look.dataset(),
            "--context=3",
            "--device=cpu",
            "--threads=1");
    assertThat(driver.waitFor()).as(Files.readString(log)).isEqualTo(1);
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).filteredOn(line -> line.startsWith("ERROR ")).hasSize(4);
    assertThat(lines)
        .anyMatch(line -> line.startsWith("2 workers"))
        .anyMatch(line -> line.matches(LoopbackCluster.WORKER + " +none .* different +not checked"))
        .anyMatch(
            line ->
                line.matches(
                    "ERROR +"
                        + LoopbackCluster.WORKER
                        + ": it cannot use the dataset: hdfs:.*/data/looked\\.nv has .* may take"
                        + " 1,024: set NEXTVEC_DATASET_CACHE_LIMIT to more.*"))
        .anyMatch(
            line ->
                line.matches("ERROR +" + LoopbackCluster.WORKER + ": libtorch is left out by .*"));
  }
}
