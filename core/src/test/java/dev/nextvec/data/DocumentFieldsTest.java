package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.OtherFields;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What else a line says of its document. */
class DocumentFieldsTest {
  private static final float[] ROWS = {1, 0, 0, 1, 1, 1, 2, 1, 1, 2, 1, 3, 2, 3};

  @TempDir Path folder;

  private static OtherFields of(String json) throws IOException {
    return OtherFields.of(JsonValue.parse(json, "a line"), Set.of("id", "text"));
  }

  private Path written(boolean grouped) throws IOException {
    Path target = folder.resolve("data-" + grouped);
    DatasetOptions options = DatasetOptions.of(2, VectorType.FLOAT32).withGroupCopies(grouped);
    try (DatasetWriter writer = DatasetWriter.create(target, options)) {
      writer.begin("a", "A", "a", Map.of("tag", List.of("x", "y"), "year", List.of("2024")));
      writer.add(List.of(), ROWS, 0, 7);
      writer.end();
      writer.begin("b", "B", "b");
      writer.add(List.of(), ROWS, 0, 7);
      writer.end();
      writer.finish();
    }
    return target;
  }

  @Test
  void textsNumbersTruthAndListsOfTheseAreKeptAsText() throws IOException {
    OtherFields found =
        of(
            "{\"id\":1,\"text\":\"t\",\"lang\":\"de\",\"year\":2024,\"draft\":false,"
                + "\"tags\":[\"a\",7],\"none\":null,\"nothing\":[]}");
    assertThat(found.kept())
        .containsOnly(
            Map.entry("lang", List.of("de")),
            Map.entry("year", List.of("2024")),
            Map.entry("draft", List.of("false")),
            Map.entry("tags", List.of("a", "7")));
    assertThat(found.leftOut()).isEmpty();
  }

  @Test
  void whatCannotBeKeptIsNamedWithTheReason() throws IOException {
    OtherFields found =
        of(
            "{\"group\":\"g\",\"document\":\"d\",\"count\":3,\"a=b\":1,\" \":1,\"o\":{\"x\":1},"
                + "\"l\":[[1]],\"n\":[null],\"long\":\""
                + "x".repeat(10_001)
                + "\"}");
    assertThat(found.kept()).isEmpty();
    assertThat(found.leftOut())
        .containsOnlyKeys("group", "document", "count", "a=b", " ", "o", "l", "n", "long");
    assertThat(found.leftOut().get("group")).contains("another meaning");
    assertThat(found.leftOut().get("o")).contains("object");
    assertThat(found.leftOut().get("long")).contains("10,000");
    assertThatThrownBy(() -> of("{\"a\":\"\\ud800\"}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("`a`")
        .hasMessageContaining("surrogate");
  }

  @Test
  void fieldsAreReadAsTheyWereWritten() throws IOException {
    for (boolean grouped : List.of(false, true)) {
      try (Dataset dataset = Dataset.open(written(grouped))) {
        assertThat(dataset.documents().getFirst().fields())
            .containsOnly(Map.entry("tag", List.of("x", "y")), Map.entry("year", List.of("2024")));
        assertThat(dataset.documents().getLast().fields()).isEmpty();
        assertThat(dataset.documents().getLast().group()).isEqualTo(grouped ? "a" : "b");
      }
    }
  }

  @Test
  void fieldsChangeNothingThatAResultDependsOn() throws IOException {
    Path plain = folder.resolve("plain");
    try (DatasetWriter writer =
        DatasetWriter.create(plain, DatasetOptions.of(2, VectorType.FLOAT32))) {
      for (String id : List.of("a", "b")) {
        writer.append(id, id, id, List.of(), ROWS);
      }
      writer.finish();
    }
    try (Dataset with = Dataset.open(written(false));
        Dataset without = Dataset.open(plain)) {
      assertThat(with.sha256()).isEqualTo(without.sha256());
    }
  }

  @Test
  void anImportKeepsThemAndSaysWhatItLeavesOut() throws IOException {
    Path again = folder.resolve("again");
    DatasetImport.run(written(false), again, ImportOptions.defaults(), Progress.none());
    try (Dataset dataset = Dataset.open(again)) {
      assertThat(dataset.documents().getFirst().fields()).containsKeys("tag", "year");
    }
    Path table = folder.resolve("table.jsonl");
    Files.writeString(
        table,
        """
        {"id":"a","first":0,"count":7,"lang":"de","meta":{"x":1}}
        {"id":"b","first":7,"count":7,"meta":[{}],"document":"d"}
        """);
    ImportReport report =
        DatasetImport.run(
            again.resolve("vectors.npy"),
            folder.resolve("third"),
            ImportOptions.defaults().withDocuments(table),
            Progress.none());
    assertThat(report.warnings())
        .anyMatch(line -> line.contains("object") && line.contains("`meta` of 2"))
        .anyMatch(line -> line.contains("another meaning") && line.contains("`document` of 1"));
    try (Dataset dataset = Dataset.open(folder.resolve("third"))) {
      assertThat(dataset.documents().getFirst().fields())
          .containsOnly(Map.entry("lang", List.of("de")));
      assertThat(dataset.account().notes()).anyMatch(line -> line.contains("`meta` of 2"));
    }
  }
}
