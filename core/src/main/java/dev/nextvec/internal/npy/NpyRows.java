package dev.nextvec.internal.npy;

import dev.nextvec.internal.file.FileErrors;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The rows of an NPY file {@code [rows, length]} of float16 or float32 in C order, read as they are
 * asked for: where a file cannot be mapped, as on another file system. For one thread.
 */
public final class NpyRows implements AutoCloseable {
  private final Path file;
  private final SeekableByteChannel channel;
  private final NpyHeader header;

  private NpyRows(Path file, SeekableByteChannel channel, NpyHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws IOException if it cannot be read, is cut off, or holds something else
   */
  public static NpyRows open(Path file) throws IOException {
    FileErrors.requireNoFolder(file);
    SeekableByteChannel channel = Files.newByteChannel(file);
    try {
      NpyHeader header = NpyHeader.read(channel, 0, channel.size(), file.toString());
      if (header.shape().size() != 2
          || header.fortranOrder()
          || !header.type().isFloat()
          || header.type().bytes() > Float.BYTES) {
        throw new IOException(
            "%s %s %s is no [rows, length] of float16 or float32 in C order"
                .formatted(file, header.shapeText(), header.type().description()));
      }
      return new NpyRows(file, channel, header);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  public NpyHeader header() {
    return header;
  }

  /** Number of rows. */
  public long rows() {
    return header.shape().getFirst();
  }

  /** Length of a row. */
  public int length() {
    return Math.toIntExact(header.shape().getLast());
  }

  /**
   * Reads rows one after another.
   *
   * @param into receives {@code [count, length]} from {@code offset} on
   */
  public void read(long first, int count, float[] into, int offset) throws IOException {
    int bytes = header.type().bytes();
    long row = (long) length() * bytes;
    ByteBuffer read =
        ByteBuffer.allocate(Math.toIntExact(count * row)).order(header.type().order());
    channel.position(header.bytes() + first * row);
    while (read.hasRemaining()) {
      if (channel.read(read) < 0) {
        throw new EOFException(file + " is cut off");
      }
    }
    MappedRegion.of(header.type(), read.flip()).floats(0, count * length(), into, offset);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
