package dev.nextvec.internal.engine;

/** Adds up products of rows, for the eigenvalues of their covariance. */
public interface CovarianceSum extends AutoCloseable {

  /**
   * Adds rows.
   *
   * @param rows {@code [count, dimension]}
   */
  void add(float[] rows, int count);

  /**
   * Eigenvalues of the mean product less the product of the means, in any order.
   *
   * @param mean {@code [dimension]}, of all rows that were added
   * @param count number of rows that were added
   */
  float[] eigenvalues(float[] mean, long count);

  @Override
  void close();
}
