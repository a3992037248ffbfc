package dev.nextvec.internal.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, never read beyond their end. */
final class PickleBytes {
  private static final int LONGEST_NAME = 200;

  private final ByteBuffer bytes;

  PickleBytes(byte[] content) {
    bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where the next byte is. */
  int at() {
    return bytes.position();
  }

  int unsignedByte() throws PickleRefused {
    return Byte.toUnsignedInt(need(1).get());
  }

  int unsignedShort() throws PickleRefused {
    return Short.toUnsignedInt(need(2).getShort());
  }

  int signedInt() throws PickleRefused {
    return need(4).getInt();
  }

  long unsignedInt() throws PickleRefused {
    return Integer.toUnsignedLong(signedInt());
  }

  long longNumber() throws PickleRefused {
    return need(8).getLong();
  }

  /** Big-endian, unlike all else. */
  double bigEndianDouble() throws PickleRefused {
    return Double.longBitsToDouble(Long.reverseBytes(longNumber()));
  }

  /** A whole number in two's complement of up to eight bytes; none are zero. */
  long whole(long count) throws PickleRefused {
    if (count < 0 || count > Long.BYTES) {
      throw new PickleRefused(
          "has a whole number of %d bytes, and 8 are the most".formatted(count));
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      long next = unsignedByte();
      boolean last = i == count - 1;
      value |= (last ? (byte) next : next) << (8 * i);
    }
    return value;
  }

  String text(long count) throws PickleRefused {
    need(count);
    ByteBuffer text = bytes.slice(bytes.position(), (int) count);
    bytes.position(bytes.position() + (int) count);
    return decode(text);
  }

  /** Up to the end of the line. */
  String line() throws PickleRefused {
    int start = bytes.position();
    while (need(1).get() != '\n') {
      if (bytes.position() - start > LONGEST_NAME) {
        throw new PickleRefused("has a name of more than %d characters".formatted(LONGEST_NAME));
      }
    }
    return decode(bytes.slice(start, bytes.position() - start - 1));
  }

  private static String decode(ByteBuffer text) throws PickleRefused {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(text)
          .toString();
    } catch (CharacterCodingException e) {
      throw new PickleRefused("has a string that is not UTF-8");
    }
  }

  private ByteBuffer need(long count) throws PickleRefused {
    if (count < 0 || count > bytes.remaining()) {
      throw new PickleRefused(
          "needs %s bytes where %d are left"
              .formatted(Long.toUnsignedString(count), bytes.remaining()));
    }
    return bytes;
  }

  /**
   * Skips what announces the length of what follows.
   *
   * @throws IOException if more is announced than there is
   */
  void frame() throws PickleRefused {
    long length = longNumber();
    need(length);
  }
}
