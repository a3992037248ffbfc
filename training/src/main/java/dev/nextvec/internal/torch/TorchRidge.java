package dev.nextvec.internal.torch;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.RidgeSystem;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Ridge regression's normal equations in double precision, solved by libtorch. */
public final class TorchRidge implements RidgeSystem {
  private final Libtorch engine;
  private final int n;
  private final long dim;
  private final Workspace kept;
  private final Tensor gram; // [(n + 1) * dim, (n + 1) * dim]

  /** The equations of some windows, whose vectors all have the mean subtracted. */
  public TorchRidge(Libtorch engine, Windows windows, int[] rows, double[] mean) {
    this.engine = engine;
    n = windows.contextLength();
    dim = windows.dimension();
    kept = new Workspace(engine);
    gram = kept.keep(new PositionGram(engine, windows, mean).of(rows));
  }

  @Override
  public float[] map(double penalty, double[] weights) {
    try (PointerScope scope = engine.scope()) {
      Tensor v = beyond(penalty, residual(weights));
      for (int k = 0; k < n; k++) {
        v.narrow(0, k * dim, dim).diagonal().add_(new Scalar(weights[k]));
      }
      return floats(v);
    }
  }

  @Override
  public LowRank lowRank(double penalty, double[] weights, int rank) {
    try (PointerScope scope = engine.scope()) {
      Tensor residual = residual(weights);
      Tensor v = beyond(penalty, residual);
      Tensor told = torch.mm(v.t(), residual);
      Tensor directions = torch.linalg_eigh(told.add(told.t())).get1();
      Tensor out = directions.narrow(1, dim - rank, rank);
      Tensor in = torch.mm(v, out).view(n, dim, rank).transpose(1, 2);
      return new LowRank(floats(in), floats(out));
    }
  }

  /** XᵀR, {@code [n * dim, dim]}. */
  private Tensor residual(double[] weights) {
    long side = n * dim;
    Tensor residual = gram.narrow(0, 0, side).narrow(1, side, dim).clone();
    for (int k = 0; k < n; k++) {
      Scalar weight = new Scalar(-weights[k]);
      residual.add_(gram.narrow(0, 0, side).narrow(1, k * dim, dim), weight);
    }
    return residual;
  }

  /** V, {@code [n * dim, dim]}. */
  private Tensor beyond(double penalty, Tensor residual) {
    long side = n * dim;
    Tensor system = gram.narrow(0, 0, side).narrow(1, 0, side).clone();
    system.diagonal().add_(new Scalar(penalty));
    return torch.cholesky_solve(residual, torch.linalg_cholesky(system));
  }

  private float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    engine.download(tensor.toType(torch.ScalarType.Float).contiguous(), values, values.length);
    return values;
  }

  @Override
  public void close() {
    kept.close();
  }
}
