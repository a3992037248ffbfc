package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DatasetTest {
  @TempDir Path directory;
  private Path data;
  private Path cache;

  @BeforeEach
  void makeADatasetOfThreeDocuments() {
    data = NpyFiles.dataset(directory.resolve("data"), 4, 1, 7, 3, 8);
    cache = directory.resolve("cache");
  }

  private Dataset open() throws IOException {
    return Dataset.open(data, VectorHashes.in(cache), Progress.none());
  }

  private void refuses(String... said) {
    assertThatThrownBy(() -> open())
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(said)
        .hasMessageNotContaining("\n");
  }

  private void documents(String text) throws IOException {
    Files.writeString(data.resolve("documents.jsonl"), text);
  }

  @Test
  void opensADirectoryWithoutAManifest() throws Exception {
    try (Dataset dataset = open()) {
      assertThat(dataset.count()).isEqualTo(18);
      assertThat(dataset.dimension()).isEqualTo(4);
      assertThat(dataset.documents()).hasSize(3);
      assertThat(dataset.documentBoundariesKnown()).isTrue();
      assertThat(dataset.encoder()).isEmpty();
      assertThat(dataset.texts()).isEmpty();
      assertThat(dataset.windows(5).size()).isEqualTo(5);
      byte[] elements = NpyFiles.floats(NpyFiles.random(18, 4, 1));
      assertThat(dataset.vectorsSha256())
          .isEqualTo(
              HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(elements)));
    }
  }

  @Test
  void hasAnotherHashForOtherDocumentsButNotForOtherTitles() throws IOException {
    String hash = open().sha256();
    String table = Files.readString(data.resolve("documents.jsonl"));
    documents(table.replace("\"title\":\"\"", "\"title\":\"x\""));
    assertThat(open().sha256()).isEqualTo(hash);
    documents(table.replace("\"count\":8", "\"count\":7"));
    assertThat(open().sha256()).isNotEqualTo(hash);
    documents(table.replace("}", ",\"group\":\"one\"}"));
    assertThat(open().sha256()).isNotEqualTo(hash);
  }

  @Test
  void leavesRowsOfNoDocumentOut() throws IOException {
    documents("{\"id\":\"b\",\"first\":8,\"count\":10}\n");
    assertThat(open().windows(5).firstRow(0)).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"id":"a","first":0,"count":19}                                  | line 1: document `a` has rows 0 to 18 but there are only 18 vectors
          {"id":"a","first":9223372036854775807,"count":5}                 | there are only 18 vectors
          {"id":"a","first":0,"count":-1}                                  | `count` must be a whole number of at least 0 but is -1
          {"id":"a","first":0,"count":5}~{"id":"b","first":4,"count":5}    | line 2: document `b` begins at row 4 but the one before it ends at row 5
          {"id":"b","first":9,"count":5}~{"id":"a","first":0,"count":5}    | line 2: document `a` begins at row 0
          {"id":"a","first":0,"count":5}~{"id":"a","first":5,"count":5}    | line 2: id `a` occurs twice
          {"id":"a","first":0,"count":"5"}                                 | `count` must be a whole number of at least 0 but is the string "5"
          {"id":"a","first":0.5,"count":5}                                 | `first` must be a whole number of at least 0 but is 0.5
          {"first":0,"count":5}                                            | line 1: `id` must be there but is missing
          {"id":{"a":1},"first":0,"count":5}                               | `id` must be a string but is an object of 1
          {"id":"a","first":99999999999999999999,"count":5}                | `first` must be a whole number
          {"id":"a","id":"b","first":0,"count":5}                          | line 1 is not valid JSON: Duplicate field
          {"id":"a","first":0,"count":5} 7                                 | line 1 is not valid JSON: Trailing token
          {"id":"a","first":0,"count":5                                    | line 1 is not valid JSON
          [1]                                                              | line 1: it must be an object but is a list of 1
          {"id":                                                           | line 1 is not valid JSON
          ~                                                                | names no document
          """)
  void refusesADocumentTableThatCannotBe(String lines, String said) throws IOException {
    documents(lines.replace('~', '\n'));
    refuses("documents.jsonl", said);
  }

  @Test
  void refusesADirectoryThatLacksAFile() throws IOException {
    Files.delete(data.resolve("documents.jsonl"));
    refuses("documents.jsonl is missing");
    Files.delete(data.resolve("vectors.npy"));
    refuses("is not a dataset: it has no vectors.npy");
    data = directory.resolve("nowhere");
    refuses("nowhere does not exist");
    data = Files.writeString(directory.resolve("file"), "x");
    refuses("file is not a directory");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "format":"nextvec-dataset" | "format":"other"               | format `other`
          "version":1                | "version":3                    | has version 3
          "dimension":4              | "dimension":5                  | says `dimension` is 5 but the files beside it have 4
          "count":18                 | "count":17                     | says `count` is 17 but the files beside it have 18
          "dtype":"float32"          | "dtype":"float16"              | says `dtype` is float16
          "dtype":"float32"          | "dtype":"int8"                 | vector type `int8` is unknown
          "documents":3              | "documents":4                  | says `documents` is 4
          "vectors.npy"              | "../vectors.npy"               | is not named vectors.npy
          ["vectors.npy"]            | "vectors.npy"                  | `shards` must be a list but is the string
          ["vectors.npy"]            | [0]                            | `shards[0]` must be a string but is 0
          "documentBoundariesKnown":true | "documentBoundariesKnown":1 | `documentBoundariesKnown` must be true or false but is 1
          "documentBoundariesKnown":true | "documentBoundariesKnown":null | `documentBoundariesKnown` must be there but is null
          "documentBoundariesKnown":true | "encoder":"MiniLM"         | `encoder` must be an object but is the string "MiniLM"
          "documentBoundariesKnown":true | "encoder":null             | `encoder` must be there but is null
          "documentBoundariesKnown":true | "encoder":{"name":"x","probes":[]} | `encoder.weights_sha256` must be there but is missing
          "documentBoundariesKnown":true | "account":[]               | `account` must be an object
          "documents":3,             | "documents":"3",               | `documents` must be a whole number
          "documents":3,             | "documents":3.0,               | `documents` must be a whole number
          "dimension":4              | "dimension":4294967300         | `dimension` must be a whole number
          "sha256":"                 | "sha256":"0                    | is not a SHA-256
          """)
  void refusesAManifestThatDoesNotFit(String from, String to, String said) throws IOException {
    String manifest =
        """
        {"format":"nextvec-dataset","version":1,"dimension":4,"count":18,"dtype":"float32",
        "sha256":"%s","shards":["vectors.npy"],"documents":3,"documentBoundariesKnown":true}\
        """
            .formatted(open().vectorsSha256());
    Path file = data.resolve("dataset.json");
    Files.writeString(file, manifest);
    assertThat(open().count()).isEqualTo(18);
    Files.writeString(file, manifest.replace(from, to));
    refuses("dataset.json", said);
  }

  @Test
  void givesTheTextOfEveryRow() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 18; i++) {
      lines.append("{\"text\":\"chunk ").append(i).append(" — \\\"ä\\\"\"}\n");
    }
    Files.writeString(data.resolve("chunks.jsonl"), lines);
    assertThat(open().texts().orElseThrow().text(17)).isEqualTo("chunk 17 — \"ä\"");
    Files.delete(data.resolve("chunks.jsonl"));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(data.resolve("chunks.jsonl.gz")))) {
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
    Texts texts = open().texts().orElseThrow();
    assertThat(texts.text(0)).isEqualTo("chunk 0 — \"ä\"");
    assertThatThrownBy(() -> texts.text(18)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesTextsThatAreNotOnePerVectorOrCutOff() throws IOException {
    Files.writeString(data.resolve("chunks.jsonl"), "{\"text\":\"only one\"}\n");
    Texts texts = open().texts().orElseThrow();
    assertThatThrownBy(() -> texts.text(0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chunks.jsonl has 1 texts but there are 18 vectors");
    Files.delete(data.resolve("chunks.jsonl"));
    Files.write(data.resolve("chunks.jsonl.gz"), new byte[] {31, (byte) 139, 8, 0, 0});
    Texts damaged = open().texts().orElseThrow();
    assertThatThrownBy(() -> damaged.text(0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a complete gzip file");
  }

  @Test
  void keepsManyTextsInOrder() throws IOException {
    PackedStrings strings = new PackedStrings();
    for (int i = 0; i < 1000; i++) {
      strings.add("text " + i);
    }
    strings.seal();
    for (int i = 999; i >= 0; i -= 37) {
      assertThat(strings.get(i)).isEqualTo("text " + i);
    }
  }
}
