package dev.nextvec.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.progress.Monitor;
import dev.nextvec.spark.SparkEncoding;
import dev.nextvec.text.DumpFile;
import dev.nextvec.text.EncodeJob;
import dev.nextvec.text.EncodeReport;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.EncoderChoice;
import dev.nextvec.text.ParquetFile;
import dev.nextvec.text.PrecisionChoice;
import dev.nextvec.text.TinyNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Encoding on a real standalone Spark, with speculative execution on. */
@Tag("slow")
@Timeout(600)
class ClusterTest {
  private static final int ROWS = 1024;

  /** Those that do not wait for the encoder, in the words of the display. */
  private static final Set<String> BRIEF_STAGES = Set.of("cut", "repeats");

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
    corpus = makeCorpus(folder.resolve("corpus"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /**
   * With files that hold many documents; more than a thousand files make two pieces, and the second
   * holds no text.
   */
  private static Path makeCorpus(Path corpus) throws IOException {
    Files.createDirectories(corpus);
    StringBuilder novel = new StringBuilder();
    for (int i = 0; i < 9 * ROWS; i++) {
      novel.append("Sentence %d of a long, long story. ".formatted(i % (6 * ROWS)));
    }
    Files.writeString(corpus.resolve("a-novel.txt"), novel);
    ParquetFile.write(
        corpus.resolve("b-rows.parquet"),
        ParquetFile.Codec.SNAPPY,
        2,
        ParquetFile.Column.of("text", ParquetFile.Values.TEXT, "A row.", null, "Another row."),
        ParquetFile.Column.of("kind", ParquetFile.Values.INT64, 1L, 2L, 3L));
    new DumpFile()
        .page(7, "Rhine", "The '''Rhine''' is a [[river]].{{stub}}")
        .redirect(8, "Rhein")
        .write(corpus.resolve("b-wiki.xml.bz2"));
    for (int i = 0; i < 1010; i++) {
      String text = i < 996 ? "# Page %d\n\nIts text is number %d.\n".formatted(i, i / 2) : "\n";
      Files.writeString(corpus.resolve("page-%04d.md".formatted(i)), text);
    }
    Files.writeString(corpus.resolve("picture.png"), "no text");
    return corpus;
  }

  private static EncodeJob job(Path input, Path target) {
    return EncodeJob.of(List.of(input.toString()), target)
        .withChunkChars(30)
        .withCache(Optional.empty())
        .withSkipBad(true)
        .withGroupCopies(true)
        .withShardRows(OptionalLong.of(ROWS));
  }

  private static EncodeJob job(String target) {
    return job(corpus, folder.resolve(target));
  }

  private static EncoderChoice served() {
    return new EncoderChoice(
        service.url(),
        "m",
        EncoderChoice.KEY_VARIABLE,
        "Authorization",
        256,
        0,
        PrecisionChoice.FLOAT32);
  }

  private static EncodeReport onSpark(EncodeJob job, EncoderChoice encoder) throws IOException {
    return new SparkEncoding(spark).encode(job, encoder, Monitor.none());
  }

  private static void assertSameAsHere(
      Path target, EncodeReport report, EncodeJob alone, EncoderChoice choice) throws IOException {
    EncodeReport here;
    try (Encoder encoder = choice.open(line -> {})) {
      here = alone.run(encoder, progress -> {});
    }
    assertThat(report.account()).isEqualTo(here.account());
    assertThat(report.chunks()).isEqualTo(here.chunks());
    Map<String, byte[]> wanted = files(alone.target());
    Map<String, byte[]> made = files(target);
    assertThat(made.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach((file, bytes) -> assertThat(made.get(file)).as(file).isEqualTo(bytes));
  }

  private static Map<String, byte[]> files(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(directory)) {
      for (Path file : list.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static boolean isFound(Path work, String ending) {
    if (!Files.isDirectory(work)) {
      return false;
    }
    try (Stream<Path> list = Files.list(work)) {
      return list.anyMatch(file -> file.toString().endsWith(ending));
    } catch (IOException e) {
      return false;
    }
  }

  /** The same in HDFS, where the name of the folder says which work it is of. */
  private static boolean isFoundThere(Path target, String ending) {
    String works = "." + target.getFileName() + ".encoding-*";
    try (DirectoryStream<Path> list = Files.newDirectoryStream(target.resolveSibling(""), works)) {
      for (Path work : list) {
        if (isFound(work, ending)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path there(String name) throws IOException {
    return Addresses.path(LoopbackHdfs.shared().address("made/" + name));
  }

  private static Path work(String name) {
    return folder.resolve("." + name + ".encoding");
  }

  /** One as each stage begins, or in it; the dataset is written to HDFS. */
  @Test
  void executorsThatDieInTheMiddleCostTheirTasksAndChangeNoByte() throws Exception {
    service.delay(150);
    Path target = there("killed");
    List<CompletableFuture<Void>> killed = new ArrayList<>();
    killed.add(cluster.killOneAfter(() -> isFoundThere(target, "shard-00001.json")));
    QuietMonitor killing =
        new QuietMonitor(
            stage -> {
              if (BRIEF_STAGES.contains(stage)) {
                killed.add(cluster.killOneAfter(() -> !cluster.executors().isEmpty()));
              }
            },
            line -> {});
    EncodeReport report =
        new SparkEncoding(spark)
            .encode(job(corpus, target).withGroupCopies(false), served(), killing);
    assertThat(killed).hasSize(3);
    for (CompletableFuture<Void> each : killed) {
      each.get();
    }
    service.delay(0);
    assertThat(report.chunks()).isGreaterThan(9 * ROWS);
    assertThat(killing.done().get("encode")).as("chunks that are done").isSorted();
    assertThat(report.encoded()).isLessThan(report.chunks());
    assertSameAsHere(target, report, job("alone").withGroupCopies(false), served());
    assertThat(Files.readString(target.resolve("documents.jsonl")))
        .contains("\"Rhine\"", "b-rows.parquet:3")
        .doesNotContain("b-rows.parquet:2", "Rhein");
  }

  /** By a network that every executor loads and runs. */
  @Test
  void oneDocumentOfOneChunkIsADatasetToo() throws IOException {
    Path network = Files.createDirectory(folder.resolve("tiny"));
    TinyNetwork.write(network, true);
    Path one = Files.createDirectory(folder.resolve("one"));
    Files.writeString(one.resolve("one.txt"), "the river runs.");
    Path target = folder.resolve("single");
    EncodeReport report = onSpark(job(one, target), tiny(network));
    assertThat(report.chunks()).isEqualTo(1);
    assertSameAsHere(target, report, job(one, folder.resolve("single-alone")), tiny(network));
  }

  /** Read and written by executors that are processes of their own. */
  @Test
  void aCorpusInHdfsGivesTheBytesOfItsCopyHereAlsoInHdfs() throws IOException {
    Path network = Files.createDirectory(folder.resolve("tiny-hdfs"));
    TinyNetwork.write(network, true);
    Path here = Files.createDirectory(folder.resolve("here"));
    Path there = Files.createDirectories(Addresses.path(LoopbackHdfs.shared().address("there")));
    for (String name : List.of("b-rows.parquet", "b-wiki.xml.bz2", "page-0001.md")) {
      Files.copy(corpus.resolve(name), here.resolve(name));
      Files.copy(corpus.resolve(name), there.resolve(name));
    }
    // Another dataset each time: its copy is not one that earlier tests left.
    Path fresh = here.resolve("z-fresh.md");
    Files.writeString(fresh, "# Now\n\nIt is %d.\n".formatted(System.nanoTime()));
    Files.copy(fresh, there.resolve("z-fresh.md"));
    Path target = there("of-hdfs");
    EncodeReport report = onSpark(job(there, target).withGroupCopies(false), tiny(network));
    assertThat(report.chunks()).isGreaterThan(3);
    EncodeJob copied = job(here, folder.resolve("of-copy")).withGroupCopies(false);
    assertSameAsHere(target, report, copied, tiny(network));
    assertOpened(target, folder.resolve("of-copy"));
  }

  /** By its address, once it is whole there. */
  private static void assertOpened(Path target, Path copy) throws IOException {
    Path shard = target.resolve("vectors-00000.npy");
    byte[] bytes = Files.readAllBytes(shard);
    Files.write(shard, Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> Dataset.open(target))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(shard + " is truncated: ");
    Files.write(shard, bytes);
    try (Dataset there = Dataset.open(target);
        Dataset here = Dataset.open(copy)) {
      assertThat(there.sha256()).isEqualTo(here.sha256());
      assertThat(there.path()).isEqualTo(target);
    }
    assertThatThrownBy(() -> Dataset.open(there("none.nv")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            there("none.nv")
                + " does not exist: a dataset is a directory with dataset.json, as `nextvec data"
                + " encode` writes it");
  }

  private static EncoderChoice tiny(Path network) {
    return new EncoderChoice(
        network.toString(),
        "",
        EncoderChoice.KEY_VARIABLE,
        "Authorization",
        32,
        0,
        PrecisionChoice.FLOAT32);
  }

  @Test
  void aDriverThatDiesLeavesFinishedFilesToTheNext() throws Exception {
    service.delay(150);
    Process driver = driver("orphan", Map.of());
    LoopbackCluster.await(
        () ->
            (isFound(work("orphan"), "shard-00000.json")
                    && isFound(work("orphan"), "shard-00001.json"))
                || !driver.isAlive());
    assertThat(driver.isAlive()).as(Files.readString(folder.resolve("orphan.log"))).isTrue();
    driver.destroyForcibly().waitFor();
    assertThat(folder.resolve("orphan")).doesNotExist();
    service.delay(0);
    EncodeReport report = onSpark(job("orphan"), served());
    assertThat(report.encoded()).isPositive().isLessThanOrEqualTo(6L * ROWS - 2 * ROWS + 1500);
    assertThat(folder.resolve("orphan/dataset.json")).exists();
    assertThat(work("orphan")).doesNotExist();
  }

  private static Process driver(String name, Map<String, String> more) throws IOException {
    return cluster.driver(
        folder.resolve(name + ".log"),
        more,
        "data",
        "encode",
        corpus.toString(),
        "--out=" + folder.resolve(name),
        "--chunk-chars=30",
        "--shard-rows=1024",
        "--skip-bad",
        "--group-copies",
        "--encoder=" + service.url(),
        "--encoder-model=m",
        "--encoder-batch=256");
  }

  /** What every jar says of itself, in a folder that workers read before the driver's jar. */
  @Test
  void aWorkerWithAnotherVersionIsNamedWithBoth() throws Exception {
    Path other = folder.resolve("other/dev/nextvec/provenance");
    Files.createDirectories(other);
    Files.writeString(other.resolve("commit.txt"), "0123456789ab");
    String classPath = folder.resolve("other") + ":" + System.getProperty("java.class.path");
    Process driver = driver("odd", Map.of("spark.executor.extraClassPath", classPath));
    assertThat(driver.waitFor()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("odd.log")).lines().toList().getLast())
        .matches(
            "nextvec: "
                + LoopbackCluster.WORKER
                + ": it runs Nextvec \\S+ \\(commit"
                + " 0123456789ab\\), the driver Nextvec \\S+ \\(commit [^)]+\\): leave one version"
                + " on its class path");
    assertThat(folder.resolve("odd")).doesNotExist();
  }

  @Test
  void aWorkerThatLacksTheEncoderIsNamedInOneLine() throws IOException {
    Path encoder = Files.createDirectory(folder.resolve("tiny-lost"));
    TinyNetwork.write(encoder, true);
    Monitor moving =
        new QuietMonitor(work -> move(work, encoder, folder.resolve("tiny-moved")), line -> {});
    assertThatThrownBy(() -> new SparkEncoding(spark).encode(job("lost"), tiny(encoder), moving))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(LoopbackCluster.WORKER + ": encoder .*tiny-lost is not a directory.*");
    assertThat(folder.resolve("lost")).doesNotExist();
  }

  /** When the driver has seen it, before any worker has. */
  private static void move(String work, Path encoder, Path away) {
    try {
      if (work.equals("encode")) {
        Files.move(encoder, away);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
