package dev.nextvec.internal.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one file and believes nothing it says: sizes are checked before anything is allocated, and
 * the tensors must fill the data without holes or overlaps, as the format demands. Read rather than
 * mapped, because a mapped file cannot be replaced on every system.
 */
final class SafetensorsReader {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final int LARGEST_HEADER = 100_000_000; // the format's own limit
  private static final int PIECE = 1 << 16;

  private final FileChannel channel;
  private final Path file;
  private final long size;

  SafetensorsReader(FileChannel channel, Path file) throws IOException {
    this.channel = channel;
    this.file = file;
    this.size = channel.size();
  }

  /** Where a tensor lies, relative to the data's start. */
  private record TensorPlace(
      String name, String type, long[] shape, int count, long from, long to) {}

  Safetensors read() throws IOException {
    long length = size < 8 ? -1 : fill(ByteBuffer.allocate(8), 0).getLong();
    if (length < 2 || length > LARGEST_HEADER || length > size - 8) {
      throw damaged("its header would be " + length + " bytes in a file of " + size);
    }
    JsonNode header = parse(fill(ByteBuffer.allocate((int) length), 8).array());
    Map<String, String> metadata = new LinkedHashMap<>();
    List<TensorPlace> places = new ArrayList<>();
    for (var entry : header.properties()) {
      if (entry.getKey().equals("__metadata__")) {
        entry.getValue().properties().forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else {
        places.add(place(entry.getKey(), entry.getValue()));
      }
    }
    requireTiled(places, size - 8 - length);
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (TensorPlace place : places) {
      tensors.put(place.name(), new FloatTensor(place.shape(), values(place, 8 + length)));
    }
    return new Safetensors(metadata, tensors);
  }

  private JsonNode parse(byte[] json) throws IOException {
    try {
      JsonNode header = JSON.readTree(json);
      if (header == null || !header.isObject()) {
        throw damaged("its header is not a JSON object");
      }
      return header;
    } catch (JsonProcessingException e) {
      throw damaged("its header is not JSON: " + e.getOriginalMessage());
    }
  }

  private TensorPlace place(String name, JsonNode node) throws IOException {
    String type = node.path("dtype").asText();
    int width = width(name, type);
    JsonNode sizes = node.path("shape");
    long[] shape = new long[sizes.size()];
    long count = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = whole(sizes.path(i));
      long most = (Integer.MAX_VALUE - 8L) / Math.max(count, 1);
      if (shape[i] < 0 || shape[i] > most) {
        throw damaged("tensor `" + name + "` has shape " + sizes);
      }
      count *= shape[i];
    }
    JsonNode offsets = node.path("data_offsets");
    long from = whole(offsets.path(0));
    long to = whole(offsets.path(1));
    if (!sizes.isArray()
        || offsets.size() != 2
        || from < 0
        || to < from
        || to - from != count * width) {
      throw damaged(
          "tensor `%s` of type %s and shape %s cannot be at %s"
              .formatted(name, type, sizes, offsets));
    }
    return new TensorPlace(name, type, shape, (int) count, from, to);
  }

  private int width(String name, String type) throws IOException {
    return switch (type) {
      case "F32" -> 4;
      case "F16", "BF16" -> 2;
      case "F64" -> 8;
      default -> throw damaged("tensor `" + name + "` has type `" + type + "`, not a float");
    };
  }

  private static long whole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
  }

  private void requireTiled(List<TensorPlace> places, long data) throws IOException {
    long end = 0;
    List<TensorPlace> ordered = new ArrayList<>(places);
    ordered.sort(Comparator.comparingLong(TensorPlace::from).thenComparingLong(TensorPlace::to));
    for (TensorPlace place : ordered) {
      if (place.from() != end) {
        throw damaged(
            "tensor `%s` starts at byte %d of the data, but what stands before it ends at %d"
                .formatted(place.name(), place.from(), end));
      }
      end = place.to();
    }
    if (end != data) {
      throw damaged("its tensors take " + end + " bytes, but it has " + data);
    }
  }

  private float[] values(TensorPlace place, long base) throws IOException {
    float[] values = new float[place.count()];
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    int done = 0;
    for (long at = place.from(); at < place.to(); at += PIECE) {
      piece.clear().limit((int) Math.min(PIECE, place.to() - at));
      fill(piece, base + at);
      while (piece.hasRemaining()) {
        values[done++] =
            switch (place.type()) {
              case "F16" -> Float.float16ToFloat(piece.getShort());
              case "BF16" -> Float.intBitsToFloat(piece.getShort() << 16);
              case "F64" -> (float) piece.getDouble();
              default -> piece.getFloat();
            };
      }
    }
    return values;
  }

  /** Fills the buffer from a position of the file, ready to be read as little-endian numbers. */
  private ByteBuffer fill(ByteBuffer buffer, long at) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw damaged("it ends early");
      }
    }
    return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private IOException damaged(String what) {
    return new IOException(file + " is not a whole safetensors file: " + what);
  }
}
