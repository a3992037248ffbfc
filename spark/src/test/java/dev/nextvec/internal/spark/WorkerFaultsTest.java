package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.progress.Monitor;
import dev.nextvec.spark.SparkEncoding;
import dev.nextvec.text.EncodeJob;
import dev.nextvec.text.EncodeReport;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.EncoderChoice;
import dev.nextvec.text.PrecisionChoice;
import dev.nextvec.text.TinyNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An encoding on a real standalone Spark, one of whose workers has what the others have not. */
@Tag("slow")
@Timeout(600)
class WorkerFaultsTest {
  private static final int ROWS = 1024;
  private static final int SHARDS = 6;

  private static final List<String> SAID = new CopyOnWriteArrayList<>();

  @TempDir static Path folder;
  private static LoopbackCluster cluster;
  private static JavaSparkContext spark;
  private static SlowService service;
  private static Path corpus;

  @BeforeAll
  static void start() throws Exception {
    cluster = LoopbackCluster.shared();
    spark = cluster.spark();
    service = new SlowService();
    corpus = Files.createDirectory(folder.resolve("corpus"));
    StringBuilder novel = new StringBuilder();
    for (int i = 0; i < SHARDS * ROWS; i++) {
      novel.append("Sentence %d of a long, long story. ".formatted(i));
    }
    Files.writeString(corpus.resolve("novel.txt"), novel);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static EncodeJob job(Path target) {
    return EncodeJob.of(List.of(corpus.toString()), target)
        .withChunkChars(30)
        .withCache(Optional.empty())
        .withShardRows(OptionalLong.of(ROWS));
  }

  private static EncoderChoice encoder(String place, String model) {
    return new EncoderChoice(
        place, model, EncoderChoice.KEY_VARIABLE, "Authorization", 256, 0, PrecisionChoice.FLOAT32);
  }

  private static EncodeReport encode(String name, EncoderChoice encoder, Runnable whenCut)
      throws IOException {
    return encode(name, encoder, monitor(whenCut));
  }

  private static QuietMonitor monitor(Runnable whenCut) {
    return new QuietMonitor(
        work -> {
          if (work.equals("encode")) {
            whenCut.run();
          }
        },
        SAID::add);
  }

  private static EncodeReport encode(String name, EncoderChoice encoder, Monitor monitor)
      throws IOException {
    return new SparkEncoding(spark).encode(job(folder.resolve(name)), encoder, monitor);
  }

  private static void assertSameAsHere(String name, EncoderChoice choice) throws IOException {
    Path here = folder.resolve(name + "-here");
    try (Encoder encoder = choice.open(line -> {})) {
      job(here).run(encoder, progress -> {});
    }
    for (String file : names(here)) {
      assertThat(folder.resolve(name).resolve(file)).hasSameBinaryContentAs(here.resolve(file));
    }
    assertThat(names(folder.resolve(name))).isEqualTo(names(here));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Path work(String name) {
    return folder.resolve("." + name + ".encoding");
  }

  private static boolean hasFragments(Path work) {
    try {
      return names(work).stream().anyMatch(file -> file.contains(".part-"));
    } catch (IOException e) {
      return true; // one of them has just gone
    }
  }

  /** Whether the rest is done elsewhere depends on who asks for work first. */
  @Test
  void aDiskThatTakesNoMoreOnOneWorkerIsNamedWithItsFileAndWhatIsFinishedStays() throws Exception {
    EncoderChoice served = encoder(service.url(), "m");
    ProcessHandle full = cluster.executor();
    String line =
        LoopbackCluster.WORKER
            + ": writing .*\\.full\\.encoding/shard-\\d+\\.\\S+ failed: the disk .* takes no file"
            + " of this size, or this process may write none: see `ulimit -f`";
    try {
      encode("full", served, () -> LoopbackCluster.limitFiles(full, "1000"));
    } catch (IOException everyTryWasThere) {
      assertThat(everyTryWasThere).hasMessageMatching(line);
      assertThat(folder.resolve("full")).doesNotExist();
      LoopbackCluster.await(() -> !hasFragments(work("full")));
    } finally {
      LoopbackCluster.limitFiles(full, "unlimited");
    }
    assertThat(SAID).anyMatch(said -> said.matches(line + "; it is tried again"));
    if (Files.notExists(folder.resolve("full"))) {
      encode("full", served, () -> {});
    }
    assertSameAsHere("full", served);
  }

  @Test
  void anEncoderThatIsAnotherUnderTheSamePathIsNamedAndNotKeptOnceItIsMended() throws Exception {
    Path network = Files.createDirectory(folder.resolve("network"));
    TinyNetwork.write(network, true);
    EncoderChoice choice = encoder(network.toString(), "");
    Path model = network.resolve("model.onnx");
    byte[] wanted = Files.readAllBytes(model);
    assertThatThrownBy(() -> encode("mixed", choice, () -> alter(model, wanted)))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            LoopbackCluster.WORKER
                + ": its encoder `network` is not the `network` that the work was begun with: their"
                + " weights differ \\(sha256 \\w+ and \\w+\\)");
    assertThat(folder.resolve("mixed")).doesNotExist();
    Files.write(model, wanted);
    encode("mixed", choice, () -> {});
    assertSameAsHere("mixed", choice);
  }

  /** Gives the word that stands for all unknown ones another vector. */
  private static void alter(Path model, byte[] network) {
    ByteBuffer numbers = ByteBuffer.wrap(network.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (numbers.getFloat(at) != 2 || numbers.getFloat(at + Float.BYTES) != 0.5f) {
      at++;
    }
    try {
      Files.write(model, numbers.putFloat(at, -7).array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last task's first try waits for the service, and is ended when a second has done it. */
  @Test
  void aSecondCopyOfATaskThatTakesItsTimeChangesNoByteAndNoCountFalls() throws Exception {
    EncoderChoice served = encoder(service.url(), "m");
    List<Integer> copied = new CopyOnWriteArrayList<>();
    SparkListener copies =
        new SparkListener() {
          @Override
          public void onTaskStart(SparkListenerTaskStart start) {
            if (start.taskInfo().speculative()) {
              copied.add(start.taskInfo().partitionId());
            }
          }
        };
    QuietMonitor monitor = monitor(() -> {});
    cluster.spread();
    spark.sc().addSparkListener(copies);
    try {
      service.stallOnce("Sentence %d of a long, long story.".formatted(5 * ROWS + 900), 120_000);
      EncodeReport report = encode("copied", served, monitor);
      assertThat(report.encoded()).isEqualTo(SHARDS * ROWS);
    } finally {
      spark.sc().removeSparkListener(copies);
    }
    assertThat(copied).contains(SHARDS - 1);
    assertThat(monitor.done().get("encode")).isSorted().last().isNotEqualTo(0L);
    assertSameAsHere("copied", served);
  }

  /** By the command, without a second copy of what takes its time. */
  @Test
  void aWorkerThatHangsIsGivenUpByNameAndItsWorkIsDoneByAnother() throws Exception {
    service.delay(100);
    cluster.executor(); // waits until both are there
    Set<ProcessHandle> others = cluster.executors().stream().collect(Collectors.toSet());
    Path log = folder.resolve("hung.log");
    Process driver = driver(log, "hung");
    LoopbackCluster.await(
        () -> Files.exists(work("hung").resolve("shard-00000.json")) || !driver.isAlive());
    ProcessHandle hung =
        cluster.executors().stream().filter(each -> !others.contains(each)).findFirst().get();
    LoopbackCluster.hang(hung);
    try {
      assertThat(driver.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      hung.destroyForcibly();
      service.delay(0);
    }
    assertThat(driver.exitValue()).as(Files.readString(log)).isZero();
    assertThat(Files.readString(log).lines())
        .anyMatch(
            line ->
                line.matches(
                    ".*"
                        + LoopbackCluster.WORKER
                        + " has not answered for \\d+ s and is given up; what it was doing is begun"
                        + " again"));
    assertSameAsHere("hung", encoder(service.url(), "m"));
  }

  private static Process driver(Path log, String name) throws IOException {
    return cluster.driver(
        log,
        Map.of("spark.speculation", "false"),
        "data",
        "encode",
        corpus.toString(),
        "--out=" + folder.resolve(name),
        "--chunk-chars=30",
        "--shard-rows=1024",
        "--encoder=" + service.url(),
        "--encoder-model=m",
        "--encoder-batch=256");
  }
}
