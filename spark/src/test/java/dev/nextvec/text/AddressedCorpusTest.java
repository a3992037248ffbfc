package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.spark.LoopbackHdfs;
import dev.nextvec.progress.Progress;
import dev.nextvec.text.ParquetFile.Codec;
import dev.nextvec.text.ParquetFile.Column;
import dev.nextvec.text.ParquetFile.Values;
import dev.nextvec.vector.VectorType;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

  private static EncodeJob job(List<String> inputs, String name) {
    return new EncodeJob(
        inputs,
        folder.resolve(name),
        30,
        Locale.ENGLISH,
        VectorType.FLOAT32,
        Optional.empty(),
        false,
        false,
        true,
        false,
        OptionalLong.of(1024));
  }

  private static Map<String, byte[]> files(String name) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(folder.resolve(name))) {
      for (Path file : list.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  /** In parts of a thousand bytes, by processes that are told by a file what to read. */
  @Test
  void textLinesRowsAndPagesInPartsGiveTheSameBytes() throws IOException {
    EncodeReport alone =
        job(List.of(corpus.toString()), "alone").run(new FakeEncoder(), progress -> {});
    EncodeJob job = job(List.of(there), "shared");
    FakeEncoder encoder = new FakeEncoder();
    Corpus found = Corpus.find(job.inputs());
    EncodeReport shared;
    try (SharedEncoding encoding =
        SharedEncoding.begin(job, found, PIECE_BYTES, encoder.fingerprint(), 3)) {
      SharedWork work = SharedWork.open(encoding.folder());
      assertThat(encoding.pieces()).hasSizeGreaterThan(10);
      for (int piece : encoding.pieces()) {
        work.cut(piece);
      }
      encoding.plan();
      for (int shard : encoding.shards()) {
        work.encode(shard, encoder, done -> {});
      }
      for (int shard : encoding.unfilled()) {
        work.fill(shard);
      }
      shared = encoding.finish(Progress.none());
    }
    assertThat(shared.account()).isEqualTo(alone.account());
    Map<String, byte[]> wanted = files("alone");
    Map<String, byte[]> made = files("shared");
    assertThat(made.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach((file, bytes) -> assertThat(made.get(file)).as(file).isEqualTo(bytes));
    assertThat(new String(made.get("documents.jsonl"), StandardCharsets.UTF_8))
        .contains("caf\u00e9 100% one.md", "rows.parquet:2", "Page 299");
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
      EncodeJob job = job(List.of(here), "told");
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
