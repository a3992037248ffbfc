package dev.nextvec.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Two append-only files. {@code .vectors} holds vectors of float32, little-endian, one after the
 * other; {@code .keys} holds for each {@value #KEY_BYTES} bytes: 16 of the text's hash, 4 of the
 * vector's CRC-32C, 4 of the CRC-32C of those 20. A vector is written before its key; reading the
 * keys of a million texts reads 24 MB.
 */
final class CacheSegment implements AutoCloseable {
  static final String KEYS = ".keys";
  private static final String VECTORS = ".vectors";
  private static final int KEY_BYTES = 24;
  private static final int HASH_BYTES = 16;

  /** Receives the valid keys of a segment. */
  @FunctionalInterface
  interface KeyVisitor {
    void visit(int record, long high, long low);
  }

  private final FileChannel keys;
  private final FileChannel vectors;
  private final int dimension;
  private int records;

  private CacheSegment(FileChannel keys, FileChannel vectors, int dimension, int records) {
    this.keys = keys;
    this.vectors = vectors;
    this.dimension = dimension;
    this.records = records;
  }

  /** A new segment, for this process alone to append to. */
  static CacheSegment create(Path keyFile, int dimension) throws IOException {
    FileChannel keys =
        FileChannel.open(
            keyFile,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    FileChannel vectors =
        FileChannel.open(
            vectorFile(keyFile),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    return new CacheSegment(keys, vectors, dimension, 0);
  }

  /** An existing segment, to read: as many records as both files hold in full. */
  static CacheSegment open(Path keyFile, int dimension) throws IOException {
    FileChannel keys = FileChannel.open(keyFile, StandardOpenOption.READ);
    Path file = vectorFile(keyFile);
    FileChannel vectors =
        FileChannel.open(Files.exists(file) ? file : keyFile, StandardOpenOption.READ);
    long whole =
        Math.min(keys.size() / KEY_BYTES, vectors.size() / ((long) dimension * Float.BYTES));
    return new CacheSegment(keys, vectors, dimension, (int) Math.min(whole, Integer.MAX_VALUE));
  }

  private static Path vectorFile(Path keyFile) {
    String name = keyFile.getFileName().toString();
    return keyFile.resolveSibling(name.substring(0, name.length() - KEYS.length()) + VECTORS);
  }

  void forEachKey(KeyVisitor visitor) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact((long) records * KEY_BYTES));
    readFully(keys, all, 0);
    for (int record = 0; record < records; record++) {
      ByteBuffer key = all.slice(record * KEY_BYTES, KEY_BYTES);
      if (crc(key.slice(0, KEY_BYTES - Integer.BYTES)) == key.getInt(KEY_BYTES - Integer.BYTES)) {
        visitor.visit(record, key.getLong(0), key.getLong(Long.BYTES));
      }
    }
  }

  /** A record's vector, unless its checksum says that it is damaged. */
  Optional<float[]> vector(int record) throws IOException {
    ByteBuffer key = ByteBuffer.allocate(KEY_BYTES);
    ByteBuffer bytes = ByteBuffer.allocate(dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    boolean whole =
        readFully(keys, key, (long) record * KEY_BYTES)
            && readFully(vectors, bytes, (long) record * bytes.capacity());
    if (!whole || crc(bytes.duplicate()) != key.getInt(HASH_BYTES)) {
      return Optional.empty();
    }
    float[] vector = new float[dimension];
    bytes.asFloatBuffer().get(vector);
    return Optional.of(vector);
  }

  int append(long high, long low, float[] vector) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    ByteBuffer key = ByteBuffer.allocate(KEY_BYTES).putLong(high).putLong(low);
    key.putInt(crc(bytes.duplicate()));
    key.putInt(crc(key.duplicate().flip()));
    writeFully(vectors, bytes, (long) records * bytes.capacity());
    writeFully(keys, key.flip(), (long) records * KEY_BYTES);
    return records++;
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static boolean readFully(FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int read = channel.read(into, at);
      if (read < 0) {
        return false;
      }
      at += read;
    }
    into.flip();
    return true;
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  @Override
  public void close() throws IOException {
    keys.close();
    vectors.close();
  }
}
