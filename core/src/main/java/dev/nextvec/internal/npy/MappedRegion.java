package dev.nextvec.internal.npy;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** One mapped stretch of a file, less than 2 GB, whose elements are read as float32 or integers. */
sealed interface MappedRegion {
  /** Short enough to stay in the first-level cache between the copy and the conversion. */
  int BLOCK = 4096;

  /** Views {@code bytes}, whose byte order is already that of the elements. */
  static MappedRegion of(NpyType type, ByteBuffer bytes) {
    return switch (type.kind()) {
      case SIGNED, UNSIGNED -> new Whole(bytes, type.bytes(), type.kind());
      case FLOAT ->
          switch (type.bytes()) {
            case 2 -> new Half(bytes, bytes.asShortBuffer());
            case 4 -> new Single(bytes, bytes.asFloatBuffer());
            default -> new Double(bytes, bytes.asDoubleBuffer());
          };
    };
  }

  /** Copies {@code count} elements from element {@code at} on. Safe to call from any thread. */
  void floats(int at, int count, float[] into, int offset);

  /** One element in full precision. */
  double number(int at);

  /** The elements as they stand in the file. */
  ByteBuffer stored();

  /** Bytes of one element. */
  int bytes();

  /**
   * Copies {@code count} elements from element {@code at} on as they are, in the byte order of
   * {@code into}. Safe to call from any thread.
   *
   * @param offset index of the first byte written
   */
  default void copy(int at, int count, ByteBuffer into, int offset) {
    into.put(offset, stored(), at * bytes(), count * bytes());
    if (stored().order() != into.order()) {
      reverse(into, offset, count, bytes());
    }
  }

  private static void reverse(ByteBuffer elements, int offset, int count, int bytes) {
    for (int first = offset; first < offset + count * bytes; first += bytes) {
      for (int i = first, j = first + bytes - 1; i < j; i++, j--) {
        byte swapped = elements.get(i);
        elements.put(i, elements.get(j));
        elements.put(j, swapped);
      }
    }
  }

  /** float16. */
  record Half(ByteBuffer stored, ShortBuffer elements) implements MappedRegion {
    @Override
    public void floats(int at, int count, float[] into, int offset) {
      short[] block = new short[Math.min(count, BLOCK)];
      for (int done = 0; done < count; done += block.length) {
        int length = Math.min(block.length, count - done);
        elements.get(at + done, block, 0, length);
        StoredNumbers.decode(block, length, into, offset + done);
      }
    }

    @Override
    public double number(int at) {
      return Float.float16ToFloat(elements.get(at));
    }

    @Override
    public int bytes() {
      return Short.BYTES;
    }
  }

  /** float32. */
  record Single(ByteBuffer stored, FloatBuffer elements) implements MappedRegion {
    @Override
    public void floats(int at, int count, float[] into, int offset) {
      elements.get(at, into, offset, count);
    }

    @Override
    public double number(int at) {
      return elements.get(at);
    }

    @Override
    public int bytes() {
      return Float.BYTES;
    }
  }

  /** float64. */
  record Double(ByteBuffer stored, DoubleBuffer elements) implements MappedRegion {
    @Override
    public int bytes() {
      return java.lang.Double.BYTES;
    }

    @Override
    public void floats(int at, int count, float[] into, int offset) {
      double[] block = new double[Math.min(count, BLOCK)];
      for (int done = 0; done < count; done += block.length) {
        int length = Math.min(block.length, count - done);
        elements.get(at + done, block, 0, length);
        for (int i = 0; i < length; i++) {
          into[offset + done + i] = (float) block[i];
        }
      }
    }

    @Override
    public double number(int at) {
      return elements.get(at);
    }
  }

  /** Integers of 1, 2, 4 or 8 bytes. */
  record Whole(ByteBuffer stored, int bytes, NpyType.NumberKind kind) implements MappedRegion {
    @Override
    public void floats(int at, int count, float[] into, int offset) {
      for (int i = 0; i < count; i++) {
        into[offset + i] = integer(at + i);
      }
    }

    @Override
    public double number(int at) {
      return integer(at);
    }

    /** The element at {@code at}; the largest unsigned 8-byte values come out negative. */
    long integer(int at) {
      boolean signed = kind == NpyType.NumberKind.SIGNED;
      return switch (bytes) {
        case 1 -> signed ? stored.get(at) : Byte.toUnsignedLong(stored.get(at));
        case 2 -> signed ? stored.getShort(at * 2) : Short.toUnsignedLong(stored.getShort(at * 2));
        case 4 -> signed ? stored.getInt(at * 4) : Integer.toUnsignedLong(stored.getInt(at * 4));
        default -> stored.getLong(at * 8);
      };
    }
  }
}
