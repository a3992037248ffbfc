package dev.nextvec.internal.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.internal.json.JsonValue;
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
import java.util.Optional;

/**
 * Reads one file and believes nothing it says: sizes are checked before anything is allocated, and
 * the tensors must fill the data without holes or overlaps, as the format demands. Read rather than
 * mapped, because a mapped file cannot be replaced on every system.
 */
final class SafetensorsReader {
  private static final String HEADER = "%s is not a whole safetensors file: its header";
  private static final String METADATA = "__metadata__";
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
    JsonValue header =
        JsonValue.parse(fill(ByteBuffer.allocate((int) length), 8).array(), HEADER.formatted(file));
    Map<String, String> metadata = new LinkedHashMap<>();
    List<TensorPlace> places = new ArrayList<>();
    Optional<JsonValue> texts = header.optional(METADATA);
    for (String key : texts.isPresent() ? texts.get().names() : List.<String>of()) {
      metadata.put(key, texts.get().field(key).text());
    }
    for (Map.Entry<String, JsonNode> entry : header.node().properties()) {
      if (!entry.getKey().equals(METADATA)) {
        places.add(place(entry.getKey(), header.field(entry.getKey())));
      }
    }
    requireTiled(places, size - 8 - length);
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (TensorPlace place : places) {
      tensors.put(place.name(), new FloatTensor(place.shape(), values(place, 8 + length)));
    }
    return new Safetensors(metadata, tensors);
  }

  private TensorPlace place(String name, JsonValue tensor) throws IOException {
    String type = tensor.field("dtype").text();
    int width = width(name, type);
    JsonValue sizes = tensor.field("shape");
    List<Long> shape = sizes.items(size -> size.wholeNumber(0, Long.MAX_VALUE));
    long count = 1;
    for (long size : shape) {
      if (size > (Integer.MAX_VALUE - 8L) / Math.max(count, 1)) {
        throw damaged("tensor `" + name + "` has shape " + sizes.node());
      }
      count *= size;
    }
    JsonValue offsets = tensor.field("data_offsets");
    List<Long> ends = offsets.items(end -> end.wholeNumber(0, Long.MAX_VALUE));
    if (ends.size() != 2 || ends.get(1) - ends.get(0) != count * width) {
      throw damaged(
          "tensor `%s` of type %s and shape %s cannot be at %s"
              .formatted(name, type, sizes.node(), offsets.node()));
    }
    return new TensorPlace(
        name,
        type,
        shape.stream().mapToLong(Long::longValue).toArray(),
        (int) count,
        ends.get(0),
        ends.get(1));
  }

  private int width(String name, String type) throws IOException {
    return switch (type) {
      case "F32" -> 4;
      case "F16", "BF16" -> 2;
      case "F64" -> 8;
      default -> throw damaged("tensor `" + name + "` has type `" + type + "`, not a float");
    };
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
