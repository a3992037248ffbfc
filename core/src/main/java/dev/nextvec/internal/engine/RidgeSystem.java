package dev.nextvec.internal.engine;

/**
 * The normal equations of ridge regression from contexts to targets, both less a mean: with X the
 * contexts and R what a weighted sum of each context's vectors leaves of the targets, V = (XᵀX +
 * penalty I)⁻¹ XᵀR (Hoerl and Kennard, "Ridge regression", 1970).
 */
public interface RidgeSystem extends AutoCloseable {

  /**
   * The whole map, V plus the weighted sum.
   *
   * @param weights of the context's positions, oldest first
   * @return {@code [contextLength * dimension, dimension]} row-major
   */
  float[] map(double penalty, double[] weights);

  /**
   * V alone, in as few numbers as its {@code rank} most telling directions need: the eigenvectors
   * of Vᵀ (XᵀX + penalty I) V with the largest values (Izenman, "Reduced-rank regression for the
   * multivariate linear model", 1975).
   *
   * @param weights of the context's positions, oldest first
   * @param rank at most the dimension
   */
  LowRank lowRank(double penalty, double[] weights, int rank);

  @Override
  void close();

  /**
   * A map of low rank.
   *
   * @param in {@code [contextLength, rank, dimension]}
   * @param out {@code [dimension, rank]}
   */
  @SuppressWarnings("ArrayRecordComponent")
  record LowRank(float[] in, float[] out) {}
}
