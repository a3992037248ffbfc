package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MeasuredIdentityTest {
  @TempDir Path directory;
  private Path data;
  private Path vectors;
  private Path cache;
  private int hashed;

  @BeforeEach
  void writeADatasetWithTexts() throws IOException {
    data = directory.resolve("data");
    vectors = data.resolve("vectors.npy");
    cache = directory.resolve("cache");
    write(data, 1);
  }

  private static void write(Path target, long seed) throws IOException {
    DatasetOptions options = DatasetOptions.of(4, VectorType.FLOAT32);
    try (DatasetWriter writer = DatasetWriter.create(target, options)) {
      for (String id : List.of("a", "b")) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          texts.add("chunk " + i + " of " + id);
        }
        writer.append(id, "Title", id, texts, NpyFiles.random(8, 4, seed + id.hashCode()));
      }
      writer.finish();
    }
  }

  /** A cache for files of any size, asked when their last change is an hour ago. */
  private Dataset open() throws IOException {
    InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofHours(1));
    return open(new VectorHashes(cache, 0, later));
  }

  private Dataset open(VectorHashes hashes) throws IOException {
    hashed = 0;
    return Dataset.open(data, hashes, (done, total) -> hashed++);
  }

  private void refuses(String... said) {
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(said)
        .hasMessageNotContaining("\n");
  }

  /** Other vectors of the same shape, under the old name with the old size and time. */
  private void replaceUnnoticed() throws IOException {
    FileTime time = Files.getLastModifiedTime(vectors);
    Path other = directory.resolve("other");
    write(other, 77);
    Files.copy(other.resolve("vectors.npy"), vectors, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(vectors, time);
  }

  @Test
  void hashesOnceAndRemembersThatAsLongAsNothingChanges() throws IOException {
    open();
    assertThat(hashed).isPositive();
    open();
    assertThat(hashed).isZero();
  }

  @Test
  void refusesVectorsThatAreNotThoseOfTheManifest() throws IOException {
    replaceUnnoticed();
    refuses("vectors.npy was changed or replaced", "dataset.json records", "restore it");
  }

  @Test
  void noticesAReplacedFileOfTheSameSizeAndTimeThatItHasHashedBefore() throws IOException {
    open();
    replaceUnnoticed();
    refuses("vectors.npy was changed or replaced");
  }

  @Test
  void noticesBytesThatWereWrittenInPlaceAndTheTimeSetBack() throws IOException {
    open();
    FileTime time = Files.getLastModifiedTime(vectors);
    NpyFiles.patch(vectors, 200, new byte[] {1, 2});
    Files.setLastModifiedTime(vectors, time);
    refuses("vectors.npy was changed or replaced");
  }

  @Test
  void takesAReplacedFileWithoutAManifestForAnotherDataset() throws IOException {
    Files.delete(data.resolve("dataset.json"));
    String before = open().sha256();
    replaceUnnoticed();
    assertThat(open().sha256()).isNotEqualTo(before);
  }

  @Test
  void hashesAgainWhatIsRememberedOfAnotherPlace() throws IOException {
    open();
    Path moved = directory.resolve("moved");
    Files.move(data, moved);
    data = moved;
    open();
    assertThat(hashed).isPositive();
  }

  @Test
  void doesNotRememberAFileThatMayStillChangeWithinOneTickOfTheClock() throws IOException {
    VectorHashes now = new VectorHashes(cache, 0, InstantSource.system());
    open(now);
    open(now);
    assertThat(hashed).isPositive();
  }

  @Test
  void hashesEachTimeWhereTheCacheCannotBeWritten() throws IOException {
    cache = Files.writeString(directory.resolve("file"), "no directory").resolve("cache");
    String first = open().sha256();
    assertThat(open().sha256()).isEqualTo(first);
    assertThat(hashed).isPositive();
  }

  @Test
  void hashesAgainWhereTheCacheIsDamaged() throws IOException {
    open();
    try (var files = Files.list(cache)) {
      Files.writeString(files.findFirst().orElseThrow(), "{\"format\":1,\"sha");
    }
    open();
    assertThat(hashed).isPositive();
  }

  @Test
  void saysThatVectorsWereChangedWhileTheyWereInUse() throws IOException {
    try (Dataset dataset = open()) {
      dataset.requireUnchanged();
      NpyFiles.patch(vectors, 200, new byte[] {1, 2});
      assertThatThrownBy(dataset::requireUnchanged)
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("vectors.npy was changed while it was in use", "not kept");
    }
  }

  @Test
  void refusesADocumentTableThatIsNotThatOfTheManifest() throws IOException {
    Path table = data.resolve("documents.jsonl");
    Files.writeString(table, Files.readString(table).replace("\"count\":8}", "\"count\":7}"));
    refuses("documents.jsonl was changed or replaced", "dataset.json records");
  }

  @Test
  void refusesTextsThatAreNotThoseOfTheManifest() throws IOException {
    Path other = directory.resolve("other");
    try (DatasetWriter writer =
        DatasetWriter.create(other, DatasetOptions.of(4, VectorType.FLOAT32))) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        texts.add("another text");
      }
      writer.append("x", "", "x", texts, NpyFiles.random(16, 4, 1));
      writer.finish();
    }
    String name = "chunks.jsonl.gz";
    Files.copy(other.resolve(name), data.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    Texts texts = open().texts().orElseThrow();
    assertThatThrownBy(() -> texts.text(0))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(name, "was changed or replaced");
    Files.delete(data.resolve(name));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "has no texts, but dataset.json records them: restore chunks.jsonl.gz");
  }

  @Test
  void readsAManifestThatRecordsOnlyTheVectors() throws IOException {
    Path manifest = data.resolve("dataset.json");
    String older =
        Files.readString(manifest).replaceAll("\\s*\"(documents|texts)_sha256\" : \"[^\"]*\",", "");
    Files.writeString(manifest, older);
    assertThat(older).doesNotContain("documents_sha256");
    assertThat(open().texts().orElseThrow().text(15)).isEqualTo("chunk 7 of b");
  }

  @Test
  void noticesThatTheRecordOfTheEncoderOrTheDocumentsWasEdited() throws IOException {
    DatasetOptions options =
        DatasetOptions.of(4, VectorType.FLOAT32)
            .withOverwrite(true)
            .withEncoder(
                Optional.of(
                    new EncoderFingerprint(
                        "one",
                        "",
                        List.of(EncoderFingerprint.ProbeText.of("p", new float[] {0.1f, 3e-5f})))));
    Path other = directory.resolve("other");
    try (DatasetWriter writer = DatasetWriter.create(other, options)) {
      writer.append("a", "", "a", List.of(), NpyFiles.random(8, 4, 1));
      writer.finish();
    }
    data = other;
    String written = Files.readString(other.resolve("dataset.json"));
    assertThat(open().encoder().orElseThrow().name()).isEqualTo("one");
    for (String[] edit :
        new String[][] {
          {"\"one\"", "\"two\""},
          {"0.1,", "0.2,"},
          {"known\" : true", "known\" : false"},
          {"\"encoder\"", "\"encoded\""}
        }) {
      assertThat(written).contains(edit[0]);
      Files.writeString(other.resolve("dataset.json"), written.replace(edit[0], edit[1]));
      refuses("dataset.json was changed after it was written", "`encoder`", "make the dataset");
    }
    String unsealed = written.replaceAll(",\\s*\"record_sha256\" : \"[^\"]*\"", "");
    assertThat(unsealed).doesNotContain("record_sha256");
    Files.writeString(other.resolve("dataset.json"), unsealed);
    refuses("dataset.json: `record_sha256` must be there but is missing");
    String older = unsealed.replace("\"version\" : 2", "\"version\" : 1");
    Files.writeString(other.resolve("dataset.json"), older);
    refuses("`document_boundaries_known` was spelled `documentBoundariesKnown`", "was changed");
    older = older.replace("document_boundaries_known", "documentBoundariesKnown");
    Files.writeString(other.resolve("dataset.json"), older.replace("\"one\"", "\"two\""));
    assertThat(open().encoder().orElseThrow().name()).isEqualTo("two");
  }
}
