package dev.nextvec.internal.zip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds the members of a ZIP archive, ZIP64 included, and where exactly their bytes lie: what is
 * not compressed can then be mapped in place.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT, section
 *     4.3</a>
 */
public final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_64_LOCATOR = 0x07064b50;
  private static final int END_64 = 0x06064b50;
  private static final int ENTRY = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int END_BYTES = 22;
  private static final long MAX_DIRECTORY = 1 << 24;
  private static final long SEE_ZIP64 = 0xffffffffL;

  private final FileChannel channel;
  private final String where;
  private final ZipWriter writer;

  private ZipDirectory(FileChannel channel, String where, ZipWriter writer) {
    this.channel = channel;
    this.where = where;
    this.writer = writer;
  }

  /**
   * The members by name, in the order of the archive's directory.
   *
   * @param where the archive in messages
   * @param writer what such archives are written with, for messages
   * @throws IOException if the archive is damaged, encrypted, or compressed in an unusual way
   */
  public static Map<String, ZipMember> read(FileChannel channel, String where, ZipWriter writer)
      throws IOException {
    return new ZipDirectory(channel, where, writer).members();
  }

  private Map<String, ZipMember> members() throws IOException {
    ByteBuffer directory = directory();
    Map<String, ZipMember> members = new LinkedHashMap<>();
    while (directory.remaining() >= 46 && directory.getInt(directory.position()) == ENTRY) {
      ZipMember member = member(directory);
      if (members.put(member.name(), member) != null) {
        throw damaged("it has two members named " + member.name());
      }
    }
    return members;
  }

  /** The bytes of the central directory, from its first entry on. */
  private ByteBuffer directory() throws IOException {
    long size = channel.size();
    int tailBytes = (int) Math.min(size, END_BYTES + 0xffff);
    ByteBuffer tail = bytes(size - tailBytes, tailBytes);
    int end = tailBytes - END_BYTES;
    while (end >= 0 && tail.getInt(end) != END) {
      end--;
    }
    if (end < 0) {
      throw new IOException(
          "%s is not %s or is truncated: it has no directory at its end"
              .formatted(where, writer.anArchive()));
    }
    long bytes = Integer.toUnsignedLong(tail.getInt(end + 12));
    long start = Integer.toUnsignedLong(tail.getInt(end + 16));
    long endAt = size - tailBytes + end;
    if (endAt >= 20) {
      ByteBuffer locator = bytes(endAt - 20, 20);
      if (locator.getInt(0) == END_64_LOCATOR) {
        ByteBuffer end64 = bytes(locator.getLong(8), 56);
        if (end64.getInt(0) != END_64) {
          throw damaged("its ZIP64 directory is not where it should be");
        }
        bytes = end64.getLong(40);
        start = end64.getLong(48);
      }
    }
    requireNothingBefore(endAt, bytes, start);
    if (bytes < 0 || bytes > MAX_DIRECTORY) {
      throw damaged("its directory would have " + bytes + " bytes");
    }
    return bytes(start, (int) bytes);
  }

  /**
   * The directory ends where its end record begins, unless something was put before the archive.
   */
  private void requireNothingBefore(long endAt, long bytes, long start) throws IOException {
    if (bytes >= 0 && start >= 0 && endAt - bytes > start && bytes(start, 4).getInt(0) != ENTRY) {
      throw new IOException(
          "%s has %d bytes before its archive, which its directory does not know of: remove them, or write it again with %s"
              .formatted(where, endAt - bytes - start, writer.function()));
    }
  }

  private ZipMember member(ByteBuffer directory) throws IOException {
    int at = directory.position();
    int flags = directory.getShort(at + 8);
    int method = directory.getShort(at + 10);
    long crc = Integer.toUnsignedLong(directory.getInt(at + 16));
    int nameBytes = Short.toUnsignedInt(directory.getShort(at + 28));
    int extraBytes = Short.toUnsignedInt(directory.getShort(at + 30));
    int commentBytes = Short.toUnsignedInt(directory.getShort(at + 32));
    int next = at + 46 + nameBytes + extraBytes + commentBytes;
    if (next > directory.limit()) {
      throw damaged("its directory is cut off");
    }
    ByteBuffer extra = directory.slice(at + 46 + nameBytes, extraBytes);
    long[] sizes = {
      Integer.toUnsignedLong(directory.getInt(at + 24)),
      Integer.toUnsignedLong(directory.getInt(at + 20)),
      Integer.toUnsignedLong(directory.getInt(at + 42))
    };
    widen(sizes, extra.order(ByteOrder.LITTLE_ENDIAN));
    String name = StandardCharsets.UTF_8.decode(directory.slice(at + 46, nameBytes)).toString();
    directory.position(next);
    if ((flags & 1) != 0) {
      throw new IOException(
          where + " member " + name + " is encrypted: save it without a password");
    }
    if (method != 0 && method != 8) {
      throw new IOException(
          "%s member %s is compressed by ZIP method %d: only deflate can be read; write it again with %s"
              .formatted(where, name, method, writer.function()));
    }
    return located(name, method == 8, sizes, crc);
  }

  /** ZIP64: every 32-bit field that is all ones has its value in the extra field instead. */
  private void widen(long[] sizes, ByteBuffer extra) throws IOException {
    while (extra.remaining() >= 4) {
      int id = Short.toUnsignedInt(extra.getShort());
      int length = Short.toUnsignedInt(extra.getShort());
      if (length > extra.remaining()) {
        return; // Some writers pad the field.
      }
      ByteBuffer field = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      extra.position(extra.position() + length);
      for (int i = 0; id == 1 && i < sizes.length; i++) {
        if (sizes[i] == SEE_ZIP64) {
          if (field.remaining() < Long.BYTES) {
            throw damaged("a ZIP64 field is cut off");
          }
          sizes[i] = field.getLong();
        }
      }
    }
  }

  private ZipMember located(String name, boolean compressed, long[] sizes, long crc)
      throws IOException {
    ByteBuffer local = bytes(sizes[2], 30);
    if (local.getInt(0) != LOCAL) {
      throw damaged("member " + name + " is not where its directory says");
    }
    long start =
        sizes[2]
            + 30
            + Short.toUnsignedInt(local.getShort(26))
            + Short.toUnsignedInt(local.getShort(28));
    boolean fits = sizes[0] >= 0 && sizes[1] >= 0 && sizes[1] <= channel.size() - start;
    if (!fits || (!compressed && sizes[0] != sizes[1])) {
      throw damaged("member " + name + " is not inside the file");
    }
    return new ZipMember(name, compressed, sizes[1], sizes[0], crc, start);
  }

  private ByteBuffer bytes(long at, int count) throws IOException {
    if (at < 0 || at > channel.size() - count) {
      throw damaged("it points outside itself");
    }
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) >= 0) {
      // Reads are allowed to be short.
    }
    return buffer.flip();
  }

  private IOException damaged(String how) {
    return new IOException("%s is a damaged %s: %s".formatted(where, writer.archive(), how));
  }
}
