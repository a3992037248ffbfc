package dev.nextvec.internal.model;

import java.nio.FloatBuffer;

/**
 * Tells of many rows whether every number is finite. Zero times what is not finite is not a number,
 * and stays so in a sum: one sum for each column, because a loop whose steps do not wait for each
 * other is what the compiler computes many at once, three times as fast as sums along the rows.
 */
public final class FiniteRows {
  private static final int BLOCK = 256; // a constant: only then the compiler computes many at once

  private final float[] sums;

  /** For rows of so many numbers. */
  public FiniteRows(int width) {
    this.sums = new float[width];
  }

  /** One more. */
  public void add(float[] row) {
    for (int i = 0; i < row.length; i++) {
      sums[i] += 0 * row[i];
    }
  }

  /** Whether all numbers of a buffer are, from its position to its limit: read where they are. */
  static boolean areFinite(FloatBuffer numbers) {
    float[] sums = new float[BLOCK];
    int at = numbers.position();
    int end = numbers.limit();
    for (; end - at >= 4 * BLOCK; at += 4 * BLOCK) {
      addFour(numbers, at, sums);
    }
    for (; at < end; at += BLOCK) {
      addSome(numbers, at, Math.min(BLOCK, end - at), sums);
    }
    return isZero(sums);
  }

  private static void addFour(FloatBuffer numbers, int at, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      float first = 0 * numbers.get(at + i) + 0 * numbers.get(at + BLOCK + i);
      float second = 0 * numbers.get(at + 2 * BLOCK + i) + 0 * numbers.get(at + 3 * BLOCK + i);
      sums[i] += first + second;
    }
  }

  private static void addSome(FloatBuffer numbers, int at, int count, float[] sums) {
    for (int i = 0; i < count; i++) {
      sums[i] += 0 * numbers.get(at + i);
    }
  }

  /** Whether all were that were added. */
  public boolean areFinite() {
    return isZero(sums);
  }

  private static boolean isZero(float[] sums) {
    int bits = 0; // not a float: its steps would wait for each other
    for (float each : sums) {
      bits |= Float.floatToRawIntBits(each) << 1; // zero of either sign
    }
    return bits == 0;
  }
}
