package dev.nextvec.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leaves out of a BERT-like network what only tokens after the first need. Where the first token's
 * vector is the text's ({@link Pooling#CLS}), the last layer's queries, feed-forward and norms are
 * needed for that token alone; its keys and values are needed for all.
 */
final class FirstToken {
  private static final String FIRST = "nextvec_first_token";
  private static final String POSITION = "nextvec_first_position";
  private static final Pattern QUERY =
      Pattern.compile("(.*/encoder/layer\\.)(\\d+)(/attention/)self/query/MatMul");

  /** What a last layer may consist of: with these, a token's result needs no other's query. */
  static final Set<String> OPERATORS =
      Set.of(
          "Add",
          "Cast",
          "Concat",
          "Constant",
          "Div",
          "Erf",
          "Gather",
          "Gelu",
          "LayerNormalization",
          "MatMul",
          "Mul",
          "Pow",
          "ReduceMean",
          "Reshape",
          "Shape",
          "Softmax",
          "Sqrt",
          "Sub",
          "Tanh",
          "Transpose",
          "Unsqueeze");

  private FirstToken() {}

  /**
   * The network with its last layer computed for the first token alone: its output is {@code
   * [texts, 1, dimension]}, the same numbers up to rounding.
   *
   * @param onnx the file's content; not changed
   * @return the same array if the network is not one that this is known to be right for
   * @throws IOException if it is not a protobuf message
   */
  static byte[] only(byte[] onnx) throws IOException {
    ModelProto model = model(onnx);
    GraphProto graph = model.getGraph();
    List<NodeProto> nodes = graph.getNodeList();
    Optional<Matcher> last =
        nodes.stream()
            .map(node -> QUERY.matcher(node.getName()))
            .filter(Matcher::matches)
            .max((a, b) -> Integer.parseInt(a.group(2)) - Integer.parseInt(b.group(2)));
    if (last.isEmpty() || graph.getOutputCount() != 1) {
      return onnx;
    }
    String layer = last.get().group(1) + last.get().group(2) + "/";
    String attention = last.get().group(1) + last.get().group(2) + last.get().group(3);
    NodeProto query =
        nodes.stream()
            .filter(n -> n.getName().equals(last.get().group()))
            .findFirst()
            .orElseThrow();
    String hidden = query.getInput(0);
    Set<String> all = Set.of(attention + "self/key/MatMul", attention + "self/value/MatMul");
    Set<String> first = Set.of(query.getName(), attention + "output/Add");
    List<String> readers =
        nodes.stream()
            .filter(node -> node.getInputList().contains(hidden))
            .map(NodeProto::getName)
            .toList();
    boolean known =
        readers.size() == 4
            && readers.stream().allMatch(name -> all.contains(name) || first.contains(name))
            && nodes.stream()
                .filter(node -> node.getName().startsWith(layer))
                .allMatch(node -> OPERATORS.contains(node.getOpType()));
    return known
        ? model.toBuilder().setGraph(edited(graph, hidden, first)).build().toByteArray()
        : onnx;
  }

  /** Weights stay where they are: nothing of the array is copied. */
  static ModelProto model(byte[] onnx) throws IOException {
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(onnx).newCodedInput();
    in.enableAliasing(true);
    return ModelProto.parseFrom(in);
  }

  /** Before the first reader comes a Gather of the first position; some readers then read it. */
  private static GraphProto edited(GraphProto graph, String hidden, Set<String> first) {
    GraphProto.Builder edited = graph.toBuilder().clearNode().addInitializer(position());
    boolean gathered = false;
    for (NodeProto node : graph.getNodeList()) {
      if (!gathered && node.getInputList().contains(hidden)) {
        edited.addNode(gather(hidden));
        gathered = true;
      }
      edited.addNode(first.contains(node.getName()) ? reading(node, hidden) : node);
    }
    return edited.build();
  }

  private static NodeProto reading(NodeProto node, String hidden) {
    NodeProto.Builder changed = node.toBuilder().clearInput();
    node.getInputList().forEach(name -> changed.addInput(name.equals(hidden) ? FIRST : name));
    return changed.build();
  }

  /** {@code FIRST = Gather(hidden, [0], axis=1)}: {@code [texts, 1, dimension]}. */
  private static NodeProto gather(String hidden) {
    return NodeProto.newBuilder()
        .addInput(hidden)
        .addInput(POSITION)
        .addOutput(FIRST)
        .setName(FIRST)
        .setOpType("Gather")
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("axis")
                .setI(1)
                .setType(AttributeProto.AttributeType.INT))
        .build();
  }

  /** The tensor {@code [0]}. */
  private static TensorProto position() {
    return TensorProto.newBuilder()
        .addDims(1)
        .setDataType(TensorProto.DataType.INT64.getNumber())
        .setName(POSITION)
        .setRawData(ByteString.copyFrom(new byte[Long.BYTES]))
        .build();
  }
}
