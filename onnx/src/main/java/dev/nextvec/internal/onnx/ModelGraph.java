package dev.nextvec.internal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Transformer;
import java.util.Map;
import java.util.Optional;

/**
 * A model as an ONNX graph: {@code context [batch, n, dim]} in, {@code prediction [batch, dim]} of
 * unit length out, and {@code attention [batch, n]} where there is one; or, for Nextvec itself,
 * what its own engines give. Opset 18 is the lowest that has every operator in today's form, and
 * with its IR version the most widely read; there are no operators of a vendor.
 */
final class ModelGraph {
  static final String CONTEXT = "context";
  static final String PREDICTION = "prediction";
  static final String ATTENTION = "attention";
  static final String BASE = "base";

  private static final int OPSET = 18;
  private static final int IR_VERSION = 8; // the one that opset 18 came with
  private static final String BATCH = "batch";

  private ModelGraph() {}

  /** What a graph gives. */
  enum Ends {
    /** Predictions of unit length, and the attention paid, for everyone. */
    PUBLISHED,
    /** Predictions as the network makes them, and how contexts were mixed, as a predictor does. */
    RAW
  }

  /**
   * Values that a network ends in.
   *
   * @param raw {@code [batch, dim]}
   * @param base {@code [batch, dim]}, the prediction without the residual network, where it mixes
   *     its context; how it did is then in {@link #ATTENTION}, {@code [batch, n]}
   */
  record Outputs(String raw, Optional<String> base) {
    static Outputs of(String raw) {
      return new Outputs(raw, Optional.empty());
    }
  }

  /** The graph, its numbers not yet in the message. */
  record Written(ModelProto model, Narrowing.Narrowed stored) {}

  /**
   * Writes a model.
   *
   * @param precision how its matrices are stored
   * @param properties metadata of the file, by name
   */
  static Written of(
      Exportable exportable, Ends ends, Precision precision, Map<String, String> properties) {
    Graph graph = new Graph();
    Outputs outputs = write(exportable, new GraphLayers(graph, exportable.tensors()));
    GraphProto.Builder proto = GraphProto.newBuilder().setName("nextvec");
    proto.addInput(value(CONTEXT, exportable.contextLength(), exportable.dimension()));
    end(exportable, ends, outputs, graph, proto);
    return written(graph, proto, precision, properties);
  }

  /**
   * Puts a graph into its message.
   *
   * @param proto has its inputs and outputs
   */
  static Written written(
      Graph graph, GraphProto.Builder proto, Precision precision, Map<String, String> properties) {
    graph.wholes().forEach((name, list) -> proto.addInitializer(whole(name, list)));
    Narrowing.Narrowed stored = Narrowing.of(graph, precision);
    proto.addAllNode(stored.nodes());
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("nextvec")
            .setDomain("dev.nextvec")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setGraph(proto);
    properties.forEach(
        (key, text) ->
            model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(text)));
    return new Written(model.build(), stored);
  }

  private static void end(
      Exportable exportable, Ends ends, Outputs outputs, Graph graph, GraphProto.Builder proto) {
    int dimension = exportable.dimension();
    proto.addOutput(value(PREDICTION, dimension));
    switch (ends) {
      case PUBLISHED -> new GraphLayers(graph, Map.of()).normalised(PREDICTION, outputs.raw());
      case RAW -> graph.add("Identity", PREDICTION, outputs.raw());
    }
    if (outputs.base().isPresent()) {
      proto.addOutput(value(ATTENTION, exportable.contextLength()));
      if (ends == Ends.RAW) {
        graph.add("Identity", BASE, outputs.base().get());
        proto.addOutput(value(BASE, dimension));
      }
    }
  }

  private static Outputs write(Exportable exportable, GraphLayers layers) {
    return switch (exportable) {
      case Exportable.Fitted fitted -> BaselineGraphs.write(fitted.baseline(), layers);
      case Exportable.Network(ModelFile model) ->
          switch (model.architecture()) {
            case Amn amn -> AmnGraph.write(amn, layers);
            case AmnR amnR -> AmnRGraph.write(amnR, layers);
            case Lstm lstm -> RecurrentGraphs.write(lstm, layers);
            case Gru gru -> RecurrentGraphs.write(gru, layers);
            case Transformer transformer -> TransformerGraph.write(transformer, layers);
          };
    };
  }

  private static TensorProto whole(String name, long[] list) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(list.length);
    for (long value : list) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }

  /** An input or output: float32, the batch first, which is free. */
  static ValueInfoProto value(String name, long... dimensions) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
    for (long size : dimensions) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT.getNumber())
            .setShape(shape)
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
