package dev.nextvec.text;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * A bzip2 file read from its middle. It consists of blocks that are packed each for itself and
 * begin with 48 bits that stand nowhere else (but by a chance of one in 2^48 for each bit; what
 * follows then cannot be unpacked). Each block is made a whole file of one block, which the library
 * unpacks and checks. A part's blocks are those that begin in its bytes.
 */
final class Bzip2Blocks extends PartStream {
  private static final long BLOCK = 0x314159265359L;
  private static final long LAST = 0x177245385090L;
  private static final long MASK = (1L << 48) - 1;
  private static final int MARK_BITS = 48;
  private static final int CHECKSUM_BITS = 32;

  /** A block holds 900,000 bytes at most before it is packed. */
  private static final int MOST_BYTES = 2 << 20;

  private final InputStream packed;
  private final String shown;
  private final long length;
  private long window;
  private long bits;
  private int rest;
  private int current;
  private boolean atBlock;
  private boolean sawLast;

  private InputStream block = InputStream.nullInputStream();
  private long unpacked;
  private long end = Long.MAX_VALUE;

  Bzip2Blocks(InputStream in, FilePart part) {
    super(part.number() == 0);
    packed = new BufferedInputStream(in, 1 << 16);
    shown = part.file().shown();
    length = part.isLast() ? Long.MAX_VALUE : part.to() - part.from();
  }

  @Override
  long end() {
    return end;
  }

  @Override
  InputStream in() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int count) throws IOException {
        return unpack(into, offset, count);
      }

      @Override
      public void close() throws IOException {
        packed.close();
      }
    };
  }

  private int unpack(byte[] into, int offset, int count) throws IOException {
    int read = block.read(into, offset, count);
    while (read < 0) {
      if (!nextBlock()) {
        return -1;
      }
      read = block.read(into, offset, count);
    }
    unpacked += read;
    return read;
  }

  /** Goes to the next block, if there is one. */
  private boolean nextBlock() throws IOException {
    while (!atBlock) {
      if (!readBit()) {
        if (!sawLast && unpacked > 0) {
          throw new EOFException(shown + " is truncated: its compressed data ends early");
        }
        end = Math.min(end, unpacked);
        return false;
      }
      atBlock = isMark(BLOCK);
      sawLast |= isMark(LAST);
    }
    if ((bits - MARK_BITS) / 8 >= length) {
      end = Math.min(end, unpacked);
    }
    block = open(bytes());
    return true;
  }

  private boolean isMark(long mark) {
    return bits >= MARK_BITS && (window & MASK) == mark;
  }

  private boolean readBit() throws IOException {
    if (rest == 0) {
      current = packed.read();
      if (current < 0) {
        return false;
      }
      rest = 8;
    }
    rest--;
    window = window << 1 | (current >> rest & 1);
    bits++;
    return true;
  }

  /** The block behind the mark, up to the next mark, as a file. */
  private byte[] bytes() throws IOException {
    BitWriter file = new BitWriter();
    file.write('B' << 24 | 'Z' << 16 | 'h' << 8 | '9', 32);
    file.write(BLOCK, MARK_BITS);
    long checksum = 0;
    long before = bits;
    atBlock = false;
    sawLast = false;
    while (!atBlock && !sawLast) {
      if (!readBit()) {
        throw new EOFException(shown + " is truncated: its compressed data ends early");
      }
      file.write(window & 1, 1);
      long count = bits - before;
      checksum = count == CHECKSUM_BITS ? window & 0xffffffffL : checksum;
      atBlock = count > MARK_BITS && isMark(BLOCK);
      sawLast = count > MARK_BITS && isMark(LAST);
      if (count > MOST_BYTES * 8L) {
        throw new IOException(shown + " is damaged bzip2: a block does not end");
      }
    }
    return file.ended(checksum);
  }

  private InputStream open(byte[] file) throws IOException {
    return new BZip2CompressorInputStream(new ByteArrayInputStream(file), false);
  }

  /** Collects bits. */
  private static final class BitWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 18);
    private int bits;
    private int open;

    void write(long value, int count) {
      for (int i = count - 1; i >= 0; i--) {
        open = open << 1 | (int) (value >> i & 1);
        if (++bits % 8 == 0) {
          out.write(open);
        }
      }
    }

    /** Takes the mark that was written last for that of the file's end. */
    byte[] ended(long checksum) {
      byte[] written = out.toByteArray();
      BitWriter all = new BitWriter();
      int keep = bits - MARK_BITS;
      all.out.write(written, 0, keep / 8);
      all.bits = keep / 8 * 8;
      all.write((written[keep / 8] & 0xff) >> (8 - keep % 8), keep % 8);
      all.write(LAST, MARK_BITS);
      all.write(checksum, CHECKSUM_BITS);
      all.write(0, (8 - all.bits % 8) % 8);
      return all.out.toByteArray();
    }
  }
}
