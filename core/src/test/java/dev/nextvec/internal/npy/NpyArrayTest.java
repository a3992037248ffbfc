package dev.nextvec.internal.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.NpyFiles;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NpyArrayTest {
  private static final float[] GRID = {
    0.5f, 1.5f, 2.5f, 10.5f, 11.5f, 12.5f, 20.5f, 21.5f, 22.5f, 30.5f, 31.5f, 32.5f
  };

  @TempDir Path directory;

  private static float[] all(NpyArray array) {
    float[] values = new float[Math.toIntExact(array.rows()) * array.rowLength()];
    array.floats(0, (int) array.rows(), values, 0);
    return values;
  }

  private NpyArray open(byte[] bytes) throws IOException {
    return NpyArray.open(NpyFiles.write(directory.resolve("x.npy"), bytes));
  }

  private void refuses(byte[] bytes, String... said) {
    assertThatThrownBy(() -> open(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x.npy")
        .hasMessageContainingAll(said)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"little-f2", "big-f2", "little-f4", "big-f4", "little-f8", "big-f8"})
  void readsFloatsOfEveryWidthByteOrderAndMemoryOrder(String name) throws IOException {
    assertThat(all(NpyArray.open(NpyFiles.fixture(name + ".npy")))).isEqualTo(GRID);
    assertThat(all(NpyArray.open(NpyFiles.fixture(name + "-fortran.npy")))).isEqualTo(GRID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"version-1", "version-2", "version-3"})
  void readsEveryFormatVersion(String name) throws IOException {
    assertThat(all(NpyArray.open(NpyFiles.fixture(name + ".npy")))).isEqualTo(GRID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "i1",
        "u1",
        "little-i2",
        "big-u2",
        "little-i4",
        "big-i4",
        "little-u4",
        "little-i8",
        "big-i8",
        "little-u8"
      })
  void readsIntegers(String name) throws IOException {
    NpyArray array = NpyArray.open(NpyFiles.fixture(name + ".npy"));
    assertThat(new long[] {array.integer(0), array.integer(1), array.integer(2)})
        .containsExactly(0, 1, 100);
  }

  @Test
  void readsSomeRowsOfAFortranOrderCube() throws IOException {
    NpyArray array = NpyArray.open(NpyFiles.fixture("cube-fortran.npy"));
    float[] values = new float[14];
    array.floats(1, 1, values, 1);
    assertThat(array.shape()).containsExactly(2L, 3L, 4L);
    assertThat(values).containsExactly(0, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 0);
  }

  @Test
  void readsLongRowsOfFloat16InBlocks() throws IOException {
    short[] halves = new short[10_000];
    float[] expected = new float[halves.length];
    byte[] data = new byte[halves.length * 2];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = Float.floatToFloat16(i / 7f);
      expected[i] = Float.float16ToFloat(halves[i]);
      data[2 * i] = (byte) halves[i];
      data[2 * i + 1] = (byte) (halves[i] >> 8);
    }
    NpyArray array = open(NpyFiles.array(NpyFiles.header("<f2", "2, 5000"), data));
    assertThat(all(array)).isEqualTo(expected);
  }

  @Test
  void readsAnArrayWithoutRows() throws IOException {
    assertThat(open(NpyFiles.array(NpyFiles.header("<f4", "0, 3"), new byte[0])).rows()).isZero();
  }

  @Test
  void refusesRowsThatDoNotExist() throws IOException {
    NpyArray array = NpyArray.open(NpyFiles.fixture("little-f4.npy"));
    assertThatThrownBy(() -> array.floats(3, 2, new float[6], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> array.floats(0, 2, new float[6], 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesPickledObjectsWithoutLookingAtThem() {
    assertThatThrownBy(() -> NpyArray.open(NpyFiles.fixture("objects.npy")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pickled objects are refused");
    refuses(new byte[] {(byte) 0x80, 4, '.'}, "pickled objects are refused");
    refuses(
        NpyFiles.array(
            "{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (1,), }\n", new byte[8]),
        "pickled objects are refused");
  }

  @ParameterizedTest
  @CsvSource({"structured.npy, structured dtype", "text.npy, dtype <U1"})
  void refusesTypesThatAreNoNumbers(String name, String said) {
    assertThatThrownBy(() -> NpyArray.open(NpyFiles.fixture(name)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(said);
  }

  @Test
  void refusesAFileThatIsCutOffAnywhere() {
    byte[] whole = NpyFiles.matrix(3, GRID);
    for (int length = 0; length < whole.length; length++) {
      refuses(Arrays.copyOf(whole, length), "x.npy");
    }
    refuses(Arrays.copyOf(whole, 20), "truncated inside its NPY header");
    refuses(Arrays.copyOf(whole, whole.length - 1), "is truncated: shape [4, 3] needs");
  }

  @Test
  void refusesBytesAfterTheArray() {
    refuses(Arrays.copyOf(NpyFiles.matrix(3, GRID), 1000), "bytes after the end");
  }

  @Test
  void refusesAnOversizedHeader() {
    byte[] bytes = NpyFiles.join(NpyFiles.matrix(3, GRID), new byte[100_000]);
    bytes[6] = 2;
    bytes[8] = 0;
    bytes[9] = 0;
    bytes[10] = 1;
    bytes[11] = (byte) 0xff;
    refuses(bytes, "NPY header of 4278255616 bytes", "refused");
  }

  @Test
  void refusesAnUnknownVersion() {
    byte[] bytes = NpyFiles.matrix(3, GRID);
    bytes[6] = 9;
    refuses(bytes, "NPY version 9.0");
  }

  @Test
  void refusesShapesThatOverflow() {
    refuses(
        NpyFiles.array(NpyFiles.header("<f4", "4294967296, 4294967296"), new byte[4]),
        "more elements than a file can hold");
    refuses(
        NpyFiles.array(NpyFiles.header("<f8", "2305843009213693952, 1"), new byte[4]),
        "more elements than a file can hold");
    refuses(
        NpyFiles.array(NpyFiles.header("<f4", "99999999999999999999, 1"), new byte[4]),
        "malformed NPY header");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "{'descr': '<f4'}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} + evil()",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': 1, }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (1,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1, }",
        "{'descr': '<f4', 'fortran_order': False, 'shape: (1,), }",
        "{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (1,), }"
      })
  void refusesMalformedHeaders(String header) {
    refuses(NpyFiles.array(header, new byte[4]), "malformed NPY header");
  }

  @Test
  void refusesAFileThatIsSomethingElse() {
    refuses("PK\3\4 this is a zip file".getBytes(StandardCharsets.UTF_8), "is not an NPY array");
  }

  @Test
  void aHeaderIsAsLongForNoRowsAsForTheMostThereCanBe() {
    NpyType floats = NpyType.of(VectorType.FLOAT32);
    assertThat(NpyHeader.encode(floats, 0, 1)).hasSize(128);
    assertThat(NpyHeader.encode(floats, Long.MAX_VALUE, Integer.MAX_VALUE)).hasSize(128);
  }
}
