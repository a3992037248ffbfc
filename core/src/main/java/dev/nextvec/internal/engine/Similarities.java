package dev.nextvec.internal.engine;

import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorStore;
import java.util.Arrays;

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

  /**
   * Streams the cosines of all queries with every row of a store. Each pair comes once; the
   * candidates of one query come in ascending order.
   *
   * @param queries {@code [count, dimension]}, of any length
   * @param count number of queries
   */
  public static void scan(
      Engine engine, VectorStore store, float[] queries, int count, Consumer consumer) {
    scan(engine, new WholeStore(store), queries, count, consumer);
  }

  /**
   * Streams the cosines of all queries with every row of a store, mapped; as {@link #scan(Engine,
   * VectorStore, float[], int, Consumer)} otherwise.
   */
  public static void scan(
      Engine engine, MappedStore store, float[] queries, int count, Consumer consumer) {
    WholeStore rows = new WholeStore(store.store());
    float[] back = store.back(unit(rows, queries, count), count);
    float[] scale = new float[count];
    for (int i = 0; i < count; i++) {
      scale[i] = (float) Rows.length(back, i * rows.dimension(), rows.dimension());
    }
    scan(
        engine,
        rows,
        back,
        count,
        block -> {
          rescale(block, scale, store.lengths());
          consumer.accept(block);
        });
  }

  /** From cosines of Mᵀ q with vectors as they are to those of q with mapped ones. */
  private static void rescale(Block block, float[] scale, float[] lengths) {
    int count = block.candidates();
    float[] inverse = new float[count];
    for (int j = 0; j < count; j++) {
      float length = lengths[(int) block.firstCandidate() + j];
      inverse[j] = length > 0 ? 1 / length : 0;
    }
    for (int i = 0; i < block.queries(); i++) {
      scale(block.values(), i * count, inverse, scale[block.firstQuery() + i]);
    }
  }

  /** One loop with one index, which the compiler turns into vector instructions. */
  private static void scale(float[] values, int from, float[] factors, float all) {
    for (int j = 0; j < factors.length; j++) {
      values[from + j] *= factors[j] * all;
    }
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
    scan(engine, new SomeRows(store, rows), queries, count, consumer);
  }

  private static void scan(
      Engine engine, CandidateRows candidates, float[] queries, int count, Consumer consumer) {
    float[] unit = unit(candidates, queries, count);
    if (candidates.count() == 0 || count == 0) {
      return;
    }
    engine.products(candidates, unit, count, consumer);
  }

  private static float[] unit(CandidateRows candidates, float[] queries, int count) {
    int dimension = candidates.dimension();
    if (count < 0 || queries.length < (long) count * dimension) {
      throw new IllegalArgumentException(
          "%d numbers do not hold %d queries of dimension %d"
              .formatted(queries.length, count, dimension));
    }
    float[] unit = Arrays.copyOf(queries, count * dimension);
    Rows.normaliseAll(unit, count, dimension);
    return unit;
  }

  private record WholeStore(VectorStore store) implements CandidateRows {
    @Override
    public long count() {
      return store.rows();
    }

    @Override
    public int dimension() {
      return store.dimension();
    }

    @Override
    public void read(long first, int count, float[] into) {
      store.read(first, count, into, 0);
      Rows.normaliseAll(into, count, dimension());
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record SomeRows(VectorStore store, long[] rows) implements CandidateRows {
    @Override
    public long count() {
      return rows.length;
    }

    @Override
    public int dimension() {
      return store.dimension();
    }

    @Override
    public void read(long first, int count, float[] into) {
      for (int i = 0; i < count; i++) {
        store.read(rows[(int) first + i], 1, into, i * dimension());
      }
      Rows.normaliseAll(into, count, dimension());
    }
  }
}
