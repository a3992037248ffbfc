package dev.nextvec.run;

import dev.nextvec.vector.Rows;

/** Lengths of rows that are divided by. */
public final class Lengths {
  /** What a shorter row's length counts as, so that it divides; PyTorch's cosine has the same. */
  public static final double SHORTEST = 1e-8;

  private Lengths() {}

  /** Lengths of the rows of a row-major array, at least {@link #SHORTEST}. */
  public static double[] of(float[] rows, int count, int dim) {
    double[] lengths = new double[count];
    for (int r = 0; r < count; r++) {
      lengths[r] = Math.max(Rows.length(rows, r * dim, dim), SHORTEST);
    }
    return lengths;
  }
}
