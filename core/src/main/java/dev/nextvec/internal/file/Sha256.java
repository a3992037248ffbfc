package dev.nextvec.internal.file;

import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A running SHA-256 over values and files: the only one, so that what is stored is recognised in
 * one way. What was hashed once must give the same hash in every later version.
 */
public final class Sha256 {
  private static final int BLOCK = 1 << 20;

  private final MessageDigest digest;

  /** Small values gather here: a digest takes few large pieces better than many small ones. */
  private final ByteBuffer gathered = ByteBuffer.allocate(1 << 13);

  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * SHA-256 of all bytes of a file, in hexadecimal.
   *
   * @throws IOException if the file cannot be read
   */
  public static String ofFile(Path file) throws IOException {
    return new Sha256().addFile(file, 0, Progress.none()).hex();
  }

  /** Bytes as they are. */
  public Sha256 add(byte[] bytes) {
    return add(bytes, 0, bytes.length);
  }

  /** Some bytes as they are. */
  public Sha256 add(byte[] bytes, int offset, int length) {
    if (length > gathered.remaining()) {
      flush();
    }
    if (length > gathered.capacity()) {
      digest.update(bytes, offset, length);
    } else {
      gathered.put(bytes, offset, length);
    }
    return this;
  }

  private void flush() {
    digest.update(gathered.flip());
    gathered.clear();
  }

  /** Eight bytes, most significant first. */
  public Sha256 add(long value) {
    if (gathered.remaining() < Long.BYTES) {
      flush();
    }
    gathered.putLong(value);
    return this;
  }

  /** Length and UTF-8 bytes. */
  public Sha256 add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return add(bytes.length).add(bytes, 0, bytes.length);
  }

  /** UTF-8 bytes alone: two texts added so look like one. */
  public Sha256 addPlain(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Length in decimal digits, a colon, and the bytes. */
  public Sha256 addCounted(byte[] bytes) {
    return addPlain(bytes.length + ":").add(bytes);
  }

  /** Length of the UTF-8 bytes in decimal digits, a colon, and the bytes. */
  public Sha256 addCounted(String text) {
    return addCounted(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Everything in {@code file} from {@code start} on. */
  public Sha256 addFile(Path file, long start, Progress progress) throws IOException {
    flush();
    FileErrors.requireNoFolder(file);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      channel.position(start);
      long total = channel.size() - start;
      long done = 0;
      for (int read; (read = channel.read(block.clear())) >= 0; done += read) {
        digest.update(block.flip());
        progress.update(done, total);
      }
    }
    return this;
  }

  /** The 32 bytes of the hash; this object starts anew. */
  public byte[] bytes() {
    flush();
    return digest.digest();
  }

  /** The hash in hexadecimal; this object starts anew. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }
}
