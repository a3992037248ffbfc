package dev.nextvec.internal.engine;

import dev.nextvec.vector.VectorStore;
import dev.nextvec.vector.VectorType;
import java.util.Objects;

/**
 * Consecutive rows of a store, as a store. It does not close the other.
 *
 * @param whole the store
 * @param first its first row here
 * @param rows how many
 */
public record VectorStretch(VectorStore whole, long first, long rows) implements VectorStore {
  public VectorStretch {
    Objects.checkFromIndexSize(first, rows, whole.rows());
  }

  @Override
  public int dimension() {
    return whole.dimension();
  }

  @Override
  public VectorType type() {
    return whole.type();
  }

  @Override
  public void read(long from, int count, float[] into, int offset) {
    Objects.checkFromIndexSize(from, count, rows);
    whole.read(first + from, count, into, offset);
  }

  @Override
  public void close() {}
}
