package dev.nextvec.internal.npy;

import dev.nextvec.internal.zip.ZipDirectory;
import dev.nextvec.internal.zip.ZipMember;
import dev.nextvec.internal.zip.ZipWriter;
import dev.nextvec.progress.Progress;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * A NumPy archive of any size. Members that are not compressed are mapped where they lie;
 * compressed ones are inflated to a scratch file, which no longer has a name while it is used.
 */
public final class NpzFile implements AutoCloseable {
  private static final String SUFFIX = ".npy";
  private static final int BLOCK = 1 << 20;

  private final Path file;
  private final Path scratch;
  private final FileChannel channel;
  private final Map<String, ZipMember> members;
  private final List<FileChannel> inflated = new ArrayList<>();

  private NpzFile(Path file, Path scratch, FileChannel channel, Map<String, ZipMember> members) {
    this.file = file;
    this.scratch = scratch;
    this.channel = channel;
    this.members = members;
  }

  /**
   * Reads the directory of an archive.
   *
   * @param scratch a directory with room for what is compressed
   * @throws IOException if it cannot be read or is no archive
   */
  public static NpzFile open(Path file, Path scratch) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist", e);
    }
    try {
      Map<String, ZipMember> members = new LinkedHashMap<>();
      ZipDirectory.read(channel, file.toString(), ZipWriter.NUMPY)
          .forEach(
              (name, member) -> {
                if (name.endsWith(SUFFIX)) {
                  members.put(name.substring(0, name.length() - SUFFIX.length()), member);
                }
              });
      return new NpzFile(file, scratch, channel, members);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Names of the arrays, in the order they were written. */
  public Set<String> names() {
    return Collections.unmodifiableSet(members.keySet());
  }

  /**
   * Maps an array after checking it against its checksum. It can be read until this file is closed.
   *
   * @param progress told the bytes checked or inflated so far
   * @throws IOException if it is missing, damaged, or not a plain array of numbers
   */
  public NpyArray array(String name, Progress progress) throws IOException {
    ZipMember member = members.get(name);
    if (member == null) {
      throw new IOException(file + " has no array `" + name + "`: it has " + names());
    }
    String where = file + " member " + name;
    if (member.compressed()) {
      FileChannel plain = inflate(member, where, progress);
      return NpyArray.open(plain, 0, member.bytes(), where);
    }
    // The header first: a damaged or pickled member is refused before gigabytes are read.
    NpyArray array = NpyArray.open(channel, member.start(), member.bytes(), where);
    checkStored(member, where, progress);
    return array;
  }

  private void checkStored(ZipMember member, String where, Progress progress) throws IOException {
    CRC32 crc = new CRC32();
    ByteBuffer block = ByteBuffer.allocateDirect((int) Math.min(BLOCK, member.bytes()));
    for (long done = 0; done < member.bytes(); ) {
      block.clear().limit((int) Math.min(block.capacity(), member.bytes() - done));
      int read = channel.read(block, member.start() + done);
      if (read < 0) {
        break;
      }
      crc.update(block.flip());
      done += read;
      progress.update(done, member.bytes());
    }
    checkCrc(member, crc, where);
  }

  private FileChannel inflate(ZipMember member, String where, Progress progress)
      throws IOException {
    Path name =
        scratch.resolve(".inflated-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    FileChannel plain =
        FileChannel.open(
            name,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    inflated.add(plain);
    Inflater inflater = new Inflater(true);
    // Not closed: it would close the archive.
    FileChannel source = channel.position(member.start());
    InputStream in =
        new InflaterInputStream(
            new Bounded(Channels.newInputStream(source), member.storedBytes()), inflater, 1 << 13);
    try {
      checkCrc(member, copy(in, plain, member, where, progress), where);
    } catch (ZipException | EOFException e) {
      throw new IOException(where + " is damaged: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
    return plain;
  }

  private static CRC32 copy(
      InputStream in, FileChannel out, ZipMember member, String where, Progress progress)
      throws IOException {
    CRC32 crc = new CRC32();
    byte[] block = new byte[(int) Math.min(BLOCK, member.bytes() + 1)];
    long done = 0;
    for (int read; (read = in.read(block)) >= 0; ) {
      done += read;
      if (done > member.bytes()) {
        throw new IOException(where + " inflates to more than its " + member.bytes() + " bytes");
      }
      crc.update(block, 0, read);
      ByteBuffer content = ByteBuffer.wrap(block, 0, read);
      while (content.hasRemaining()) {
        out.write(content);
      }
      progress.update(done, member.bytes());
    }
    return crc;
  }

  private static void checkCrc(ZipMember member, CRC32 crc, String where) throws IOException {
    if (crc.getValue() != member.crc()) {
      throw new IOException(where + " is damaged: its checksum does not match");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    for (FileChannel plain : inflated) {
      plain.close();
    }
  }

  /** The first bytes of a stream. */
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private long left;

    Bounded(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(into, offset, (int) Math.min(left, length));
      left -= Math.max(0, read);
      return read;
    }
  }
}
