package dev.nextvec.vector;

import java.nio.ByteBuffer;

/** Rows of vectors, all of one dimension, read by row number. Safe to read from several threads. */
public interface VectorStore extends AutoCloseable {

  /** Number of vectors. */
  long rows();

  /** Length of one vector. */
  int dimension();

  /**
   * Copies {@code count} consecutive rows as float32.
   *
   * @param first first row
   * @param count number of rows
   * @param into receives {@code [count, dimension]} from {@code offset} on
   * @param offset index of the first float written
   * @throws IndexOutOfBoundsException if a row or the destination does not exist
   */
  void read(long first, int count, float[] into, int offset);

  /** What {@link #copy} copies. */
  default VectorType type() {
    return VectorType.FLOAT32;
  }

  /**
   * Copies {@code count} consecutive rows as they are stored, without converting them.
   *
   * @param first first row
   * @param count number of rows
   * @param into receives {@code [count, dimension]} numbers of {@link #type} in the machine's byte
   *     order, which must be its own
   * @param offset index of the first byte written
   * @throws IndexOutOfBoundsException if a row or the destination does not exist
   */
  default void copy(long first, int count, ByteBuffer into, int offset) {
    float[] rows = new float[Math.multiplyExact(count, dimension())];
    read(first, count, rows, 0);
    into.slice(offset, rows.length * Float.BYTES).order(into.order()).asFloatBuffer().put(rows);
  }

  /** Copies one row into a new array. */
  default float[] read(long row) {
    float[] vector = new float[dimension()];
    read(row, 1, vector, 0);
    return vector;
  }

  @Override
  void close();
}
