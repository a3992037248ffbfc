package dev.nextvec.internal.engine;

import dev.nextvec.internal.engine.PlainGram.Gram;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;

/** Ridge regression's normal equations in double precision, solved by EJML. */
final class PlainRidge implements RidgeSystem {
  private final DMatrixRMaj gram;
  private final int dim;
  private final int in; // context length times dimension

  PlainRidge(Gram sums) {
    gram = DMatrixRMaj.wrap(sums.side(), sums.side(), sums.values());
    dim = sums.dimension();
    in = sums.side() - dim;
  }

  @Override
  public float[] map(double penalty, double[] weights) {
    DMatrixRMaj v = beyond(penalty, residual(weights));
    for (int row = 0; row < in; row++) {
      v.add(row, row % dim, weights[row / dim]);
    }
    return floats(v.data);
  }

  @Override
  public LowRank lowRank(double penalty, double[] weights, int rank) {
    DMatrixRMaj residual = residual(weights);
    DMatrixRMaj v = beyond(penalty, residual);
    DMatrixRMaj told = new DMatrixRMaj(dim, dim);
    CommonOps_DDRM.multTransA(v, residual, told);
    DMatrixRMaj turned = CommonOps_DDRM.transpose(told, null);
    CommonOps_DDRM.addEquals(told, turned);
    DMatrixRMaj out = largestDirections(told, rank);
    DMatrixRMaj inner = new DMatrixRMaj(in, rank);
    CommonOps_DDRM.mult(v, out, inner);
    float[] into = new float[in * rank];
    for (int row = 0; row < in; row++) {
      for (int r = 0; r < rank; r++) {
        into[(row / dim * rank + r) * dim + row % dim] = (float) inner.get(row, r);
      }
    }
    return new LowRank(into, floats(out.data));
  }

  /** {@code [dim, rank]}, those of the smallest of the largest eigenvalues first. */
  private static DMatrixRMaj largestDirections(DMatrixRMaj symmetric, int rank) {
    int n = symmetric.numRows;
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
    if (!eigen.decompose(symmetric)) {
      throw new IllegalStateException("the eigenvectors of a symmetric matrix were not found");
    }
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> eigen.getEigenvalue(i).getReal()))
            .mapToInt(Integer::intValue)
            .toArray();
    DMatrixRMaj out = new DMatrixRMaj(n, rank);
    for (int r = 0; r < rank; r++) {
      double[] direction = eigen.getEigenVector(order[n - rank + r]).data;
      for (int d = 0; d < n; d++) {
        out.set(d, r, direction[d]);
      }
    }
    return out;
  }

  /** XᵀR, {@code [in, dim]}. */
  private DMatrixRMaj residual(double[] weights) {
    DMatrixRMaj residual = CommonOps_DDRM.extract(gram, 0, in, in, in + dim);
    for (int row = 0; row < in; row++) {
      for (int k = 0; k < weights.length; k++) {
        for (int d = 0; d < dim; d++) {
          residual.add(row, d, -weights[k] * gram.get(row, k * dim + d));
        }
      }
    }
    return residual;
  }

  /** V, {@code [in, dim]}. */
  private DMatrixRMaj beyond(double penalty, DMatrixRMaj residual) {
    DMatrixRMaj system = CommonOps_DDRM.extract(gram, 0, in, 0, in);
    for (int i = 0; i < in; i++) {
      system.add(i, i, penalty);
    }
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(in);
    if (!solver.setA(system)) {
      throw new IllegalStateException(
          "ridge's equations have no solution with a penalty of " + penalty);
    }
    DMatrixRMaj v = new DMatrixRMaj(in, dim);
    solver.solve(residual.copy(), v);
    return v;
  }

  private static float[] floats(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  @Override
  public void close() {}
}
