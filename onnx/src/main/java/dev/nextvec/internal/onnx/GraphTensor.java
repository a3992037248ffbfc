package dev.nextvec.internal.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers in a graph, as they are stored. */
@SuppressWarnings("ArrayRecordComponent")
sealed interface GraphTensor {

  /** As they are. */
  record Floats(FloatTensor tensor) implements GraphTensor {}

  /** In half precision, as bits. */
  record Halves(long[] shape, short[] bits) implements GraphTensor {}

  /** Whole numbers from -128 to 127. */
  record Wholes(long[] shape, byte[] values) implements GraphTensor {}

  /** Dimensions; none for a single number. */
  default long[] dimensions() {
    return switch (this) {
      case Floats(FloatTensor tensor) -> tensor.shape();
      case Halves halves -> halves.shape();
      case Wholes wholes -> wholes.shape();
    };
  }

  default DataType type() {
    return switch (this) {
      case Floats floats -> DataType.FLOAT;
      case Halves halves -> DataType.FLOAT16;
      case Wholes wholes -> DataType.INT8;
    };
  }

  /** How many bytes they take. */
  default long bytes() {
    return switch (this) {
      case Floats(FloatTensor tensor) -> (long) Float.BYTES * tensor.count();
      case Halves halves -> (long) Short.BYTES * halves.bits().length;
      case Wholes wholes -> wholes.values().length;
    };
  }

  /** Writes them row by row, little-endian. */
  default void write(OutputStream out) throws IOException {
    switch (this) {
      case Floats(FloatTensor tensor) ->
          Safetensors.bytes(tensor, (bytes, count) -> out.write(bytes, 0, count));
      case Halves halves -> {
        ByteBuffer bytes = ByteBuffer.allocate((int) bytes()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(halves.bits());
        out.write(bytes.array());
      }
      case Wholes wholes -> out.write(wholes.values());
    }
  }

  /** The same in memory. */
  default byte[] written() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(bytes()));
    write(out);
    return out.toByteArray();
  }
}
