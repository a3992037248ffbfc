package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.spark.LoopbackHdfs;
import dev.nextvec.progress.Progress;
import dev.nextvec.text.ParquetFile.Codec;
import dev.nextvec.text.ParquetFile.Column;
import dev.nextvec.text.ParquetFile.Values;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A corpus in a real HDFS gives the dataset that its copy on this machine gives. */
@Tag("slow")
class AddressedCorpusTest {
  private static final long PIECE_BYTES = 1000;

  @TempDir static Path folder;
  private static Path corpus;
  private static String there;

  @BeforeAll
  static void makeCorpus() throws IOException {
    corpus = Files.createDirectory(folder.resolve("corpus"));
    Corpora.write(corpus, "a/short.txt", "A short text before all others.");
    Corpora.write(corpus, "a/long.txt.gz", "It is said again and again. ".repeat(500));
    Corpora.write(
        corpus, "a/caf\u00e9 100% one.md", "# A title\n\nThe odd name changes nothing.\n");
    Corpora.write(corpus, "page.html", "<html><body><p>A page of text.</p></body></html>");
    Corpora.write(corpus, "b/main.adoc", "= Main\n\nBefore it.\n\ninclude::part/one.adoc[]\n");
    Corpora.write(corpus, "b/part/one.adoc", "Included.\n\ninclude::two.adoc[]\n");
    Corpora.write(corpus, "b/part/two.adoc", "Included by what is included.\n");
    Corpora.write(
        corpus, "lines.jsonl", "{\"id\":\"x\",\"text\":\"One line.\"}\n{\"text\":\"Another.\"}\n");
    Corpora.write(corpus, ".hidden.txt", "Never read.");
    Corpora.write(corpus, "picture.png", "no text");
    Object[] texts = new Object[2000];
    Arrays.setAll(texts, i -> i % 31 == 0 ? null : "Row %d of the table says so.".formatted(i));
    ParquetFile.write(
        corpus.resolve("rows.parquet"), Codec.SNAPPY, 64, Column.of("text", Values.TEXT, texts));
    DumpFile dump = new DumpFile();
    for (int i = 0; i < 300; i++) {
      dump.page(5000 + i, "Page " + i, "'''Page %d''' is [[page|number]] %d.".formatted(i, i));
    }
    byte[] xml = dump.xml().getBytes(StandardCharsets.UTF_8);
    Files.write(corpus.resolve("wiki.xml.bz2"), DumpFile.bzip2(xml, 1));
    Corpora.write(
        corpus, "z.html", "<html><body><p>A short text before all others.</p></body></html>");
    Files.writeString(corpus.resolve("wiki.xml"), dump.xml().replace("<id>5", "<id>6"));
    there = LoopbackHdfs.shared().address("corpus \u00e9");
    copy(corpus, Addresses.path(there));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static EncodeJob job(List<String> inputs, Path target) {
    return job(inputs, target, false);
  }

  private static EncodeJob job(List<String> inputs, Path target, boolean overwrite) {
    return EncodeJob.of(inputs, target)
        .withChunkChars(30)
        .withCache(Optional.empty())
        .withOverwrite(overwrite)
        .withShardRows(OptionalLong.of(1024));
  }

  private static EncodeReport alone() throws IOException {
    Path target = folder.resolve("alone");
    return job(List.of(corpus.toString()), target, true).run(new FakeEncoder(), progress -> {});
  }

  private static Map<String, byte[]> files(Path made) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(made)) {
      for (Path file : list.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  /** In parts of a thousand bytes, by processes that are told by a file what to read. */
  @Test
  void textLinesRowsAndPagesInPartsGiveTheSameBytes() throws IOException {
    EncodeJob job = job(List.of(there), folder.resolve("shared"));
    EncodeReport shared;
    try (SharedEncoding encoding = begin(job)) {
      assertThat(encoding.pieces()).hasSizeGreaterThan(10);
      work(encoding);
      shared = encoding.finish(Progress.none());
    }
    assertSameAsAlone(job.target(), shared);
    assertThat(Files.readString(job.target().resolve("documents.jsonl")))
        .contains("caf\u00e9 100% one.md", "rows.parquet:2", "Page 299");
  }

  private static void assertSameAsAlone(Path target, EncodeReport report) throws IOException {
    assertThat(report.account()).isEqualTo(alone().account());
    Map<String, byte[]> wanted = files(folder.resolve("alone"));
    Map<String, byte[]> made = files(target);
    assertThat(made.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach((file, bytes) -> assertThat(made.get(file)).as(file).isEqualTo(bytes));
  }

  private static SharedEncoding begin(EncodeJob job) throws IOException {
    return SharedEncoding.begin(
        job, Corpus.find(job.inputs()), PIECE_BYTES, new FakeEncoder().fingerprint(), 3);
  }

  /** All that is still to be done but putting it together. */
  private static void work(SharedEncoding encoding) throws IOException {
    SharedWork work = SharedWork.open(encoding.folder());
    for (int piece : encoding.pieces()) {
      work.cut(piece);
    }
    encoding.plan();
    for (int shard : encoding.shards()) {
      work.encode(shard, new FakeEncoder(), done -> {});
    }
    for (int shard : encoding.unfilled()) {
      work.fill(shard);
    }
  }

  /**
   * In HDFS; the first had put the first file in its place, and since another lost its end, and
   * others what was in them, but not their length.
   */
  @Test
  void whoIsKilledWhileADatasetIsPutTogetherShowsNothingAndTheNextGoesOn() throws IOException {
    Path target = Addresses.path(LoopbackHdfs.shared().address("made/together"));
    EncodeJob job = job(List.of(there), target);
    Path folder;
    try (SharedEncoding first = begin(job)) {
      folder = first.folder();
      work(first);
    }
    Path second = folder.resolve("shard-00001.npy");
    byte[] whole = Files.readAllBytes(second);
    Files.createDirectory(folder.resolve("dataset"));
    Files.move(folder.resolve("shard-00000.npy"), folder.resolve("dataset/vectors-00000.npy"));
    Files.write(second, Arrays.copyOf(whole, whole.length - 1));
    assertThat(blank(folder, "shard-00002.npy")).isOne();
    assertThat(blank(folder, "*.filled.npy")).isPositive();
    assertThat(target).doesNotExist();
    EncodeReport report;
    try (SharedEncoding next = begin(job)) {
      assertThat(next.folder()).isEqualTo(folder);
      assertThat(next.pieces()).isEmpty();
      next.plan();
      assertThat(next.shards()).containsExactly(1, 2);
      work(next);
      report = next.finish(Progress.none());
    }
    assertSameAsAlone(target, report);
    assertThat(folder).doesNotExist();
    assertThatThrownBy(() -> begin(job))
        .isInstanceOf(IOException.class)
        .hasMessage(target + " exists: choose another name, or remove it");
  }

  private static int blank(Path folder, String names) throws IOException {
    int files = 0;
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, names)) {
      for (Path file : found) {
        Files.write(file, new byte[Math.toIntExact(Files.size(file))]);
        files++;
      }
    }
    return files;
  }

  @Test
  void anotherWorkForADatasetAtAnAddressHasAFolderOfItsOwnAndTakesTheOldOneAway()
      throws IOException {
    Path target = Addresses.path(LoopbackHdfs.shared().address("made/other[1]{"));
    EncodeJob job = job(List.of(there + "/lines.jsonl"), target);
    Path old;
    try (SharedEncoding first = begin(job)) {
      old = first.folder();
      work(first);
      assertThat(first.discarded()).isZero();
    }
    String hash = "0".repeat(64);
    Path like = old.resolveSibling(".other1.encoding-" + hash);
    Path longer = old.resolveSibling(".other[1]{.encoding-b.encoding-" + hash);
    Files.createDirectory(like);
    Files.createDirectory(longer);
    try (SharedEncoding other = begin(job(List.of(there + "/page.html"), target))) {
      assertThat(other.folder()).isNotEqualTo(old);
      assertThat(other.discarded()).isOne();
      assertThat(old).doesNotExist();
      assertThat(like).exists();
      assertThat(longer).exists();
      assertThat(other.pieces()).isNotEmpty();
      assertThatThrownBy(() -> SharedWork.open(old))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("job.json is not there: another command for the same dataset");
    }
    assertThatThrownBy(() -> begin(job.withGroupCopies(true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("`--group-copies` is not possible at an address");
    assertThatThrownBy(() -> begin(job(job.inputs(), target, true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("`--overwrite` is not possible at an address");
  }

  @Test
  void filesOfThisMachineAsHadoopSeesThemAreToldByTheirNames() throws IOException {
    String here = "file://" + corpus;
    Corpus found = Corpus.find(List.of(here));
    Corpus own = Corpus.find(List.of(corpus.toString()));
    assertThat(found.files())
        .extracting(file -> file.path().toString())
        .contains(here + "/a/caf\u00e9 100% one.md");
    for (Corpus each : List.of(found, own)) {
      EncodeJob job = job(List.of(here), folder.resolve("told"));
      Path file = folder.resolve("told.json");
      WorkSettings settings =
          WorkSettings.of(job, each, PIECE_BYTES, 3, new FakeEncoder().fingerprint(), 2);
      Files.writeString(file, settings.toJson().toString());
      assertThat(WorkSettings.read(file)).isEqualTo(settings);
    }
    assertThat(Corpus.find(List.of("file:" + corpus + "/**/*.md")).files())
        .extracting(each -> each.path().toString())
        .containsExactly(here + "/a/caf\u00e9 100% one.md");
  }

  @Test
  void patternsAndSingleFilesAreFoundAndNamedByTheirAddress() throws IOException {
    assertThat(Corpus.find(List.of(there + "/*.jsonl", there + "/a/short.txt")).files())
        .extracting(CorpusFile::id)
        .containsExactly(there + "/lines.jsonl", there + "/a/short.txt");
    assertThat(Corpus.find(List.of(there + "/**/*.txt*")).files())
        .extracting(CorpusFile::id)
        .containsExactly(there + "/a/long.txt.gz", there + "/a/short.txt");
    assertThatThrownBy(() -> Corpus.find(List.of(there + "/none.txt")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage(there + "/none.txt does not exist");
  }
}
