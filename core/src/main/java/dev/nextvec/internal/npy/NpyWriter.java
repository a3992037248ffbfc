package dev.nextvec.internal.npy;

import dev.nextvec.internal.file.FileSink;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.vector.VectorType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes an NPY array {@code [rows, dimension]} of float16 or float32 row by row, without knowing
 * the number of rows beforehand. The file is valid after {@link #finish}.
 */
public final class NpyWriter implements AutoCloseable {
  private static final int BLOCK = 1 << 16;

  private final Path file;
  private final VectorType type;
  private final int dimension;
  private final OutputStream out;
  private final Sha256 hash;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
  private long rows;

  public NpyWriter(Path file, VectorType type, int dimension, FileSink sink, Sha256 hash)
      throws IOException {
    this.file = file;
    this.type = type;
    this.dimension = dimension;
    this.hash = hash;
    this.out = new BufferedOutputStream(sink.create(file), BLOCK);
    out.write(NpyHeader.encode(NpyType.of(type), 0, dimension));
  }

  /**
   * Creates {@code file}.
   *
   * @throws IOException if that fails
   */
  public static NpyWriter create(Path file, VectorType type, int dimension) throws IOException {
    return new NpyWriter(file, type, dimension, FileSink.DISK, new Sha256());
  }

  /**
   * Writes rows.
   *
   * @param values holds {@code [count, dimension]} from {@code offset} on
   */
  public void append(float[] values, int offset, int count) throws IOException {
    int left = Math.multiplyExact(count, dimension);
    int at = offset;
    while (left > 0) {
      int length = Math.min(left, BLOCK / type.bytes());
      encode(values, at, length);
      out.write(block.array(), 0, block.position());
      hash.add(block.array(), 0, block.position());
      at += length;
      left -= length;
    }
    rows += count;
  }

  private void encode(float[] values, int at, int length) {
    block.clear();
    switch (type) {
      case FLOAT16 -> {
        for (int i = 0; i < length; i++) {
          block.putShort(Float.floatToFloat16(values[at + i]));
        }
      }
      case FLOAT32 -> {
        block.asFloatBuffer().put(values, at, length);
        block.position(length * Float.BYTES);
      }
    }
  }

  /** Rows written so far. */
  public long rows() {
    return rows;
  }

  /** Puts the number of rows into the header and the file onto the disk. */
  public void finish() throws IOException {
    out.close();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(NpyHeader.encode(NpyType.of(type), rows, dimension)), 0);
      channel.force(true);
    }
  }

  /** Closes the file; without {@link #finish} before, it says that it has no rows. */
  @Override
  public void close() throws IOException {
    out.close();
  }
}
