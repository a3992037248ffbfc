package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.npy.NpyType;
import dev.nextvec.internal.npy.StoredNumbers;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.HeapVectors;
import dev.nextvec.vector.VectorScan;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MappedVectorsTest {
  @TempDir Path directory;

  private Path shard(String name, int dimension, float... values) {
    return NpyFiles.write(directory.resolve(name), NpyFiles.matrix(dimension, values));
  }

  @Test
  void seesSeveralShardsAsOne() throws IOException {
    float[] rows = NpyFiles.random(10, 3, 1);
    Path a = shard("a.npy", 3, Arrays.copyOfRange(rows, 0, 12));
    Path b =
        NpyFiles.write(
            directory.resolve("b.npy"),
            NpyFiles.array(NpyFiles.header("<f4", "0, 3"), new byte[0]));
    Path c = shard("c.npy", 3, Arrays.copyOfRange(rows, 12, 15));
    Path d = shard("d.npy", 3, Arrays.copyOfRange(rows, 15, 30));
    try (MappedVectors vectors = MappedVectors.open(List.of(a, b, c, d))) {
      assertThat(vectors.rows()).isEqualTo(10);
      for (int first = 0; first < 10; first++) {
        for (int count = 0; count <= 10 - first; count++) {
          float[] read = new float[count * 3];
          vectors.read(first, count, read, 0);
          assertThat(read).isEqualTo(Arrays.copyOfRange(rows, first * 3, (first + count) * 3));
        }
      }
    }
  }

  @Test
  void copiesRowsOfSeveralShardsAsTheyAreStored() throws IOException {
    float[] rows = NpyFiles.random(10, 3, 1);
    Path a = shard("a.npy", 3, Arrays.copyOfRange(rows, 0, 12));
    Path b = shard("b.npy", 3, Arrays.copyOfRange(rows, 12, 30));
    ByteBuffer copy = ByteBuffer.allocateDirect(4 + 6 * 3 * 4).order(ByteOrder.nativeOrder());
    try (MappedVectors vectors = MappedVectors.open(List.of(a, b))) {
      assertThat(vectors.type()).isEqualTo(VectorType.FLOAT32);
      vectors.copy(2, 6, copy, 4);
    }
    float[] got = new float[18];
    copy.position(4).slice().order(ByteOrder.nativeOrder()).asFloatBuffer().get(got);
    assertThat(got).isEqualTo(Arrays.copyOfRange(rows, 6, 24));
  }

  @ParameterizedTest
  @ValueSource(strings = {"little-f2.npy", "big-f2.npy", "big-f4.npy"})
  void copiesInTheOrderOfTheMachine(String name) throws IOException {
    try (MappedVectors vectors = MappedVectors.open(NpyFiles.fixture(name))) {
      int count = (int) vectors.rows() * vectors.dimension();
      ByteBuffer copy =
          ByteBuffer.allocateDirect(count * vectors.type().bytes()).order(ByteOrder.nativeOrder());
      vectors.copy(0, (int) vectors.rows(), copy, 0);
      float[] copied = new float[count];
      new StoredNumbers(vectors.type(), copy).read(0, count, copied, 0);
      float[] read = new float[count];
      vectors.read(0, (int) vectors.rows(), read, 0);
      assertThat(copied).isEqualTo(read);
    }
  }

  @Test
  void aStoreThatIsNoFileCopiesFloats() {
    ByteBuffer copy = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
    HeapVectors.of(new float[] {1, 2, 3, 4, 5, 6}, 2).copy(1, 2, copy, 0);
    assertThat(copy.asFloatBuffer()).isEqualTo(FloatBuffer.wrap(new float[] {3, 4, 5, 6}));
  }

  @Test
  void givesManyThreadsTheSameRows() throws IOException {
    float[] rows = NpyFiles.random(500, 16, 2);
    try (MappedVectors vectors = MappedVectors.open(shard("v.npy", 16, rows))) {
      boolean same =
          IntStream.range(0, 20_000)
              .parallel()
              .allMatch(
                  i -> {
                    int row = (i * 7919) % 500;
                    return Arrays.equals(
                        vectors.read(row), Arrays.copyOfRange(rows, row * 16, row * 16 + 16));
                  });
      assertThat(same).isTrue();
    }
  }

  @Test
  void opensAFileOfSeveralGigabytesWithoutReadingIt() throws IOException {
    Path file = directory.resolve("sparse.npy");
    int dimension = 1024;
    long rows = (5L << 30) / (4 * dimension);
    NpyFiles.sparse(file, NpyType.of(VectorType.FLOAT32), rows, dimension);
    NpyFiles.patch(file, 128 + (rows - 1) * dimension * 4, NpyFiles.floats(42));
    try (MappedVectors vectors = MappedVectors.open(file)) {
      assertThat(vectors.read(rows - 1)[0]).isEqualTo(42);
      float[] across = new float[3 * dimension];
      vectors.read((1L << 27) / dimension - 1, 3, across, 0);
      assertThat(across).containsOnly(0);
      ByteBuffer copy = ByteBuffer.allocateDirect(3 * dimension * 4).order(ByteOrder.nativeOrder());
      vectors.copy(rows - 3, 3, copy, 0);
      assertThat(copy.getFloat(2 * dimension * 4)).isEqualTo(42);
      vectors.copy((1L << 27) / dimension - 1, 3, copy, 0);
      assertThat(copy.getFloat(2 * dimension * 4)).isZero();
    }
    Files.delete(file);
  }

  @Test
  void refusesArraysItCannotUseInPlace() {
    for (String name : List.of("little-f8.npy", "little-f4-fortran.npy", "little-i8.npy")) {
      assertThatThrownBy(() -> MappedVectors.open(NpyFiles.fixture(name)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("nextvec data import");
    }
  }

  @Test
  void refusesShardsOfDifferentDimension() {
    Path a = shard("a.npy", 3, 1, 2, 3);
    Path b = shard("b.npy", 2, 1, 2);
    assertThatThrownBy(() -> MappedVectors.open(List.of(a, b)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("b.npy [1, 2] <f4 does not match")
        .hasMessageContaining("a.npy [1, 3] <f4");
  }

  @Test
  void refusesReadsOutsideAndAfterClosing() throws IOException {
    MappedVectors vectors = MappedVectors.open(shard("v.npy", 2, 1, 2, 3, 4));
    assertThatThrownBy(() -> vectors.read(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> vectors.read(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    vectors.close();
    assertThatThrownBy(() -> vectors.read(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFileThatIsCutWhileItIsMappedIsNamedInOneLine() throws IOException {
    Path file = shard("a.npy", 256, NpyFiles.random(4096, 256, 1));
    try (MappedVectors vectors = MappedVectors.open(List.of(file))) {
      vectors.read(0);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(8192);
      }
      assertThatThrownBy(() -> vectors.read(4000, 96, new float[96 * 256], 0))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("a.npy became shorter while it was read");
      ByteBuffer into = ByteBuffer.allocateDirect(96 * 1024).order(ByteOrder.nativeOrder());
      assertThatThrownBy(() -> vectors.copy(4000, 96, into, 0))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("a.npy became shorter while it was read");
      assertThatThrownBy(() -> VectorScan.firstBad(vectors, Progress.none()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("a.npy became shorter while it was read");
    }
  }
}
