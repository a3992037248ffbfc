package dev.nextvec.internal.engine;

import dev.nextvec.internal.engine.FloatProducts.Operand;

/**
 * Sums over windows of the products of their vectors: with z_k the vector at position k less a mean
 * (the target is the last position), block (k, l) is the sum of z_k z_lᵀ. Consecutive windows share
 * all vectors but one, so block (k + 1, l + 1) is block (k, l) less the products at each run's
 * first window plus those at its last: only the blocks (0, l) take a pass over the windows.
 */
final class PlainGram {
  private static final int BATCH = 256;

  private final FloatProducts products;
  private final WindowsLessMean windows;
  private final int positions;
  private final int dim;
  private final int side;

  PlainGram(FloatProducts products, WindowsLessMean windows) {
    this.products = products;
    this.windows = windows;
    positions = windows.positions();
    dim = windows.dimension();
    side = Math.multiplyExact(positions, dim);
  }

  /**
   * The whole matrix.
   *
   * @param values {@code [side, side]} row-major
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Gram(double[] values, int side, int dimension) {}

  Gram of(int[] rows) {
    double[] gram = new double[Math.multiplyExact(side, side)];
    add(gram, rows, 0, 0, positions, 1);
    int[] starts = windows.starts(rows);
    int[] stops = windows.stops(rows);
    for (int k = 0; k + 1 < positions; k++) {
      for (int l = k; l + 1 < positions; l++) {
        copyBlock(gram, k, l, k + 1, l + 1);
      }
      add(gram, starts, k, k, positions - 1 - k, k + 1, k + 1, -1);
      add(gram, stops, k + 1, k + 1, positions - 1 - k, k + 1, k + 1, 1);
    }
    mirror(gram);
    return new Gram(gram, side, dim);
  }

  private void add(double[] gram, int[] rows, int k, int l, int blocks, int sign) {
    add(gram, rows, k, l, blocks, k, l, sign);
  }

  /** Adds z_k [z_l, z_{l+1}, ...]ᵀ of the windows to the blocks from (toRow, toColumn) on. */
  private void add(
      double[] gram, int[] rows, int k, int l, int blocks, int toRow, int toColumn, int sign) {
    float[] z = new float[Math.min(BATCH, rows.length) * side];
    int at = toRow * dim * side + toColumn * dim;
    for (int from = 0; from < rows.length; from += BATCH) {
      int count = Math.min(BATCH, rows.length - from);
      windows.read(rows, from, count, z);
      Operand left = new Operand(z, side, k * dim, dim);
      Operand right = new Operand(z, side, l * dim, blocks * dim);
      products.addTransposed(left, right, count, gram, at, side, sign);
    }
  }

  private void copyBlock(double[] gram, int k, int l, int toK, int toL) {
    for (int row = 0; row < dim; row++) {
      int from = (k * dim + row) * side + l * dim;
      System.arraycopy(gram, from, gram, (toK * dim + row) * side + toL * dim, dim);
    }
  }

  /** Blocks below the diagonal are those above it, turned. */
  private void mirror(double[] gram) {
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < row / dim * dim; column++) {
        gram[row * side + column] = gram[column * side + row];
      }
    }
  }
}
