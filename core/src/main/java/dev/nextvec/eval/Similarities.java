package dev.nextvec.eval;

import dev.nextvec.data.Rows;
import dev.nextvec.data.VectorStore;
import dev.nextvec.torch.Activation;
import dev.nextvec.torch.Engine;
import dev.nextvec.torch.Kernels;
import dev.nextvec.torch.Workspace;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Cosines of many queries with many stored vectors, in blocks that come from one matrix product
 * each: memory does not grow with the number of candidates, and 7,500 queries against 90,000
 * candidates of 768 numbers take seconds.
 *
 * <p>Queries and candidates are scaled to unit length; a vector of zero length has cosine 0 with
 * all. Sums run in float32, so a cosine is exact to about 3e-7 and differs that much with the
 * position in a block: compare with a tolerance, such as {@link #ROUNDING}.
 */
public final class Similarities {
  /** Cosines closer than this may differ by rounding only. */
  public static final float ROUNDING = 1e-6f;

  private static final int MOST_QUERIES = 1024;
  private static final int MOST_CANDIDATES = 4096;

  private Similarities() {}

  /**
   * Cosines of some queries with some candidates. The array is reused for the next block: copy what
   * must outlive {@link Consumer#accept}.
   *
   * @param firstQuery number of the first query
   * @param queries number of queries
   * @param firstCandidate the first candidate: a row of the store, or a position in the list of
   *     rows that was asked for
   * @param candidates number of candidates
   * @param values {@code [queries, candidates]}: see {@link #value}
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Block(
      int firstQuery, int queries, long firstCandidate, int candidates, float[] values) {

    /** The cosine of query {@code firstQuery + i} and candidate {@code firstCandidate + j}. */
    public float value(int i, int j) {
      return values[i * candidates + j];
    }
  }

  /** Receives blocks. */
  @FunctionalInterface
  public interface Consumer {
    void accept(Block block);
  }

  /** Reads candidates that may lie anywhere in a store. */
  private interface Candidates {
    void read(long first, int count, float[] into);
  }

  /**
   * Streams the cosines of all queries with every row of a store. Each pair comes once; the
   * candidates of one query come in ascending order.
   *
   * @param queries {@code [count, dimension]}, of any length
   * @param count number of queries
   */
  public static void scan(
      Engine engine, VectorStore store, float[] queries, int count, Consumer consumer) {
    scan(
        engine,
        store.rows(),
        (first, rows, into) -> store.read(first, rows, into, 0),
        store.dimension(),
        queries,
        count,
        consumer);
  }

  /**
   * Streams the cosines of all queries with some rows of a store, in the order of {@code rows}.
   *
   * @param rows rows of the store; a block's candidates are positions in this list
   * @param queries {@code [count, dimension]}, of any length
   * @param count number of queries
   */
  public static void scan(
      Engine engine,
      VectorStore store,
      long[] rows,
      float[] queries,
      int count,
      Consumer consumer) {
    int dimension = store.dimension();
    Candidates candidates =
        (first, n, into) -> {
          for (int i = 0; i < n; i++) {
            store.read(rows[(int) first + i], 1, into, i * dimension);
          }
        };
    scan(engine, rows.length, candidates, dimension, queries, count, consumer);
  }

  private static void scan(
      Engine engine,
      long rows,
      Candidates store,
      int dimension,
      float[] queries,
      int count,
      Consumer consumer) {
    check(dimension, queries, count);
    if (rows == 0 || count == 0) {
      return;
    }
    float[] unit = Arrays.copyOf(queries, count * dimension);
    Rows.normaliseAll(unit, count, dimension);
    try (PointerScope scope = new PointerScope();
        Workspace space = new Workspace(engine)) {
      Tensor left = space.buffer().of(count, dimension);
      engine.upload(unit, unit.length, left);
      int most = (int) Math.min(MOST_CANDIDATES, rows);
      float[] candidates = new float[most * dimension];
      float[] values = new float[Math.min(MOST_QUERIES, count) * most];
      Tensor right = space.buffer().of(most, dimension);
      Kernels.Packed packed = space.pack(right);
      Tensor none = space.buffer().of(most).zero_();
      Workspace.Buffer out = space.buffer();
      for (long first = 0; first < rows; first += most) {
        int n = (int) Math.min(most, rows - first);
        store.read(first, n, candidates);
        Rows.normaliseAll(candidates, n, dimension);
        engine.upload(candidates, n * dimension, right);
        if (n == most) {
          packed.renew();
        }
        for (int from = 0; from < count; from += MOST_QUERIES) {
          int m = Math.min(MOST_QUERIES, count - from);
          try (PointerScope block = new PointerScope()) {
            Tensor some = left.narrow(0, from, m);
            Tensor cosines = out.of(m, n);
            if (n == most) {
              space.kernels().linear(cosines, some, packed, none, Activation.NONE);
            } else { // the last, of fewer candidates than were packed
              space.kernels().linear(cosines, some, right.narrow(0, 0, n), none.narrow(0, 0, n));
            }
            engine.download(cosines, values, m * n);
          }
          consumer.accept(new Block(from, m, first, n, values));
        }
      }
    }
  }

  private static void check(int dimension, float[] queries, int count) {
    if (count < 0 || queries.length < (long) count * dimension) {
      throw new IllegalArgumentException(
          "%d numbers do not hold %d queries of dimension %d"
              .formatted(queries.length, count, dimension));
    }
  }
}
