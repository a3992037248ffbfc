package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Account;
import dev.nextvec.data.Step;
import dev.nextvec.progress.Progress;
import dev.nextvec.text.ParquetFile.Codec;
import dev.nextvec.text.ParquetFile.Column;
import dev.nextvec.text.ParquetFile.Values;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetRowsTest {
  private static final Column TEXTS =
      Column.of("text", Values.TEXT, "The river runs.", null, "Über die Brücke.\n\nIt goes on.");

  @TempDir Path folder;

  private Path write(String name, Column... columns) throws IOException {
    return ParquetFile.write(folder.resolve(name), Codec.SNAPPY, 2, columns);
  }

  private static List<SourceDocument> read(Corpus corpus, List<Account> account)
      throws IOException {
    try (DocumentReader reader = corpus.checked(Progress.none()).read()) {
      List<SourceDocument> documents = new ArrayList<>();
      for (Optional<SourceDocument> next = reader.next(); next.isPresent(); next = reader.next()) {
        documents.add(next.get());
      }
      assertThat(reader.bytesRead()).isEqualTo(corpus.totalBytes());
      account.add(reader.tallies().account());
      return documents;
    }
  }

  private static List<SourceDocument> read(Path file, Columns columns) throws IOException {
    Corpus corpus = Corpus.find(List.of(file.toString())).withColumns(columns);
    return read(corpus, new ArrayList<>());
  }

  private static Columns columns(String text, String id, String title) {
    return new Columns(Optional.of(text), Optional.of(id), Optional.of(title));
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void aRowIsADocumentHoweverItsPagesArePacked(Codec codec) throws IOException {
    Path file =
        ParquetFile.write(
            folder.resolve("a.parquet"),
            codec,
            2,
            Column.of("body", Values.TEXT, "One.", "Two.", "Three.\n\nAnd more."),
            Column.of("number", Values.INT64, 7L, 8L, 9L),
            Column.of("name", Values.TEXT, "First", null, "Third"));
    assertThat(read(file, columns("body", "number", "name")))
        .containsExactly(
            new SourceDocument("7", "First", List.of("One.")),
            new SourceDocument("8", "", List.of("Two.")),
            new SourceDocument("9", "Third", List.of("Three.", "And more.")));
  }

  @Test
  void rowsWithoutAnIdAreCalledByTheirNumberAndThoseWithoutATextAreCountedByName()
      throws IOException {
    write("a.parquet", TEXTS);
    write("b.parquet", Column.of("text", Values.TEXT, "One more file."));
    List<Account> account = new ArrayList<>();
    assertThat(read(Corpus.find(List.of(folder.toString())), account))
        .extracting(SourceDocument::id)
        .containsExactly("a.parquet:1", "a.parquet:3", "b.parquet:1");
    var documents = account.getFirst().stage(Step.DOCUMENTS).orElseThrow();
    assertThat(documents.in()).isEqualTo(4);
    assertThat(documents.leftOut("no text").orElseThrow().names()).containsExactly("a.parquet:2");
  }

  @Test
  void readsWhatALineOfJsonlWithTheSameWordsSays() throws IOException {
    Path rows =
        write(
            "a.parquet",
            Column.of("id", Values.TEXT, "x", "y"),
            Column.of("title", Values.TEXT, "The X", null),
            Column.of("text", Values.TEXT, "Words of x.", "Words of y."),
            Column.of("lang", Values.TEXT, "de", null),
            Column.of("year", Values.INT32, 1999, 2004),
            Column.of("score", Values.DOUBLE, .5, null),
            Column.of("free", Values.BOOLEAN, true, false));
    Path lines =
        Corpora.write(
            folder,
            "a.jsonl",
            "{\"id\":\"x\",\"title\":\"The X\",\"text\":\"Words of"
                + " x.\",\"lang\":\"de\",\"year\":1999,\"score\":0.5,\"free\":true}\n"
                + "{\"id\":\"y\",\"text\":\"Words of y.\",\"year\":2004,\"free\":false}\n");
    assertThat(Corpora.read(rows)).isEqualTo(Corpora.read(lines));
  }

  @Test
  void columnsThatNothingCanFilterByAreNamedAndNotRead() throws IOException {
    write(
        "a.parquet",
        TEXTS,
        Column.of("meta.lang", Values.TEXT, "de", "en", "fr"),
        Column.of("picture", Values.BYTES, "a", "b", "c"),
        Column.of("chunks", Values.TEXT, "a", "b", "c"),
        Column.of("kind", Values.TEXT, "k", "k", "k"));
    List<Account> account = new ArrayList<>();
    assertThat(read(Corpus.find(List.of(folder.toString())), account))
        .extracting(SourceDocument::fields)
        .containsOnly(Map.of("kind", List.of("k")));
    assertThat(account.getFirst().notes())
        .anyMatch(note -> note.contains("`meta`") && note.contains("a nested column"))
        .anyMatch(note -> note.contains("`picture`") && note.contains("bytes"))
        .anyMatch(note -> note.contains("`chunks`") && note.contains("rename it"));
  }

  @Test
  void aColumnThatIsMissingOrOfAnotherTypeIsNamedWithWhatThereIs() throws IOException {
    Path file =
        write(
            "a.parquet",
            Column.of("body", Values.TEXT, "One."),
            Column.of("score", Values.DOUBLE, 1.5),
            Column.of("meta.text", Values.TEXT, "One."));
    assertThatThrownBy(() -> read(file, Columns.standard()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.parquet has no column `text`: it has body, score, meta")
        .hasMessageContaining("text-column");
    assertThatThrownBy(() -> read(file, columns("score", "body", "body")))
        .hasMessageContaining("column `score` is of type DOUBLE, not a text");
    assertThatThrownBy(() -> read(file, columns("meta", "body", "body")))
        .hasMessageContaining("column `meta` is a nested column, not a text");
    assertThatThrownBy(() -> read(file, columns("body", "score", "body")))
        .hasMessageContaining("column `score` is of type DOUBLE, not a text or a whole number")
        .hasMessageContaining("id-column");
    assertThatThrownBy(() -> read(file, columns("body", "body", "none")))
        .hasMessageContaining("no column `none`")
        .hasMessageContaining("title-column");
  }

  @Test
  void textThatIsNotUtf8AndIdsThatRepeatAreRefusedByTheirRow() throws IOException {
    Path latin =
        write("a.parquet", Column.of("text", Values.BYTES, "Good.", new byte[] {'B', (byte) 0xe4}));
    assertThatThrownBy(() -> Corpora.read(latin))
        .hasMessageContaining("a.parquet:2: column `text` holds bytes that are not UTF-8");
    Path twice = write("b.parquet", TEXTS, Column.of("id", Values.TEXT, "x", "y", "x"));
    assertThatThrownBy(() -> Corpora.read(twice))
        .hasMessageContaining("b.parquet:3: two documents have the id `x`");
  }

  @Test
  void filesThatAreEmptyCutOffOrNoParquetAreRefusedOrLeftOutByName() throws IOException {
    Path good = write("a.parquet", TEXTS);
    Path empty = Files.createFile(folder.resolve("b.parquet"));
    Path cut = Files.copy(good, folder.resolve("c.parquet"));
    try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 5);
    }
    Path other = Corpora.write(folder, "d.parquet", "This is not Parquet but a text.");
    Path damaged = Files.copy(good, folder.resolve("e.parquet"));
    byte[] bytes = Files.readAllBytes(damaged);
    Arrays.fill(bytes, 4, 40, (byte) 0x55);
    Files.write(damaged, bytes);
    for (Path bad : List.of(empty, cut, other, damaged)) {
      assertThatThrownBy(() -> Corpora.read(bad))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(bad.getFileName().toString())
          .hasMessageNotContaining("\n");
    }
    Corpus lenient = Corpus.find(List.of(folder.toString()), true).checked(Progress.none());
    assertThat(lenient.files()).extracting(CorpusFile::id).containsExactly("a.parquet");
    assertThat(lenient.found().count(Corpus.UNREADABLE)).isEqualTo(4);
  }

  @Test
  void columnsThatNoFileHasAreRefusedInsteadOfHavingNoEffect() throws IOException {
    String file = Corpora.write(folder, "a.txt", "Words.").toString();
    EncodeJob job = EncodeJob.of(List.of(file), folder.resolve("out"));
    assertThatThrownBy(() -> job.withColumns(columns("body", "id", "title")).found())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name columns of Parquet, and no file in " + file);
    assertThat(job.found().files()).hasSize(1);
  }

  @Test
  void aFileOfNoRowsAndAZippedOneAreNoCorpus() throws IOException {
    Path none = write("none.parquet", Column.of("text", Values.TEXT));
    assertThat(Corpora.read(none)).isEmpty();
    Path zipped = Files.copy(none, folder.resolve("none.parquet.gz"));
    assertThatThrownBy(() -> Corpus.find(List.of(zipped.toString())))
        .hasMessageContaining("cannot be read as text");
  }

  @Test
  void partsOfAFileGiveTogetherWhatTheWholeGives() throws IOException {
    Object[] texts = new Object[500];
    Arrays.setAll(texts, i -> "Row number %d says so.".formatted(i));
    Path path =
        ParquetFile.write(
            folder.resolve("a.parquet"), Codec.ZSTD, 7, Column.of("text", Values.TEXT, texts));
    CorpusFile file = Corpus.find(List.of(path.toString())).files().getFirst();
    for (int parts : List.of(2, 3, 64)) {
      List<String> ids = new ArrayList<>();
      for (int part = 0; part < parts; part++) {
        Reading reading = new Reading(false, true, Columns.standard());
        FileIds found =
            FileIds.read(
                new FilePart(file, part, parts),
                reading,
                new java.util.concurrent.atomic.AtomicLong(),
                Progress.none());
        assertThat(found.problem()).isEmpty();
        found.found().forEach(id -> ids.add(id.id()));
      }
      assertThat(ids)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, 500).mapToObj(i -> path + ":" + i).toList());
    }
  }
}
