package dev.nextvec.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The float32 tensors of a small safetensors file: a length, a JSON header, the bytes. */
final class Safetensors {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private final Path file;
  private final JsonNode header;
  private final ByteBuffer data;

  private Safetensors(Path file, JsonNode header, ByteBuffer data) {
    this.file = file;
    this.header = header;
    this.data = data;
  }

  static Safetensors read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.remaining() < Long.BYTES ? -1 : bytes.getLong();
    if (length < 2 || length > bytes.remaining()) {
      throw new IOException(file + " is not a safetensors file: its header is truncated");
    }
    byte[] json = new byte[(int) length];
    bytes.get(json);
    try {
      JsonNode header = JSON.readTree(json);
      return new Safetensors(file, header, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is not a safetensors file: its header is not JSON", e);
    }
  }

  /**
   * A tensor's values in order.
   *
   * @param count how many there must be
   */
  float[] floats(String name, long count) throws IOException {
    JsonNode entry = header.path(name);
    long start = entry.path("data_offsets").path(0).asLong(-1);
    long end = entry.path("data_offsets").path(1).asLong(-1);
    if (!entry.path("dtype").asText().equals("F32")
        || start < 0
        || end > data.limit()
        || end - start != count * Float.BYTES) {
      throw new IOException(
          "%s has no float32 tensor `%s` of %d values".formatted(file, name, count));
    }
    float[] values = new float[(int) count];
    data.slice((int) start, (int) (end - start))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }
}
