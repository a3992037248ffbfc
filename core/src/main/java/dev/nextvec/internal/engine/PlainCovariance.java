package dev.nextvec.internal.engine;

import dev.nextvec.internal.engine.FloatProducts.Operand;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Products of rows in float32 for each block, added up in double. */
final class PlainCovariance implements CovarianceSum {
  private final FloatProducts products;
  private final int dimension;
  private final double[] sum;

  PlainCovariance(FloatProducts products, int dimension) {
    this.products = products;
    this.dimension = dimension;
    sum = new double[Math.multiplyExact(dimension, dimension)];
  }

  @Override
  public void add(float[] rows, int count) {
    Operand all = new Operand(rows, dimension, 0, dimension);
    products.addTransposed(all, all, count, sum, 0, dimension, 1);
  }

  @Override
  public float[] eigenvalues(float[] mean, long count) {
    DMatrixRMaj covariance = covariance(mean, count);
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(dimension, false, true);
    if (!eigen.decompose(covariance)) {
      throw new IllegalStateException("the eigenvalues of a covariance were not found");
    }
    float[] values = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      values[i] = (float) eigen.getEigenvalue(i).getReal();
    }
    return values;
  }

  /** The covariance of the rows so far, {@code [dimension, dimension]}. */
  DMatrixRMaj covariance(float[] mean, long count) {
    DMatrixRMaj covariance = new DMatrixRMaj(dimension, dimension);
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < dimension; j++) {
        double value = (sum[i * dimension + j] + sum[j * dimension + i]) / 2 / count;
        covariance.set(i, j, value - (double) mean[i] * mean[j]);
      }
    }
    return covariance;
  }

  @Override
  public void close() {}
}
