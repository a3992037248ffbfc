package dev.nextvec.doctor;

import dev.nextvec.data.VectorStore;

/** Rows scaled to unit length, so that products are cosines. */
final class UnitRows {
  private UnitRows() {}

  static void read(VectorStore vectors, long first, int count, float[] into) {
    vectors.read(first, count, into, 0);
    int dimension = vectors.dimension();
    for (int i = 0; i < count; i++) {
      normalise(into, i * dimension, dimension);
    }
  }

  static void normalise(float[] values, int from, int dimension) {
    double squares = 0;
    for (int d = from; d < from + dimension; d++) {
      squares += (double) values[d] * values[d];
    }
    float scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
    for (int d = from; d < from + dimension; d++) {
      values[d] *= scale;
    }
  }

  /** The cosine of two vectors of any length. */
  static double cosine(float[] a, int fromA, float[] b, int fromB, int dimension) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int d = 0; d < dimension; d++) {
      double x = a[fromA + d];
      double y = b[fromB + d];
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    return aa == 0 || bb == 0 ? 0 : ab / Math.sqrt(aa * bb);
  }
}
