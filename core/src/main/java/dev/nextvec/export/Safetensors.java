package dev.nextvec.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.AtomicFile;
import dev.nextvec.data.FileErrors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
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
  private static final ObjectMapper JSON = new ObjectMapper();

  public Safetensors {
    metadata = new LinkedHashMap<>(metadata);
    tensors = new LinkedHashMap<>(tensors);
  }

  /**
   * Numbers and their shape, row-major.
   *
   * @param shape dimensions; none for a single number
   * @param values as many as the shape holds
   */
  public record FloatTensor(long[] shape, float[] values) {
    public FloatTensor {
      if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values.length) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(shape) + " does not hold " + values.length + " numbers");
      }
    }
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
    ObjectNode header = JSON.createObjectNode();
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
      long end = offset + 4L * entry.getValue().values().length;
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = padded(JSON.writeValueAsBytes(header));
    AtomicFile.write(file, out -> writeTo(out, json));
  }

  /** The data starts at a multiple of eight bytes. */
  private static byte[] padded(byte[] json) {
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  private void writeTo(OutputStream out, byte[] json) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    out.write(buffer.putLong(0, json.length).array(), 0, 8);
    out.write(json);
    for (FloatTensor tensor : tensors.values()) {
      float[] values = tensor.values();
      for (int i = 0; i < values.length; i += buffer.capacity() / 4) {
        int count = Math.min(buffer.capacity() / 4, values.length - i);
        buffer.asFloatBuffer().put(values, i, count);
        out.write(buffer.array(), 0, 4 * count);
      }
    }
  }

  /**
   * Reads a whole file. F16, BF16 and F64 become float32.
   *
   * @throws IOException if the file cannot be read or is not what it says
   */
  public static Safetensors read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new SafetensorsReader(channel, file).read();
    } catch (FileSystemException e) {
      throw new IOException(FileErrors.reason(e), e);
    }
  }
}
