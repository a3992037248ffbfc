package dev.nextvec.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The text of a part of a file, unpacked, and whatever follows: a page may end in the next part.
 */
abstract class PartStream implements AutoCloseable {
  private final boolean first;

  PartStream(boolean first) {
    this.first = first;
  }

  /**
   * Opens a part.
   *
   * @param bytes counts the bytes of the part, as they are on disk
   */
  static PartStream open(FilePart part, AtomicLong bytes) throws IOException {
    CorpusFile file = part.file();
    if (part.isWhole()) {
      return new Bytes(FileBytes.open(file, bytes), true, Long.MAX_VALUE);
    }
    SeekableByteChannel channel = Files.newByteChannel(file.path());
    channel.position(part.from());
    InputStream in = new ByteCounter(Channels.newInputStream(channel), bytes);
    return file.isBzip2()
        ? new Bzip2Blocks(in, part)
        : new Bytes(in, part.number() == 0, part.to() - part.from());
  }

  /** Whether nothing stands before it. */
  final boolean isFirst() {
    return first;
  }

  abstract InputStream in();

  /** How many unpacked bytes belong to the part; more than any number while that is not known. */
  abstract long end();

  @Override
  public void close() throws IOException {
    in().close();
  }

  /** What needs no unpacking, or is whole. */
  private static final class Bytes extends PartStream {
    private final InputStream in;
    private final long end;

    Bytes(InputStream in, boolean first, long end) {
      super(first);
      this.in = in;
      this.end = end;
    }

    @Override
    InputStream in() {
      return in;
    }

    @Override
    long end() {
      return end;
    }
  }
}
