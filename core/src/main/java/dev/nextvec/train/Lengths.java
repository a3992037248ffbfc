package dev.nextvec.train;

import dev.nextvec.data.Rows;

/** Lengths of rows that are divided by. */
final class Lengths {
  /** What a shorter row's length counts as, so that it divides; PyTorch's cosine has the same. */
  static final double SHORTEST = 1e-8;

  private Lengths() {}

  /** Lengths of the rows of a row-major array, at least {@link #SHORTEST}. */
  static double[] of(float[] rows, int count, int dim) {
    double[] lengths = new double[count];
    for (int r = 0; r < count; r++) {
      lengths[r] = Math.max(Rows.length(rows, r * dim, dim), SHORTEST);
    }
    return lengths;
  }
}
