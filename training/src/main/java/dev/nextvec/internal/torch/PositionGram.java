package dev.nextvec.internal.torch;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.WindowsLessMean;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Sums over windows of the products of their vectors: with z_k the vector at position k less a mean
 * (the target is the last position), block (k, l) is the sum of z_k z_l^T.
 *
 * <p>Consecutive windows share all vectors but one, so block (k + 1, l + 1) is block (k, l) less
 * the products at each run's first window plus those at its last: only the blocks (0, l) take a
 * pass over the windows. Products are float32 per batch, sums double.
 */
final class PositionGram {
  private static final int BATCH = 2048;

  private final Libtorch engine;
  private final WindowsLessMean windows;
  private final int positions;
  private final int dim;
  private float[] values = {};

  PositionGram(Libtorch engine, Windows windows, double[] mean) {
    this.engine = engine;
    this.windows = new WindowsLessMean(windows, mean);
    this.positions = this.windows.positions();
    this.dim = this.windows.dimension();
  }

  /**
   * The whole matrix, {@code [positions * dim, positions * dim]} in double, in the caller's scope.
   *
   * @param rows windows, ascending
   */
  Tensor of(int[] rows) {
    long side = (long) positions * dim;
    Tensor gram = torch.zeros(new long[] {side, side}, doubles());
    Tensor first = gram.narrow(0, 0, dim);
    try (PointerScope scope = engine.scope();
        Workspace space = new Workspace(engine)) {
      Workspace.Buffer z = space.buffer();
      Tensor product = space.buffer().of(dim, side);
      Tensor exact = space.keep(torch.empty(new long[] {dim, side}, doubles(), null));
      for (int from = 0; from < rows.length; from += BATCH) {
        Tensor some = centred(rows, from, Math.min(BATCH, rows.length - from), z);
        space.kernels().transposedTimes(product, some.narrow(1, 0, dim), some);
        first.add_(exact.copy_(product));
      }
    }
    shift(gram, rows);
    return gram;
  }

  private void shift(Tensor gram, int[] rows) {
    int[] starts = windows.starts(rows);
    int[] stops = windows.stops(rows);
    try (PointerScope scope = engine.scope();
        Workspace space = new Workspace(engine)) {
      Tensor first = centred(starts, 0, starts.length, space.buffer());
      Tensor last = centred(stops, 0, stops.length, space.buffer());
      Tensor product = space.buffer().of(dim, dim);
      Tensor exact = space.keep(torch.empty(new long[] {dim, dim}, doubles(), null));
      for (int k = 0; k + 1 < positions; k++) {
        for (int l = k; l + 1 < positions; l++) {
          Tensor next = block(gram, k + 1, l + 1);
          next.copy_(block(gram, k, l));
          next.sub_(product(space, product, exact, first, k, l));
          next.add_(product(space, product, exact, last, k + 1, l + 1));
          if (k < l) {
            block(gram, l + 1, k + 1).copy_(next.t());
          }
        }
      }
      for (int l = 1; l < positions; l++) {
        block(gram, l, 0).copy_(block(gram, 0, l).t());
      }
    }
  }

  /** z_k z_l^T in float32, then in double. */
  private Tensor product(Workspace space, Tensor product, Tensor exact, Tensor z, int k, int l) {
    Tensor left = z.narrow(1, (long) k * dim, dim);
    space.kernels().transposedTimes(product, left, z.narrow(1, (long) l * dim, dim));
    return exact.copy_(product);
  }

  private Tensor block(Tensor gram, int k, int l) {
    return gram.narrow(0, (long) k * dim, dim).narrow(1, (long) l * dim, dim);
  }

  /** Windows less the mean, {@code [count, positions * dim]} in float32. */
  private Tensor centred(int[] rows, int from, int count, Workspace.Buffer into) {
    int width = positions * dim;
    if (values.length < count * width) {
      values = new float[Math.multiplyExact(count, width)];
    }
    windows.read(rows, from, count, values);
    Tensor z = into.of(count, width);
    engine.upload(values, count * width, z);
    return z;
  }

  static TensorOptions doubles() {
    return new TensorOptions(torch.ScalarType.Double);
  }
}
