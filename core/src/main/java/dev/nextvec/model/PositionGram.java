package dev.nextvec.model;

import dev.nextvec.data.Windows;
import dev.nextvec.torch.Engine;
import java.util.ArrayList;
import java.util.List;
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
 * pass over the windows. Kernels are float32 per batch, sums double.
 */
final class PositionGram {
  private static final int BATCH = 2048;

  private final Engine engine;
  private final Windows windows;
  private final float[] mean;
  private final int positions;
  private final int dim;

  PositionGram(Engine engine, Windows windows, double[] mean) {
    this.engine = engine;
    this.windows = windows;
    this.positions = windows.contextLength() + 1;
    this.dim = windows.dimension();
    this.mean = new float[dim];
    for (int d = 0; d < dim; d++) {
      this.mean[d] = (float) mean[d];
    }
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
    for (int from = 0; from < rows.length; from += BATCH) {
      try (PointerScope scope = new PointerScope()) {
        Tensor z = centred(rows, from, Math.min(BATCH, rows.length - from));
        first.add_(torch.mm(z.narrow(1, 0, dim).t(), z).toType(torch.ScalarType.Double));
      }
    }
    shift(gram, rows);
    return gram;
  }

  private void shift(Tensor gram, int[] rows) {
    int[] starts = ends(rows, -1);
    int[] stops = ends(rows, 1);
    try (PointerScope scope = new PointerScope()) {
      Tensor first = centred(starts, 0, starts.length);
      Tensor last = centred(stops, 0, stops.length);
      for (int k = 0; k + 1 < positions; k++) {
        for (int l = k; l + 1 < positions; l++) {
          Tensor next = block(gram, k + 1, l + 1);
          next.copy_(block(gram, k, l));
          next.sub_(product(first, k, l)).add_(product(last, k + 1, l + 1));
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

  private Tensor product(Tensor z, int k, int l) {
    Tensor product =
        torch.mm(z.narrow(1, (long) k * dim, dim).t(), z.narrow(1, (long) l * dim, dim));
    return product.toType(torch.ScalarType.Double);
  }

  private Tensor block(Tensor gram, int k, int l) {
    return gram.narrow(0, (long) k * dim, dim).narrow(1, (long) l * dim, dim);
  }

  /** The windows whose neighbour on one side is not among {@code rows}, or of another document. */
  private int[] ends(int[] rows, int side) {
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      int j = i + side;
      boolean neighbour =
          j >= 0
              && j < rows.length
              && rows[j] == rows[i] + side
              && windows.document(rows[j]) == windows.document(rows[i]);
      if (!neighbour) {
        ends.add(rows[i]);
      }
    }
    return ends.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Windows less the mean, {@code [count, positions * dim]} in float32. */
  private Tensor centred(int[] rows, int from, int count) {
    int width = positions * dim;
    float[] values = new float[Math.multiplyExact(count, width)];
    for (int i = 0; i < count; i++) {
      windows.contextAndTarget(rows[from + i], values, i * width);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] -= mean[i % dim];
    }
    Tensor z = torch.empty(count, width);
    engine.upload(values, values.length, z);
    return z;
  }

  static TensorOptions doubles() {
    return new TensorOptions(torch.ScalarType.Double);
  }
}
