package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nextvec.progress.Progress;
import dev.nextvec.text.ParquetFile.Codec;
import dev.nextvec.text.ParquetFile.Column;
import dev.nextvec.text.ParquetFile.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large files whose parts many processes read, each for itself. */
class SplitFilesTest {
  private static final long PIECE_BYTES = 1000;

  @TempDir Path folder;
  private Path corpus;
  private int cut;

  @BeforeEach
  void makeCorpus() throws IOException {
    corpus = Files.createDirectory(folder.resolve("corpus"));
    Corpora.write(corpus, "a.txt", "A short text before all others.");
    Object[] texts = new Object[2000];
    Object[] ids = new Object[2000];
    Arrays.setAll(texts, i -> i % 31 == 0 ? null : "Row %d of the table says so.".formatted(i));
    Arrays.setAll(ids, i -> "row-" + i);
    ParquetFile.write(
        corpus.resolve("b.parquet"),
        Codec.SNAPPY,
        64,
        Column.of("id", Values.TEXT, ids),
        Column.of("text", Values.TEXT, texts));
    DumpFile dump = new DumpFile();
    for (int i = 0; i < 600; i++) {
      String text = "'''Page %d''' is [[page|number]] %d.{{stub}} It ends.".formatted(i, i / 3);
      switch (i) {
        case 30, 333 -> dump.redirect(5000 + i, "Old " + i);
        case 250 -> dump.page(5000 + i, "Talk", 1, "", "wikitext", "Talk.");
        case 400 -> dump.page(5000 + i, "Empty", "{{stub}}");
        case 550 -> dump.page(5000 + i, "Tangled", "{{a|".repeat(300));
        case 590 -> dump.page(5000 + i, "Data", 0, "", "json", "{}");
        default -> dump.page(5000 + i, "Page " + i, text);
      }
    }
    byte[] xml = dump.xml().getBytes(StandardCharsets.UTF_8);
    Files.write(corpus.resolve("d.xml.bz2"), DumpFile.bzip2(xml, 1));
    Files.write(
        corpus.resolve("c.xml"),
        dump.xml().replace("<id>5", "<id>6").getBytes(StandardCharsets.UTF_8));
    Corpora.write(corpus, "e.jsonl", "{\"text\":\"A last line.\"}\n");
  }

  private EncodeJob job(String name, boolean skipBad) {
    return EncodeJob.of(List.of(corpus.toString()), folder.resolve(name))
        .withChunkChars(30)
        .withCache(Optional.empty())
        .withOverwrite(true)
        .withSkipBad(skipBad)
        .withShardRows(OptionalLong.of(1024));
  }

  private EncodeReport shared(String name, boolean skipBad, int killedAfter) throws IOException {
    EncodeJob job = job(name, skipBad);
    FakeEncoder encoder = new FakeEncoder();
    try (SharedEncoding encoding =
        SharedEncoding.begin(job, job.found(), PIECE_BYTES, encoder.fingerprint(), 3)) {
      SharedWork work = SharedWork.open(encoding.folder());
      List<Integer> pieces = new ArrayList<>(encoding.pieces());
      Collections.reverse(pieces);
      for (int piece : pieces) {
        if (cut == killedAfter) {
          throw new IOException("killed");
        }
        work.cut(piece);
        cut++;
      }
      encoding.plan();
      for (int shard : encoding.shards()) {
        work.encode(shard, encoder, done -> {});
      }
      for (int shard : encoding.unfilled()) {
        work.fill(shard);
      }
      return encoding.finish(Progress.none());
    }
  }

  private void assertSameAsAlone(EncodeReport report, String name, boolean skipBad)
      throws IOException {
    EncodeReport alone = job("alone", skipBad).run(new FakeEncoder(), progress -> {});
    assertThat(report.account()).isEqualTo(alone.account());
    Map<String, byte[]> wanted = files(folder.resolve("alone"));
    Map<String, byte[]> made = files(folder.resolve(name));
    assertThat(made.keySet()).isEqualTo(wanted.keySet()).hasSizeGreaterThan(4);
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

  @Test
  void partsOfTablesAndDumpsMakeTheBytesThatOneProcessMakes() throws IOException {
    EncodeReport report = shared("shared", false, Integer.MAX_VALUE);
    assertThat(report.documents()).isGreaterThan(2900);
    assertSameAsAlone(report, "shared", false);
  }

  @Test
  void whoGoesOnAfterAKilledProcessMakesTheSameBytes() throws IOException {
    assertThat(catchThrowable(() -> shared("shared", false, 5))).hasMessage("killed");
    assertThat(folder.resolve("shared")).doesNotExist();
    EncodeReport report = shared("shared", false, Integer.MAX_VALUE);
    int together = cut;
    assertSameAsAlone(report, "shared", false);
    cut = 0;
    shared("other", false, Integer.MAX_VALUE);
    assertThat(cut).isEqualTo(together).isGreaterThan(15);
  }

  @Test
  void aFileThatIsBadInOnePartIsLeftOutAsAWhole() throws IOException {
    byte[] table = Files.readAllBytes(corpus.resolve("b.parquet"));
    Arrays.fill(table, table.length / 2, table.length / 2 + 300, (byte) 0x55);
    Files.write(corpus.resolve("b.parquet"), table);
    byte[] dump = Files.readAllBytes(corpus.resolve("d.xml.bz2"));
    Files.write(corpus.resolve("d.xml.bz2"), Arrays.copyOf(dump, dump.length - 6));
    assertThat(catchThrowable(() -> shared("strict", false, Integer.MAX_VALUE)))
        .hasMessageContaining("b.parquet");
    EncodeReport report = shared("shared", true, Integer.MAX_VALUE);
    assertThat(report.skippedFiles()).isZero();
    Map<String, byte[]> made = files(folder.resolve("shared"));
    String documents = new String(made.get("documents.jsonl"), StandardCharsets.UTF_8);
    assertThat(documents).contains("\"6001\"").doesNotContain("row-", "\"5001\"");
  }
}
