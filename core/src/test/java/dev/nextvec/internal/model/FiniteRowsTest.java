package dev.nextvec.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Whether all numbers of many rows are finite. */
class FiniteRowsTest {
  private static final int WIDTH = 19;

  private static float[] row(float number) {
    float[] row = new float[WIDTH];
    Arrays.fill(row, number);
    return row;
  }

  @Test
  void theLargestAndTheSmallestNumbersAreFinite() {
    FiniteRows rows = new FiniteRows(WIDTH);
    for (float number :
        new float[] {0, -0f, Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -1}) {
      rows.add(row(number));
      rows.add(row(number));
    }
    assertThat(rows.areFinite()).isTrue();
  }

  @Test
  void oneThatIsNotIsFoundAtAnyPlaceOfAnyRow() {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (int at = 0; at < 3 * WIDTH; at++) {
        FiniteRows rows = new FiniteRows(WIDTH);
        for (int r = 0; r < 3; r++) {
          float[] row = row(r - 1);
          if (at / WIDTH == r) {
            row[at % WIDTH] = wrong;
          }
          rows.add(row);
        }
        assertThat(rows.areFinite()).as("%s at %d", wrong, at).isFalse();
      }
    }
  }

  @Test
  void allPlacesOfABufferAreLookedAtAndNoneBeyond() {
    for (int size : new int[] {0, 1, 255, 256, 257, 1023, 1024, 1025, 2500}) {
      FloatBuffer memory =
          ByteBuffer.allocateDirect(Float.BYTES * (size + 2))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      memory.put(0, Float.NaN).put(size + 1, Float.POSITIVE_INFINITY);
      FloatBuffer numbers = memory.position(1).limit(size + 1);
      for (int at = 1; at <= size; at++) {
        memory.put(at, at % 2 == 0 ? Float.MAX_VALUE : -Float.MIN_VALUE);
      }
      assertThat(FiniteRows.areFinite(numbers)).as("%d numbers", size).isTrue();
      for (int at = 1; at <= size; at++) {
        float before = memory.get(at);
        memory.put(at, at % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY);
        assertThat(FiniteRows.areFinite(numbers)).as("%d of %d", at, size).isFalse();
        memory.put(at, before);
      }
    }
  }
}
