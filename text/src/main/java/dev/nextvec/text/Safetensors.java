package dev.nextvec.text;

import dev.nextvec.data.JsonValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The float32 tensors of a small safetensors file: a length, a JSON header, the bytes. */
final class Safetensors {
  private final Path file;
  private final JsonValue header;
  private final ByteBuffer data;

  private Safetensors(Path file, JsonValue header, ByteBuffer data) {
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
    JsonValue header = JsonValue.parse(json, file + ", its header");
    return new Safetensors(file, header, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  /**
   * A tensor's values in order.
   *
   * @param shape what its shape must be: of two of the same size one would be the other turned
   */
  float[] floats(String name, int... shape) throws IOException {
    Optional<JsonValue> entry = header.optional(name);
    int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (entry.isEmpty()
        || !entry.get().field("dtype").text().equals("F32")
        || !Arrays.equals(numbers(entry.get().field("shape")), asLong(shape))) {
      throw new IOException(
          "%s must have a float32 tensor `%s` of shape %s but has %s"
              .formatted(
                  file, name, Arrays.toString(shape), entry.map(JsonValue::shown).orElse("none")));
    }
    long[] offsets = numbers(entry.get().field("data_offsets"));
    if (offsets.length != 2
        || offsets[1] > data.limit()
        || offsets[1] - offsets[0] != (long) count * Float.BYTES) {
      throw entry.get().field("data_offsets").refused("name the bytes of tensor `" + name + "`");
    }
    float[] values = new float[count];
    data.slice((int) offsets[0], (int) (offsets[1] - offsets[0]))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return finite(values, name);
  }

  private float[] finite(float[] values, String name) throws IOException {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IOException(
            "%s: value %d of tensor `%s` is %s".formatted(file, i, name, values[i]));
      }
    }
    return values;
  }

  private static long[] numbers(JsonValue list) throws IOException {
    List<JsonValue> items = list.items();
    long[] numbers = new long[items.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = items.get(i).wholeNumber(0, Integer.MAX_VALUE);
    }
    return numbers;
  }

  private static long[] asLong(int[] shape) {
    return Arrays.stream(shape).asLongStream().toArray();
  }
}
