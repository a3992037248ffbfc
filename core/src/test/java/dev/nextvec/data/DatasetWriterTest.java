package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.file.FileSink;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorType;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatasetWriterTest {
  private static final DatasetOptions OPTIONS = DatasetOptions.of(4, VectorType.FLOAT32);

  @TempDir Path directory;

  private Path target() {
    return directory.resolve("out");
  }

  private void assertNothingIsLeft() throws IOException {
    try (var files = Files.walk(directory)) {
      assertThat(files.filter(file -> !file.equals(directory))).isEmpty();
    }
  }

  private DatasetInfo write(DatasetOptions options) throws IOException {
    try (DatasetWriter writer = DatasetWriter.create(target(), options)) {
      writer.append("a", "Title \"A\"", "g", List.of(), NpyFiles.random(7, 4, 1));
      writer.append("b", "", "g", List.of(), NpyFiles.random(9, 4, 2));
      return writer.finish();
    }
  }

  private static void refuses(String said, DatasetWriter writer, float... vectors) {
    assertThatThrownBy(() -> writer.append("x", "", "x", List.of(), vectors))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("document `x`")
        .hasMessageContaining(said);
  }

  @ParameterizedTest
  @EnumSource
  void writesWhatIsReadBack(VectorType type) throws IOException {
    EncoderFingerprint encoder =
        new EncoderFingerprint(
            "default", "ab", List.of(EncoderFingerprint.ProbeText.of("probe", new float[] {1, 2})));
    float[] a = NpyFiles.random(7, 4, 1);
    DatasetInfo info = write(DatasetOptions.of(4, type).withEncoder(Optional.of(encoder)));
    try (Dataset dataset = Dataset.open(target())) {
      assertThat(dataset.count()).isEqualTo(16).isEqualTo(info.count());
      assertThat(dataset.vectors().type()).isEqualTo(type);
      assertThat(dataset.documents())
          .containsExactly(
              new Document("a", "Title \"A\"", 0, 7, "g"), new Document("b", "", 7, 9, "g"));
      assertThat(dataset.encoder()).contains(encoder);
      assertThat(dataset.documentBoundariesKnown()).isTrue();
      assertThat(dataset.texts()).isEmpty();
      float[] read = new float[28];
      dataset.vectors().read(0, 7, read, 0);
      for (int i = 0; i < read.length; i++) {
        assertThat(read[i])
            .isEqualTo(
                type == VectorType.FLOAT32
                    ? a[i]
                    : Float.float16ToFloat(Float.floatToFloat16(a[i])));
      }
      dataset.verify(Progress.none());
      dataset.check(Progress.none());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 7, 16, 100})
  void hasTheSameHashInShardsAsInOneFile(long shardRows) throws IOException {
    String hash = write(OPTIONS).vectorsSha256();
    String datasetHash = Dataset.open(target()).sha256();
    write(OPTIONS.withShardRows(shardRows).withOverwrite(true));
    Dataset sharded = Dataset.open(target());
    assertThat(sharded.vectorsSha256()).isEqualTo(hash);
    assertThat(sharded.sha256()).isEqualTo(datasetHash);
    sharded.verify(Progress.none());
    assertThat(target().resolve("vectors.npy")).doesNotExist();
    float[] all = new float[64];
    sharded.vectors().read(0, 16, all, 0);
    assertThat(Arrays.copyOf(all, 28)).isEqualTo(NpyFiles.random(7, 4, 1));
  }

  @Test
  void keepsTexts() throws IOException {
    try (DatasetWriter writer = DatasetWriter.create(target(), OPTIONS)) {
      writer.append("a", "", "a", List.of("one", "two\n\"ü\""), NpyFiles.random(2, 4, 1));
      writer.begin("b", "", "b");
      writer.add(List.of("three"), NpyFiles.random(3, 4, 1), 4, 1);
      writer.add(List.of("four"), NpyFiles.random(3, 4, 1), 8, 1);
      writer.end();
      writer.finish();
    }
    Texts texts = Dataset.open(target()).texts().orElseThrow();
    assertThat(List.of(texts.text(0), texts.text(1), texts.text(2), texts.text(3)))
        .containsExactly("one", "two\n\"ü\"", "three", "four");
  }

  @Test
  void refusesATextWithHalfOfACharacter() throws IOException {
    try (DatasetWriter writer = DatasetWriter.create(target(), OPTIONS)) {
      writer.append("x", "", "x", List.of("a whole \ud83d\ude00"), NpyFiles.random(1, 4, 1));
      assertThatThrownBy(
              () ->
                  writer.append(
                      "y", "", "y", List.of("fine", "half \ud83d"), NpyFiles.random(2, 4, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("document `y`: the text of chunk 1 has half of a surrogate pair");
    }
    assertNothingIsLeft();
  }

  @Test
  void refusesTextsForSomeVectorsOnly() throws IOException {
    try (DatasetWriter writer = DatasetWriter.create(target(), OPTIONS)) {
      assertThatThrownBy(
              () -> writer.append("x", "", "x", List.of("one"), NpyFiles.random(2, 4, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("document `x` has 1 texts for 2 vectors");
    }
    assertNothingIsLeft();
  }

  @Test
  void refusesVectorsThatCannotBeUsed() throws IOException {
    float inf = Float.NEGATIVE_INFINITY;
    refuses(
        "vector of chunk 1 has NaN in component 2",
        writer(OPTIONS),
        1,
        1,
        1,
        1,
        1,
        1,
        Float.NaN,
        1);
    refuses("vector of chunk 0 has -Infinity in component 0", writer(OPTIONS), inf, 1, 1, 1);
    refuses("vector of chunk 1 is all zeros", writer(OPTIONS), 1, 1, 1, 1, 0, -0f, 0, 0);
    refuses("5 values, which are not whole vectors", writer(OPTIONS), 1, 2, 3, 4, 5);
    refuses("is empty", writer(OPTIONS));
    DatasetOptions half = DatasetOptions.of(4, VectorType.FLOAT16);
    refuses("has 70000.0 as its largest component: float16 cannot", writer(half), 1, -70000, 0, 0);
    refuses("float16 cannot hold that", writer(half), 1e-9f, 0, 0, 0);
    assertNothingIsLeft();
  }

  /** A writer that is closed at once after it failed. */
  private DatasetWriter writer(DatasetOptions options) throws IOException {
    DatasetWriter writer = DatasetWriter.create(target(), options);
    writer.close();
    return writer;
  }

  @Test
  void refusesRaggedVectorsAndThoseOfAnotherDimension() throws IOException {
    try (DatasetWriter writer = DatasetWriter.create(target(), OPTIONS)) {
      assertThatThrownBy(
              () -> writer.append("x", "", "x", List.of(), new float[][] {{1, 2, 3, 4}, {1, 2, 3}}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("document `x`: vectors are ragged")
          .hasMessageContaining("vector 1 has 3");
      assertThatThrownBy(
              () -> writer.append("x", "", "x", List.of(), new float[][] {{1, 2}, {1, 2}}))
          .hasMessageContaining("document `x` has vectors of dimension 2 but the dataset has 4");
    }
    assertNothingIsLeft();
  }

  @Test
  void refusesAnIdTwiceAndAnEmptyDataset() throws IOException {
    try (DatasetWriter writer = DatasetWriter.create(target(), OPTIONS)) {
      assertThatThrownBy(writer::finish)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the dataset would be empty");
      writer.append("a", "", "a", List.of(), NpyFiles.random(7, 4, 1));
      assertThatThrownBy(() -> writer.append("a", "", "a", List.of(), NpyFiles.random(7, 4, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("document id `a` occurs twice");
    }
    assertNothingIsLeft();
  }

  @Test
  void leavesNothingBehindWhenTheDiskIsFullAtAnyMoment() throws IOException {
    for (int room = 0; room < 1700; room += 7) {
      long[] left = {room};
      assertThatThrownBy(() -> writeOn(file -> new FullDisk(Files.newOutputStream(file), left)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("writing dataset")
          .hasMessageContaining("no space left on the disk ");
      assertNothingIsLeft();
    }
  }

  private void writeOn(FileSink sink) throws IOException {
    try (DatasetWriter writer = DatasetWriter.create(target(), OPTIONS, sink)) {
      writer.append("a", "", "a", List.of("1", "2"), NpyFiles.random(2, 4, 1));
      writer.append("b", "", "b", Collections.nCopies(80, "t"), NpyFiles.random(80, 4, 1));
      writer.finish();
    }
  }

  /** Takes so many bytes in all files together and no more. */
  private static final class FullDisk extends FilterOutputStream {
    private final long[] left;

    FullDisk(OutputStream out, long[] left) {
      super(out);
      this.left = left;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      left[0] -= length;
      if (left[0] < 0) {
        throw new IOException("No space left on device");
      }
      out.write(bytes, offset, length);
    }
  }

  @Test
  void refusesToOverwriteUnlessAsked() throws IOException {
    write(OPTIONS);
    assertThatThrownBy(() -> write(OPTIONS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exists and is not empty");
    write(OPTIONS.withOverwrite(true));
    assertThat(Dataset.open(target()).count()).isEqualTo(16);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(target());
    }
  }

  @Test
  void neverOverwritesWhatIsNoDataset() throws IOException {
    Files.createDirectories(target());
    Files.writeString(target().resolve("thesis.txt"), "years of work");
    assertThatThrownBy(() -> write(OPTIONS.withOverwrite(true)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it is not overwritten");
    assertThat(target().resolve("thesis.txt")).hasContent("years of work");
  }

  @Test
  void fillsADirectoryThatIsEmptyAndRefusesAFile() throws IOException {
    Files.createDirectories(target());
    write(OPTIONS);
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThatThrownBy(() -> DatasetWriter.create(file, OPTIONS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("file exists and is not a directory");
    assertThatThrownBy(() -> DatasetWriter.create(file.resolve("out"), OPTIONS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("writing dataset");
  }

  @Test
  void saysThatAReadOnlyDirectoryCannotBeWritten() throws IOException {
    assumeTrue(!System.getProperty("user.name").equals("root"));
    Path locked = Files.createDirectory(directory.resolve("locked"));
    assumeTrue(locked.toFile().setWritable(false));
    assertThatThrownBy(() -> DatasetWriter.create(locked.resolve("out"), OPTIONS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no permission for");
  }

  @Test
  void explainsWhatAFileSystemRefused() {
    assertThat(FileErrors.reason(new java.nio.file.AccessDeniedException("/x")))
        .isEqualTo("no permission for /x");
    assertThat(
            FileErrors.reason(
                new java.nio.file.FileSystemException("/x", null, "Read-only file system")))
        .isEqualTo("/x: Read-only file system");
    assertThat(FileErrors.reason(new java.nio.file.FileAlreadyExistsException("/x")))
        .isEqualTo("/x exists");
    assertThat(FileErrors.reason(new IOException("No space left on device\nmore")))
        .isEqualTo("No space left on device");
  }

  @Test
  void removesWhatAKilledProcessLeftAndNothingElse() throws IOException {
    Path remains = Files.createDirectory(directory.resolve(".out.partial-999999999"));
    Files.writeString(remains.resolve("vectors.npy"), "half");
    Path other = Files.createDirectory(directory.resolve(".outside.partial-999999999"));
    write(OPTIONS);
    assertThat(remains).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void refusesTwoWritersOfOneDataset() throws IOException {
    try (DatasetWriter first = DatasetWriter.create(target(), OPTIONS)) {
      assertThatThrownBy(() -> DatasetWriter.create(target(), OPTIONS))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is being written already");
      first.append("a", "", "a", List.of(), NpyFiles.random(7, 4, 1));
      first.finish();
    }
    assertThat(Dataset.open(target()).count()).isEqualTo(7);
  }

  @Test
  void noticesVectorsThatWereChangedAfterwards() throws IOException {
    write(OPTIONS);
    NpyFiles.patch(target().resolve("vectors.npy"), 200, new byte[] {1});
    assertThatThrownBy(() -> Dataset.open(target()))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("vectors.npy was changed or replaced", "dataset.json records");
  }

  @Test
  void bringsBackADatasetWhoseReplacementWasKilledBetweenTwoRenames() throws Exception {
    write(OPTIONS);
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    String partial = "." + target().getFileName() + ".partial-" + process.pid();
    Path old = target().resolveSibling(partial + "-old");
    Files.move(target(), old);
    Path unfinished = Files.createDirectory(target().resolveSibling(partial));
    assertThatThrownBy(() -> DatasetWriter.create(target(), OPTIONS))
        .hasMessageContaining("exists and is not empty");
    assertThat(old).doesNotExist();
    assertThat(unfinished).doesNotExist();
    Dataset.open(target()).close();
  }
}
