package dev.nextvec.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

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
}
