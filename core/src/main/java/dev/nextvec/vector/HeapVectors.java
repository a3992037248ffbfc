package dev.nextvec.vector;

import java.util.Objects;

/** Vectors in memory: for small stores and tests. */
public final class HeapVectors implements VectorStore {
  private final int dimension;
  private final float[] values;

  private HeapVectors(int dimension, float[] values) {
    this.dimension = dimension;
    this.values = values;
  }

  /**
   * A store over a copy of {@code values}.
   *
   * @param values {@code [rows, dimension]}
   */
  public static HeapVectors of(float[] values, int dimension) {
    if (dimension < 1 || values.length % dimension != 0) {
      throw new IllegalArgumentException(
          values.length + " values do not make whole vectors of dimension " + dimension);
    }
    return new HeapVectors(dimension, values.clone());
  }

  /** A store of the given vectors, all of one length. */
  public static HeapVectors of(float[]... vectors) {
    if (vectors.length == 0) {
      throw new IllegalArgumentException("a vector store needs at least one vector");
    }
    return new HeapVectors(vectors[0].length, RowChecks.flatten(vectors));
  }

  @Override
  public long rows() {
    return values.length / dimension;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public void read(long first, int count, float[] into, int offset) {
    Objects.checkFromIndexSize(first, count, rows());
    System.arraycopy(values, (int) first * dimension, into, offset, count * dimension);
  }

  @Override
  public void close() {}
}
