package dev.nextvec.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
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
  private static final int LARGEST_HEADER = 100_000_000; // the format's own limit

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
      long size = channel.size();
      long length = size < 8 ? -1 : bytes(channel, 0, 8, file).getLong();
      if (length < 2 || length > LARGEST_HEADER || length > size - 8) {
        throw damaged(file, "its header would be " + length + " bytes in a file of " + size);
      }
      byte[] json = new byte[(int) length];
      bytes(channel, 8, length, file).get(json);
      JsonNode header = parse(file, json);
      Map<String, String> metadata = new LinkedHashMap<>();
      Map<String, FloatTensor> tensors = new LinkedHashMap<>();
      for (var entry : header.properties()) {
        if (entry.getKey().equals("__metadata__")) {
          entry
              .getValue()
              .properties()
              .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
        } else {
          tensors.put(
              entry.getKey(), tensor(channel, file, entry.getKey(), entry.getValue(), 8 + length));
        }
      }
      return new Safetensors(metadata, tensors);
    }
  }

  private static JsonNode parse(Path file, byte[] json) throws IOException {
    try {
      JsonNode header = JSON.readTree(json);
      if (header == null || !header.isObject()) {
        throw damaged(file, "its header is not a JSON object");
      }
      return header;
    } catch (JsonProcessingException e) {
      throw damaged(file, "its header is not JSON: " + e.getOriginalMessage());
    }
  }

  private static FloatTensor tensor(
      FileChannel channel, Path file, String name, JsonNode node, long base) throws IOException {
    String type = node.path("dtype").asText();
    int width =
        switch (type) {
          case "F32" -> 4;
          case "F16", "BF16" -> 2;
          case "F64" -> 8;
          default ->
              throw damaged(file, "tensor `" + name + "` has type `" + type + "`, not a float");
        };
    long[] shape = new long[node.path("shape").size()];
    long count = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.path("shape").get(i).asLong(-1);
      if (shape[i] < 0 || count * Math.max(shape[i], 1) > Integer.MAX_VALUE - 8) {
        throw damaged(file, "tensor `" + name + "` has shape " + node.path("shape"));
      }
      count *= shape[i];
    }
    long from = node.path("data_offsets").path(0).asLong(-1);
    long to = node.path("data_offsets").path(1).asLong(-1);
    if (from < 0 || to - from != count * width || to > channel.size() - base) {
      throw damaged(
          file, "tensor `" + name + "` lies at " + from + " to " + to + ", which does not fit");
    }
    ByteBuffer data = bytes(channel, base + from, to - from, file);
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case "F16" -> Float.float16ToFloat(data.getShort());
            case "BF16" -> Float.intBitsToFloat(data.getShort() << 16);
            case "F64" -> (float) data.getDouble();
            default -> data.getFloat();
          };
    }
    return new FloatTensor(shape, values);
  }

  private static ByteBuffer bytes(FileChannel channel, long from, long count, Path file)
      throws IOException {
    if (count == 0) {
      return ByteBuffer.allocate(0);
    }
    if (from + count > channel.size()) {
      throw damaged(file, "it ends early");
    }
    return channel.map(FileChannel.MapMode.READ_ONLY, from, count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static IOException damaged(Path file, String what) {
    return new IOException(file + " is not a whole safetensors file: " + what);
  }
}
