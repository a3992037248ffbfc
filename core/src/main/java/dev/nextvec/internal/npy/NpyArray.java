package dev.nextvec.internal.npy;

import dev.nextvec.internal.file.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/**
 * A memory-mapped NumPy array of any size, read row by row, a row being everything under one value
 * of the first index. Floats of 2, 4 or 8 bytes and integers, either byte order, C or Fortran
 * order. Opening reads the header only. Safe to read from several threads.
 */
public final class NpyArray {
  private final String where;
  private final NpyHeader header;
  private final MappedElements elements;
  private final long rows;
  private final int rowLength;

  private NpyArray(String where, NpyHeader header, MappedElements elements) throws IOException {
    this.where = where;
    this.header = header;
    this.elements = elements;
    this.rows = header.shape().isEmpty() ? 1 : header.shape().get(0);
    this.rowLength = rowLength(where, header);
  }

  private static int rowLength(String where, NpyHeader header) throws IOException {
    int length = 1;
    try {
      for (long axis :
          header.shape().subList(Math.min(1, header.shape().size()), header.shape().size())) {
        length = Math.toIntExact(Math.multiplyExact((long) length, axis));
      }
      return length;
    } catch (ArithmeticException e) {
      throw new IOException(
          where + " has shape " + header.shapeText() + ": one row of it is too long", e);
    }
  }

  /**
   * Maps the array in {@code file}.
   *
   * @throws IOException if the file cannot be read or is not a plain array of numbers
   */
  public static NpyArray open(Path file) throws IOException {
    FileErrors.requireNoFolder(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return open(channel, 0, channel.size(), file.toString());
    }
  }

  /** Maps the array in {@code length} bytes of a file from {@code start} on. */
  static NpyArray open(FileChannel channel, long start, long length, String where)
      throws IOException {
    NpyHeader header = NpyHeader.read(channel, start, length, where);
    MappedElements elements =
        MappedElements.map(channel, start + header.bytes(), header.elements(), header.type());
    return new NpyArray(where, header, elements);
  }

  /**
   * Refuses whole numbers, where vectors are wanted: they are counts or row numbers.
   *
   * @return this array
   */
  public NpyArray requireFloats() throws IOException {
    if (!header.type().isFloat()) {
      throw new IOException(
          "%s has dtype %s: expected float16, float32 or float64"
              .formatted(where, header.type().description()));
    }
    return this;
  }

  /** The file, and the member of it, that this array came from. */
  public String where() {
    return where;
  }

  public NpyHeader header() {
    return header;
  }

  /** Lengths of the axes. */
  public List<Long> shape() {
    return header.shape();
  }

  /** Length of the first axis. */
  public long rows() {
    return rows;
  }

  /** Product of the lengths of the other axes. */
  public int rowLength() {
    return rowLength;
  }

  /**
   * Copies rows as float32, each in C order.
   *
   * @param into receives {@code [count, rowLength]} from {@code offset} on
   * @throws IndexOutOfBoundsException if a row or the destination does not exist
   */
  public void floats(long first, int count, float[] into, int offset) {
    Objects.checkFromIndexSize(first, count, rows);
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, rowLength), into.length);
    try {
      if (header.fortranOrder() && header.shape().size() > 1) {
        scatter(first, count, into, offset);
      } else {
        elements.floats(first * rowLength, count * rowLength, into, offset);
      }
      takeFault();
    } catch (InternalError e) {
      throw lost(e);
    }
  }

  /**
   * Lets a fault of the mapped memory be thrown here. The JVM throws it only when the thread next
   * looks for what waits for it, compiled code perhaps after the caller's {@code try}; it always
   * looks as it comes back from a native method, of which this one costs some 20 ns.
   */
  private void takeFault() {
    if (Thread.holdsLock(this)) {
      throw new IllegalStateException("nobody locks an array");
    }
  }

  /** What is mapped fails this way where the file no longer has it. */
  private UncheckedIOException lost(InternalError e) {
    return new UncheckedIOException(
        new IOException(
            where
                + " became shorter while it was read, or its disk failed: restore the file, and"
                + " change none that is in use",
            e));
  }

  /**
   * Copies rows of an array of floats in C order as they are, in the byte order of {@code into}.
   *
   * @param into receives {@code [count, rowLength]} elements from byte {@code offset} on
   * @throws IndexOutOfBoundsException if a row or the destination does not exist
   */
  public void copy(long first, int count, ByteBuffer into, int offset) {
    Objects.checkFromIndexSize(first, count, rows);
    try {
      elements.copy(first * rowLength, Math.multiplyExact(count, rowLength), into, offset);
      takeFault();
    } catch (InternalError e) {
      throw lost(e);
    }
  }

  /** In Fortran order the values of one column lie side by side, those of one row far apart. */
  private void scatter(long first, int count, float[] into, int offset) {
    float[] column = new float[count];
    for (int c = 0; c < rowLength; c++) {
      elements.floats(fortranColumn(c) * rows + first, count, column, 0);
      for (int r = 0; r < count; r++) {
        into[offset + r * rowLength + c] = column[r];
      }
    }
  }

  /** Position, in Fortran order, of what C order over all axes but the first puts at {@code c}. */
  private long fortranColumn(int c) {
    List<Long> shape = header.shape();
    long rest = c;
    long position = 0;
    long below = rowLength;
    for (int axis = shape.size() - 1; axis >= 1; axis--) {
      below /= shape.get(axis);
      position += (rest % shape.get(axis)) * below;
      rest /= shape.get(axis);
    }
    return position;
  }

  /**
   * One component of a row in full precision, however it is stored.
   *
   * @param component its place in the row, in C order
   */
  public double number(long row, int component) {
    Objects.checkIndex(row, rows);
    Objects.checkIndex(component, rowLength);
    return header.fortranOrder() && header.shape().size() > 1
        ? elements.number(fortranColumn(component) * rows + row)
        : elements.number(row * rowLength + component);
  }

  /**
   * Element {@code index} of a one-dimensional array of integers.
   *
   * @throws IllegalStateException if the array holds floats
   */
  public long integer(long index) {
    return elements.integer(Objects.checkIndex(index, header.elements()));
  }
}
