package dev.nextvec.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JoinedVectorsTest {
  private static final VectorStore JOINED =
      new JoinedVectors(
          HeapVectors.of(new float[][] {{0, 1}, {2, 3}, {4, 5}}),
          HeapVectors.of(new float[][] {{6, 7}, {8, 9}}));

  @Test
  void everyRangeOfRowsReadsAsIfThereWereOneStore() {
    assertThat(JOINED.rows()).isEqualTo(5);
    for (int first = 0; first < 5; first++) {
      for (int count = 0; first + count <= 5; count++) {
        float[] read = new float[12];
        JOINED.read(first, count, read, 1);
        for (int i = 0; i < 2 * count; i++) {
          assertThat(read[1 + i]).isEqualTo(2 * first + i);
        }
        assertThat(read[0]).isZero();
        assertThat(read[1 + 2 * count]).isZero();
      }
    }
  }

  @Test
  void rowsOutsideAndOtherDimensionsAreRefused() {
    assertThatThrownBy(() -> JOINED.read(4, 2, new float[4], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> JOINED.read(-1, 1, new float[4], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    VectorStore other = HeapVectors.of(new float[][] {{1, 2, 3}});
    assertThatThrownBy(() -> new JoinedVectors(JOINED, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 and of 3");
  }
}
