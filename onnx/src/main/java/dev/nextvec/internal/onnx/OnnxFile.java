package dev.nextvec.internal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.UnsafeByteOperations;
import dev.nextvec.internal.file.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
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
    write(file, exportable, Precision.FLOAT32, properties);
  }

  /**
   * The same with matrices in fewer bits.
   *
   * @return how they are stored
   */
  Narrowing.Narrowed write(
      Path file, Exportable exportable, Precision precision, Map<String, String> properties)
      throws IOException {
    return write(file, ModelGraph.of(exportable, ModelGraph.Ends.PUBLISHED, precision, properties));
  }

  /** Writes a graph. */
  Narrowing.Narrowed write(Path file, ModelGraph.Written written) throws IOException {
    Map<String, GraphTensor> tensors = written.stored().tensors();
    long bytes = tensors.values().stream().mapToLong(GraphTensor::bytes).sum();
    GraphProto.Builder graph = written.model().getGraph().toBuilder();
    if (bytes > largest) {
      Path data = file.resolveSibling(file.getFileName() + DATA);
      AtomicFile.write(data, out -> apart(tensors, data, graph, out));
    } else {
      for (Map.Entry<String, GraphTensor> entry : tensors.entrySet()) {
        graph.addInitializer(inside(entry.getKey(), entry.getValue()));
      }
    }
    ModelProto model = written.model().toBuilder().setGraph(graph).build();
    AtomicFile.write(file, model::writeTo);
    return written.stored();
  }

  private static TensorProto.Builder tensor(String name, GraphTensor tensor) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setName(name).setDataType(tensor.type().getNumber());
    for (long size : tensor.dimensions()) {
      proto.addDims(size);
    }
    return proto;
  }

  private static TensorProto inside(String name, GraphTensor tensor) throws IOException {
    return tensor(name, tensor)
        .setRawData(UnsafeByteOperations.unsafeWrap(tensor.written()))
        .build();
  }

  private static void apart(
      Map<String, GraphTensor> tensors, Path data, GraphProto.Builder graph, OutputStream out)
      throws IOException {
    long at = 0;
    for (Map.Entry<String, GraphTensor> entry : tensors.entrySet()) {
      GraphTensor tensor = entry.getValue();
      if (tensor.bytes() <= SMALL) {
        graph.addInitializer(inside(entry.getKey(), tensor));
        continue;
      }
      long from = (at + PAGE - 1) / PAGE * PAGE;
      out.write(new byte[(int) (from - at)]);
      tensor.write(out);
      at = from + tensor.bytes();
      graph.addInitializer(
          tensor(entry.getKey(), tensor)
              .setDataLocation(TensorProto.DataLocation.EXTERNAL)
              .addExternalData(entry("location", data.getFileName().toString()))
              .addExternalData(entry("offset", Long.toString(from)))
              .addExternalData(entry("length", Long.toString(tensor.bytes()))));
    }
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
