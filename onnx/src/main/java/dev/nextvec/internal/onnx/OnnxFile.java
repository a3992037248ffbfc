package dev.nextvec.internal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.UnsafeByteOperations;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes a model as an ONNX file. Protocol buffers end at two gigabytes: weights beyond that stand
 * in a file of their own beside it, as ONNX provides ("external data").
 *
 * @param largest bytes of weights that still stand in the file itself
 */
record OnnxFile(long largest) {
  /** Room for everything else, below what a message may hold. */
  static final OnnxFile STANDARD = new OnnxFile((1L << 31) - (1 << 26));

  /** What is added to the file's name for the weights beside it. */
  static final String DATA = ".data";

  private static final int SMALL = 256; // bytes: stays in the file in any case
  private static final int PAGE = 4096; // where weights begin, so that a runtime may map them

  OnnxFile {
    if (largest < 0) {
      throw new IllegalArgumentException("`largest` must not be negative but was " + largest);
    }
  }

  /** Writes the file, and the one beside it where that is needed; each whole or not at all. */
  void write(Path file, Exportable exportable, Map<String, String> properties) throws IOException {
    ModelGraph.Written written = ModelGraph.of(exportable, properties);
    long bytes = written.weights().values().stream().mapToLong(OnnxFile::bytes).sum();
    GraphProto.Builder graph = written.model().getGraph().toBuilder();
    if (bytes > largest) {
      Path data = file.resolveSibling(file.getFileName() + DATA);
      AtomicFile.write(data, out -> apart(written.weights(), data, graph, out));
    } else {
      written.weights().forEach((name, tensor) -> graph.addInitializer(inside(name, tensor)));
    }
    ModelProto model = written.model().toBuilder().setGraph(graph).build();
    AtomicFile.write(file, model::writeTo);
  }

  private static long bytes(FloatTensor tensor) {
    return (long) Float.BYTES * tensor.count();
  }

  private static TensorProto.Builder tensor(String name, FloatTensor tensor) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
    for (long size : tensor.shape()) {
      proto.addDims(size);
    }
    return proto;
  }

  private static TensorProto inside(String name, FloatTensor tensor) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * tensor.count()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(tensor.values());
    return tensor(name, tensor).setRawData(UnsafeByteOperations.unsafeWrap(bytes)).build();
  }

  private static void apart(
      Map<String, FloatTensor> weights, Path data, GraphProto.Builder graph, OutputStream out)
      throws IOException {
    long at = 0;
    for (Map.Entry<String, FloatTensor> entry : weights.entrySet()) {
      FloatTensor tensor = entry.getValue();
      if (bytes(tensor) <= SMALL) {
        graph.addInitializer(inside(entry.getKey(), tensor));
        continue;
      }
      long from = (at + PAGE - 1) / PAGE * PAGE;
      out.write(new byte[(int) (from - at)]);
      Safetensors.bytes(tensor, (bytes, count) -> out.write(bytes, 0, count));
      at = from + bytes(tensor);
      graph.addInitializer(
          tensor(entry.getKey(), tensor)
              .setDataLocation(TensorProto.DataLocation.EXTERNAL)
              .addExternalData(entry("location", data.getFileName().toString()))
              .addExternalData(entry("offset", Long.toString(from)))
              .addExternalData(entry("length", Long.toString(bytes(tensor)))));
    }
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
