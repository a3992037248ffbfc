package dev.nextvec.internal.model;

/**
 * Tells of many rows whether every number is finite. Zero times what is not finite is not a number,
 * and stays so in a sum: one sum for each column, because a loop whose steps do not wait for each
 * other is what the compiler computes many at once, three times as fast as sums along the rows.
 */
public final class FiniteRows {
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

  /** Whether all were that were added. */
  public boolean areFinite() {
    float sum = 0;
    for (float each : sums) {
      sum += each;
    }
    return sum == 0;
  }
}
