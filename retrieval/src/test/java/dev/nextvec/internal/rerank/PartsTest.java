package dev.nextvec.internal.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartsTest {
  /** Vectors of encoders of these lengths, each of unit length, one after another. */
  private static List<float[]> rows(int... lengths) {
    Random random = new Random(3);
    List<float[]> rows = new ArrayList<>();
    for (int r = 0; r < 200; r++) {
      float[] row = new float[Arrays.stream(lengths).sum()];
      int from = 0;
      for (int length : lengths) {
        for (int i = from; i < from + length; i++) {
          row[i] = (float) random.nextGaussian();
        }
        Rows.normalise(row, from, length);
        from += length;
      }
      for (int i = 0; i < row.length; i++) { // as float16 stores them
        row[i] = Float.float16ToFloat(Float.floatToFloat16(row[i]));
      }
      rows.add(row);
    }
    return rows;
  }

  @Test
  void partsOfConcatenatedVectorsAreSeen() {
    assertThat(Parts.of(rows(384, 384), 768).ends()).containsExactly(384, 768);
    assertThat(Parts.of(rows(96, 128, 64), 288).ends()).containsExactly(96, 224, 288);
  }

  @Test
  void vectorsOfOneEncoderHaveNone() {
    assertThat(Parts.of(rows(768), 768).ends()).containsExactly(768);
    assertThat(Parts.of(rows(16), 16).ends()).containsExactly(16);
  }

  @Test
  void numbersThatAreNearlyZeroMakeNoPart() {
    List<float[]> rows = rows(128);
    rows.forEach(row -> Arrays.fill(row, 64, 128, 0f));
    assertThat(Parts.of(rows, 128).ends()).containsExactly(128);
  }

  @Test
  void vectorsOfSignsHaveNone() {
    Random random = new Random(4);
    List<float[]> rows = rows(256);
    rows.forEach(
        row -> {
          for (int i = 0; i < row.length; i++) {
            row[i] = random.nextBoolean() ? 1 : -1;
          }
        });
    assertThat(Parts.of(rows, 256).ends()).containsExactly(256);
  }

  @Test
  void endsMustAscend() {
    assertThatThrownBy(() -> new Parts(List.of(3, 3))).hasMessageContaining("[3, 3]");
    assertThatThrownBy(() -> new Parts(List.of())).hasMessageContaining("no parts");
  }
}
