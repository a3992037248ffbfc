package dev.nextvec.data;

import dev.nextvec.internal.npy.NpyHeader;
import dev.nextvec.internal.npy.NpyType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Arrays for tests: those that NumPy wrote, and those written here byte by byte. */
public final class NpyFiles {
  private NpyFiles() {}

  /** A file that {@code make.py} wrote. */
  public static Path fixture(String name) {
    try {
      return Path.of(NpyFiles.class.getResource("/npy/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An array with any header and any data. */
  public static byte[] array(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.ISO_8859_1));
    bytes.put((byte) 1).put((byte) 0).putShort((short) text.length).put(text).put(data);
    return bytes.array();
  }

  /** The header of a C-order array. */
  public static String header(String type, String shape) {
    return "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }\n".formatted(type, shape);
  }

  /** Little-endian float32. */
  static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** A float32 array {@code [values / dimension, dimension]}. */
  public static byte[] matrix(int dimension, float... values) {
    return array(header("<f4", values.length / dimension + ", " + dimension), floats(values));
  }

  public static Path write(Path file, byte[] bytes) {
    try {
      // Some file systems flush a file that is truncated and written again: a new one is quick.
      Files.deleteIfExists(file);
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Vectors from a seed, none of them zero: {@code [rows, dimension]}. */
  public static float[] random(int rows, int dimension, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * dimension];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** A dataset directory without a manifest, a document of each of the given lengths. */
  public static Path dataset(Path directory, int dimension, long seed, int... lengths) {
    int rows = Arrays.stream(lengths).sum();
    StringBuilder documents = new StringBuilder();
    int first = 0;
    for (int i = 0; i < lengths.length; i++) {
      documents.append(DocumentTable.line(new Document("d" + i, "", first, lengths[i])));
      documents.append('\n');
      first += lengths[i];
    }
    try {
      Files.createDirectories(directory);
      Files.write(
          directory.resolve("vectors.npy"), matrix(dimension, random(rows, dimension, seed)));
      Files.writeString(directory.resolve("documents.jsonl"), documents);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An array of zeros that takes no room on disk. */
  static void sparse(Path file, NpyType type, long rows, int dimension) throws IOException {
    Files.write(file, NpyHeader.encode(type, rows, dimension));
    patch(file, 128 + rows * dimension * type.bytes() - 1, new byte[1]);
  }

  /** Overwrites or appends bytes at a position. */
  public static void patch(Path file, long at, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), at);
    }
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
