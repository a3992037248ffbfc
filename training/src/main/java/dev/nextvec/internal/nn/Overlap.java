package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Activation;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What the contexts of a batch share. Consecutive windows of a document differ by one vector, so a
 * batch of them has hardly more vectors than windows: what a network does to each vector alone, its
 * first products, is done once for each instead of once for each context.
 *
 * <p>Only a network with fixed weights looks for it: contexts to train on are shuffled, and a
 * backward pass needs every row.
 *
 * <p>The numbers are compared in an array, not in the tensor's memory: a buffer seen as floats, in
 * a loop that slices it, became null in compiled code of Java 25 (JDK-8385993).
 */
public final class Overlap {
  private static final double MOST = 0.75; // of the rows; with more, finding them again costs more
  private static final int BLOCK = 32; // rows are padded, for each size compiles kernels of its own

  private final boolean sought;
  private final Libtorch engine;
  private final Workspace.Buffer vectors;
  private final Workspace.Buffer room;
  private final Workspace.Buffer projected;
  private float[] numbers = {}; // of the batch, kept from one to the next
  private @Nullable Tensor places; // of each context's vectors among the distinct; null: all are

  public Overlap(Weights weights, Workspace workspace) {
    engine = workspace.engine();
    sought = weights.fixed() && engine.device() == Device.CPU;
    vectors = workspace.buffer();
    room = workspace.buffer();
    projected = workspace.buffer();
  }

  /**
   * Takes note of a batch.
   *
   * @param x contexts, {@code [n, batch, dim]}, valid until the last {@link #spread}
   * @return the distinct vectors {@code [m, dim]}; all rows of x where few repeat
   */
  public Tensor distinct(Tensor x) {
    places = null;
    int n = Math.toIntExact(x.size(0));
    int batch = Math.toIntExact(x.size(1));
    long dim = x.size(2);
    Tensor rows = x.view(-1, dim);
    if (!sought || batch == 1) {
      return rows;
    }
    long[] place = new long[n * batch];
    long[] first = new long[n * batch + BLOCK];
    int count = place(numbers(x), n, batch, Math.toIntExact(dim), place, first);
    int padded = (count + BLOCK - 1) / BLOCK * BLOCK;
    if (padded > MOST * n * batch) {
      return rows;
    }
    places = Tensor.create(place);
    Tensor chosen = Tensor.create(Arrays.copyOf(first, padded));
    return torch.index_select_out(vectors.of(padded, dim), rows, 0, chosen);
  }

  private float[] numbers(Tensor x) {
    int count = Math.toIntExact(x.numel());
    if (numbers.length < count) {
      numbers = new float[count];
    }
    engine.download(x, numbers, count);
    return numbers;
  }

  /**
   * @param place receives where each row's vector is among the distinct ones
   * @param first receives a row for each distinct vector
   * @return number of distinct vectors
   */
  private static int place(float[] x, int n, int batch, int dim, long[] place, long[] first) {
    int count = 0;
    for (int i = 0; i < batch; i++) {
      boolean follows = i > 0 && follows(x, n, batch, dim, i);
      for (int t = 0; t < n; t++) {
        int row = t * batch + i;
        if (follows && t < n - 1) {
          place[row] = place[row + batch - 1];
        } else {
          first[count] = row;
          place[row] = count++;
        }
      }
    }
    return count;
  }

  /** Whether context i is context i - 1 without its oldest vector, and one more. */
  private static boolean follows(float[] x, int n, int batch, int dim, int i) {
    for (int t = 0; t < n - 1; t++) {
      int own = (t * batch + i) * dim;
      int before = ((t + 1) * batch + i - 1) * dim;
      if (Arrays.mismatch(x, own, own + dim, x, before, before + dim) >= 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * @param rows {@code [m, width]}, one for each distinct vector
   * @return {@code [n * batch, width]}; {@code rows} itself where nothing was shared
   */
  public Tensor spread(Tensor rows) {
    return places == null
        ? rows
        : torch.index_select_out(room.of(places.size(0), rows.size(1)), rows, 0, places);
  }

  /**
   * out = rows Wᵀ + bias, spread.
   *
   * @param rows {@code [m, in]}, one for each distinct vector
   * @param out {@code [n * batch, width]}
   */
  void project(Projection projection, Tensor rows, Tensor bias, Tensor out) {
    if (places == null) {
      projection.into(out, rows, bias, Activation.NONE);
      return;
    }
    Tensor few = projected.of(rows.size(0), out.size(1));
    projection.into(few, rows, bias, Activation.NONE);
    torch.index_select_out(out, few, 0, places);
  }
}
