package dev.nextvec.internal.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What stands before the elements of an NPY array (format versions 1.0, 2.0 and 3.0).
 *
 * @param type element type
 * @param fortranOrder whether the first index varies fastest
 * @param shape lengths of the axes
 * @param bytes size of the header: the elements begin there
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The NPY
 *     format</a>
 */
public record NpyHeader(NpyType type, boolean fortranOrder, List<Long> shape, int bytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_TEXT = 1 << 16;
  private static final int PICKLE = 0x80;

  public NpyHeader {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long elements() {
    long product = 1;
    for (long length : shape) {
      product = Math.multiplyExact(product, length);
    }
    return product;
  }

  /** Bytes that the elements take. */
  public long dataBytes() {
    return Math.multiplyExact(elements(), (long) type.bytes());
  }

  /** The shape as NumPy prints it, for messages. */
  public String shapeText() {
    return shape.toString();
  }

  /**
   * Reads and checks the header of an array.
   *
   * @param channel the file
   * @param start where the array begins in it
   * @param length bytes that belong to the array, header included
   * @param where the file and member, for messages
   * @throws IOException if the header is malformed, oversized or truncated, or names more or fewer
   *     elements than there are bytes
   */
  static NpyHeader read(SeekableByteChannel channel, long start, long length, String where)
      throws IOException {
    Dictionary dictionary = dictionary(channel, start, length, where);
    return new NpyHeaderParser(dictionary.text(), where)
        .parse(dictionary.end())
        .checkLength(length, where);
  }

  /**
   * The text of a header, which describes the array.
   *
   * @param text as it stands there, padding included
   * @param end offset behind it in the array's bytes: the elements begin there
   */
  public record Dictionary(String text, int end) {}

  /**
   * Reads the text of a header, whatever it says.
   *
   * @param channel the file
   * @param start where the array begins in it
   * @param length bytes that belong to the array, header included
   * @param where the file and member, for messages
   * @throws IOException if there is no such header, or it is oversized or truncated
   */
  public static Dictionary dictionary(
      SeekableByteChannel channel, long start, long length, String where) throws IOException {
    ByteBuffer prefix = bytes(channel, start, Math.min(12, length));
    checkMagic(prefix, where);
    int version = checkVersion(prefix, where);
    int textAt = version == 1 ? 10 : 12;
    if (prefix.limit() < textAt) {
      throw truncated(where, length);
    }
    long textLength =
        version == 1
            ? Short.toUnsignedLong(prefix.getShort(8))
            : Integer.toUnsignedLong(prefix.getInt(8));
    if (textLength > MAX_TEXT) {
      throw new IOException(
          "%s has an NPY header of %d bytes: more than %d are refused"
              .formatted(where, textLength, MAX_TEXT));
    }
    if (textAt + textLength > length) {
      throw truncated(where, length);
    }
    Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    String text = charset.decode(bytes(channel, start + textAt, textLength)).toString();
    return new Dictionary(text, (int) (textAt + textLength));
  }

  private static int checkVersion(ByteBuffer prefix, String where) throws IOException {
    int version = prefix.get(6);
    if (version < 1 || version > 3 || prefix.get(7) != 0) {
      throw new IOException(
          "%s has NPY version %d.%d: versions 1.0, 2.0 and 3.0 can be read"
              .formatted(where, version, prefix.get(7)));
    }
    return version;
  }

  private static void checkMagic(ByteBuffer prefix, String where) throws IOException {
    byte[] start = Arrays.copyOf(prefix.array(), Math.min(MAGIC.length, prefix.limit()));
    if (start.length > 0 && Byte.toUnsignedInt(start[0]) == PICKLE) {
      throw new IOException(
          where + " is not an NPY array but looks pickled: pickled objects are refused");
    }
    if (start.length > 1 && start[0] == 'P' && start[1] == 'K') {
      throw new IOException(
          where
              + " is not an NPY array but an archive, as numpy.savez writes it: save the one array"
              + " with numpy.save");
    }
    if (!Arrays.equals(start, MAGIC) || prefix.limit() < 8) {
      throw new IOException(where + " is not an NPY array: it does not begin with \\x93NUMPY");
    }
  }

  private NpyHeader checkLength(long length, String where) throws IOException {
    long needed;
    try {
      needed = Math.addExact(dataBytes(), (long) bytes);
    } catch (ArithmeticException e) {
      throw new IOException(
          where + " has shape " + shapeText() + ": more elements than a file can hold", e);
    }
    if (length < needed) {
      throw new IOException(
          where
              + " is truncated: shape "
              + shapeText()
              + " needs "
              + needed
              + " bytes but there are "
              + length);
    }
    if (length > needed) {
      throw new IOException(
          where
              + " has "
              + (length - needed)
              + " bytes after the end of its array of shape "
              + shapeText()
              + ": refused as damaged");
    }
    return this;
  }

  private static IOException truncated(String where, long length) {
    return new IOException(
        where + " is truncated inside its NPY header: only " + length + " bytes");
  }

  private static ByteBuffer bytes(SeekableByteChannel channel, long at, long count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) count).order(ByteOrder.LITTLE_ENDIAN);
    channel.position(at);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // Reads are allowed to be short.
    }
    return buffer.flip();
  }

  /**
   * The bytes of a version 1.0 header, padded so that a header of the same array with more rows is
   * equally long: it can be written first and again when the number of rows is known.
   *
   * @param shape lengths of one to three axes
   */
  public static byte[] encode(NpyType type, long... shape) {
    String axes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return encode(
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(type.description(), shape.length == 1 ? axes + "," : axes));
  }

  /** The bytes of a version 1.0 header, padded with spaces to a multiple of 64. */
  public static byte[] encode(String dictionary) {
    int needed = MAGIC.length + 4 + dictionary.length() + 1;
    ByteBuffer header =
        ByteBuffer.allocate(Math.ceilDiv(needed, 64) * 64).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (header.capacity() - 10));
    header.put(dictionary.getBytes(StandardCharsets.ISO_8859_1));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }
}
