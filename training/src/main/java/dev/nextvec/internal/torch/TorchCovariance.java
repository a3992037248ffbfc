package dev.nextvec.internal.torch;

import dev.nextvec.internal.engine.CovarianceSum;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Products of rows in float32 for each block, added up in double. */
public final class TorchCovariance implements CovarianceSum {
  private final Libtorch engine;
  private final int dimension;
  private final Workspace kept;
  private final Tensor sum; // [dimension, dimension]

  public TorchCovariance(Libtorch engine, int dimension) {
    this.engine = engine;
    this.dimension = dimension;
    kept = new Workspace(engine);
    sum = kept.keep(torch.zeros(new long[] {dimension, dimension}, doubles()));
  }

  @Override
  public void add(float[] rows, int count) {
    try (PointerScope scope = engine.scope()) {
      Tensor x = engine.empty(count, dimension);
      engine.upload(rows, count * dimension, x);
      sum.add_(torch.mm(x.t(), x).cpu().toType(torch.ScalarType.Double));
    }
  }

  /** In float32 on the way out: shares of a variance need no more. */
  @Override
  public float[] eigenvalues(float[] mean, long count) {
    try (PointerScope scope = engine.scope()) {
      Tensor centre = torch.empty(1, dimension);
      centre.data_ptr_float().put(mean, 0, dimension);
      Tensor wide = centre.toType(torch.ScalarType.Double);
      Tensor covariance = sum.div(new Scalar((double) count)).sub(torch.mm(wide.t(), wide));
      Tensor values = torch.linalg_eigvalsh(covariance).toType(torch.ScalarType.Float).contiguous();
      float[] eigenvalues = new float[dimension];
      values.data_ptr_float().get(eigenvalues, 0, dimension);
      return eigenvalues;
    }
  }

  private static TensorOptions doubles() {
    return new TensorOptions(torch.ScalarType.Double);
  }

  @Override
  public void close() {
    kept.close();
  }
}
