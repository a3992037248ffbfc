package dev.nextvec.internal.torch;

import dev.nextvec.internal.engine.CandidateRows;
import dev.nextvec.internal.engine.Similarities;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Products of many queries with many candidates, in blocks that come from one matrix product each:
 * memory does not grow with the number of candidates, and 7,500 queries against 90,000 candidates
 * of 768 numbers take seconds.
 */
public final class TorchProducts {
  private static final int MOST_QUERIES = 1024;
  private static final int MOST_CANDIDATES = 4096;

  private TorchProducts() {}

  /** Streams all products, block by block; the buffers of the loop stand beside it. */
  public static void stream(
      Libtorch engine,
      CandidateRows rows,
      float[] queries,
      int count,
      Similarities.Consumer consumer) {
    int dimension = rows.dimension();
    try (PointerScope scope = engine.scope();
        Workspace space = new Workspace(engine)) {
      Tensor left = space.buffer().of(count, dimension);
      engine.upload(queries, count * dimension, left);
      int most = (int) Math.min(MOST_CANDIDATES, rows.count());
      float[] candidates = new float[most * dimension];
      float[] values = new float[Math.min(MOST_QUERIES, count) * most];
      Tensor right = space.buffer().of(most, dimension);
      Kernels.Packed packed = space.pack(right);
      Tensor none = space.buffer().of(most).zero_();
      Workspace.Buffer out = space.buffer();
      for (long first = 0; first < rows.count(); first += most) {
        int n = (int) Math.min(most, rows.count() - first);
        rows.read(first, n, candidates);
        engine.upload(candidates, n * dimension, right);
        if (n == most) {
          packed.renew();
        }
        for (int from = 0; from < count; from += MOST_QUERIES) {
          int m = Math.min(MOST_QUERIES, count - from);
          try (PointerScope block = engine.scope()) {
            Tensor some = left.narrow(0, from, m);
            Tensor cosines = out.of(m, n);
            if (n == most) {
              space.kernels().linear(cosines, some, packed, none, Activation.NONE);
            } else { // the last, of fewer candidates than were packed
              space.kernels().linear(cosines, some, right.narrow(0, 0, n), none.narrow(0, 0, n));
            }
            engine.download(cosines, values, m * n);
          }
          consumer.accept(new Similarities.Block(from, m, first, n, values));
        }
      }
    }
  }

  /** The products of all pairs of rows, {@code [count, count]}. */
  public static void ofPairs(
      Libtorch engine, float[] rows, int count, int dimension, float[] into) {
    try (PointerScope scope = engine.scope()) {
      Tensor z = engine.empty(count, dimension);
      engine.upload(rows, count * dimension, z);
      engine.download(torch.mm(z, z.t()), into, count * count);
    }
  }
}
