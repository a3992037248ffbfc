package dev.nextvec.internal.npy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Streams an NPY array of a known shape, little-endian and in C order. What is written to is the
 * caller's, who closes it.
 */
public final class NpyOutput {
  private static final int BLOCK = 1 << 16;
  private static final NpyType FLOATS =
      new NpyType(NpyType.NumberKind.FLOAT, Float.BYTES, ByteOrder.LITTLE_ENDIAN);
  private static final NpyType INTEGERS =
      new NpyType(NpyType.NumberKind.SIGNED, Long.BYTES, ByteOrder.LITTLE_ENDIAN);

  private final OutputStream out;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
  private long left;

  private NpyOutput(OutputStream out, NpyType type, long... shape) throws IOException {
    this.out = out;
    this.left = 1;
    for (long axis : shape) {
      left = Math.multiplyExact(left, axis);
    }
    out.write(NpyHeader.encode(type, shape));
  }

  /** Begins an array of float32. */
  public static NpyOutput floats(OutputStream out, long... shape) throws IOException {
    return new NpyOutput(out, FLOATS, shape);
  }

  /** Begins an array of int64. */
  public static NpyOutput integers(OutputStream out, long... shape) throws IOException {
    return new NpyOutput(out, INTEGERS, shape);
  }

  /** Writes the next {@code count} elements of an array of float32. */
  public void add(float[] values, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      room(Float.BYTES);
      block.putFloat(values[i]);
    }
    left -= count;
  }

  /** Writes the next element of an array of int64. */
  public void add(long value) throws IOException {
    room(Long.BYTES);
    block.putLong(value);
    left--;
  }

  private void room(int bytes) throws IOException {
    if (block.remaining() < bytes) {
      flush();
    }
  }

  private void flush() throws IOException {
    out.write(block.array(), 0, block.position());
    block.clear();
  }

  /**
   * Ends the array.
   *
   * @throws IllegalStateException if there were more or fewer elements than its shape holds
   */
  public void finish() throws IOException {
    if (left != 0) {
      throw new IllegalStateException("an array was ended " + left + " elements before its shape");
    }
    flush();
  }
}
