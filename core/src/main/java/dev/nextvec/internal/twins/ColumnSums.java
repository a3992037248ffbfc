package dev.nextvec.internal.twins;

/** Products of one vector with many that are stored component by component. */
final class ColumnSums {
  private ColumnSums() {}

  /**
   * Adds {@code vector · column j} to {@code sums[j]}.
   *
   * @param columns {@code [dimension, columns]}
   * @param from first column
   * @param count how many
   */
  static void add(float[] vector, int at, float[][] columns, int from, int count, float[] sums) {
    int d = 0;
    for (; d + 3 < columns.length; d += 4) { // four at a time: the sums are read less often
      add4(
          vector,
          at + d,
          columns[d],
          columns[d + 1],
          columns[d + 2],
          columns[d + 3],
          from,
          count,
          sums);
    }
    for (; d < columns.length; d++) {
      float a = vector[at + d];
      float[] x = columns[d];
      for (int j = 0; j < count; j++) {
        sums[j] += a * x[from + j];
      }
    }
  }

  private static void add4(
      float[] vector,
      int at,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      int from,
      int count,
      float[] sums) {
    float a0 = vector[at];
    float a1 = vector[at + 1];
    float a2 = vector[at + 2];
    float a3 = vector[at + 3];
    for (int j = 0; j < count; j++) {
      sums[j] += a0 * x0[from + j] + a1 * x1[from + j] + a2 * x2[from + j] + a3 * x3[from + j];
    }
  }
}
