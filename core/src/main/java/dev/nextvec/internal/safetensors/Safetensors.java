package dev.nextvec.internal.safetensors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.FileErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named float tensors and text metadata in the safetensors format: eight bytes of header length, a
 * JSON header, raw little-endian data. Nothing in a file can run.
 *
 * @param metadata free text by key
 * @param tensors by name, in order
 */
public record Safetensors(Map<String, String> metadata, Map<String, FloatTensor> tensors) {
  private static final int PIECE = 1 << 14; // numbers

  public Safetensors {
    metadata = new LinkedHashMap<>(metadata);
    tensors = new LinkedHashMap<>(tensors);
  }

  /** Numbers that are written piece by piece, so that no copy of all of them is made. */
  public interface Source {
    /** Dimensions; none for a single number. */
    long[] shape();

    /** Copies {@code count} numbers, row-major, from number {@code from} on. */
    void read(int from, int count, float[] into);

    /** How many numbers there are. */
    default int count() {
      return Math.toIntExact(Arrays.stream(shape()).reduce(1, Math::multiplyExact));
    }
  }

  /**
   * Numbers and their shape, row-major.
   *
   * @param shape dimensions; none for a single number
   * @param values as many as the shape holds
   */
  public record FloatTensor(long[] shape, float[] values) implements Source {
    public FloatTensor {
      if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values.length) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(shape) + " does not hold " + values.length + " numbers");
      }
    }

    @Override
    public void read(int from, int count, float[] into) {
      System.arraycopy(values, from, into, 0, count);
    }
  }

  /** Receives the little-endian bytes of tensors, piece by piece. */
  @FunctionalInterface
  public interface ByteConsumer {
    void accept(byte[] bytes, int count) throws IOException;
  }

  /**
   * The tensor of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public FloatTensor tensor(String name) {
    FloatTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "no tensor is named `" + name + "`: there are " + tensors.keySet());
    }
    return tensor;
  }

  /** Writes the file whole or not at all. */
  public void write(Path file) throws IOException {
    write(file, metadata, tensors);
  }

  /** Writes the file whole or not at all. */
  public static void write(
      Path file, Map<String, String> metadata, Map<String, ? extends Source> tensors)
      throws IOException {
    byte[] json = padded(header(metadata, tensors).toString().getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(
        file,
        out -> {
          out.write(
              ByteBuffer.allocate(8)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(0, json.length)
                  .array());
          out.write(json);
          for (Source tensor : tensors.values()) {
            bytes(tensor, (bytes, count) -> out.write(bytes, 0, count));
          }
        });
  }

  private static ObjectNode header(
      Map<String, String> metadata, Map<String, ? extends Source> tensors) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = header.putObject("__metadata__");
      metadata.forEach(texts::put);
    }
    long offset = 0;
    for (var entry : tensors.entrySet()) {
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", "F32");
      for (long size : entry.getValue().shape()) {
        node.withArray("shape").add(size);
      }
      node.withArray("shape");
      long end = offset + 4L * entry.getValue().count();
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    return header;
  }

  /** The bytes of a tensor as they stand in a file. */
  public static void bytes(Source tensor, ByteConsumer consumer) throws IOException {
    float[] piece = new float[PIECE];
    ByteBuffer buffer = ByteBuffer.allocate(4 * PIECE).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0, total = tensor.count(); from < total; from += PIECE) {
      int count = Math.min(PIECE, total - from);
      tensor.read(from, count, piece);
      buffer.asFloatBuffer().put(piece, 0, count);
      consumer.accept(buffer.array(), 4 * count);
    }
  }

  /** The data starts at a multiple of eight bytes. */
  private static byte[] padded(byte[] json) {
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  /**
   * Reads a whole file. F16, BF16 and F64 become float32.
   *
   * @throws IOException if the file cannot be read or is not what it says
   */
  public static Safetensors read(Path file) throws IOException {
    FileErrors.requireNoFolder(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new SafetensorsReader(channel, file).read();
    } catch (FileSystemException e) {
      throw new IOException(FileErrors.reason(e), e);
    }
  }
}
