package dev.nextvec.vector;

/**
 * The rows of one store and then those of another, as if they were one. Closes neither.
 *
 * @param first rows 0 to {@code first.rows() - 1}
 * @param second the rows after them
 */
public record JoinedVectors(VectorStore first, VectorStore second) implements VectorStore {
  public JoinedVectors {
    if (first.dimension() != second.dimension()) {
      throw new IllegalArgumentException(
          "vectors of dimension %d and of %d cannot be joined"
              .formatted(first.dimension(), second.dimension()));
    }
  }

  @Override
  public long rows() {
    return first.rows() + second.rows();
  }

  @Override
  public int dimension() {
    return first.dimension();
  }

  @Override
  public void read(long row, int count, float[] into, int offset) {
    int before = (int) Math.clamp(first.rows() - row, 0L, count);
    if (before > 0) {
      first.read(row, before, into, offset);
    }
    if (before < count) {
      second.read(row + before - first.rows(), count - before, into, offset + before * dimension());
    }
  }

  @Override
  public void close() {}
}
