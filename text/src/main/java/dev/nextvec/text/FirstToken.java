package dev.nextvec.text;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leaves out of a BERT-like network what only tokens after the first need. Where the first token's
 * vector is the text's ({@link Pooling#CLS}), the last layer's queries, feed-forward and norms are
 * needed for that token alone; its keys and values are needed for all.
 *
 * <p>The file is ONNX's protobuf; the field numbers below are those of {@code onnx.proto}. No
 * library for the JVM edits such graphs.
 */
final class FirstToken {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_OUTPUT = 12;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_NAME = 3;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_INTEGER = 3;
  private static final int ATTRIBUTE_TYPE = 20;
  private static final int ATTRIBUTE_TYPE_INTEGER = 2;
  private static final int TENSOR_SHAPE = 1;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_TYPE_INT64 = 7;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_BYTES = 9;

  private static final String FIRST = "nextvec_first_token";
  private static final String POSITION = "nextvec_first_position";
  private static final Pattern QUERY =
      Pattern.compile("(.*/encoder/layer\\.)(\\d+)(/attention/)self/query/MatMul");

  /** What a last layer may consist of: with these, a token's result needs no other's query. */
  private static final Set<String> OPERATORS =
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

  /** One operation, and where it is in the file: from its tag to its end. */
  private record Node(int from, int to, UnknownFieldSet fields) {
    private List<String> strings(int field) {
      return fields.getField(field).getLengthDelimitedList().stream()
          .map(ByteString::toStringUtf8)
          .toList();
    }

    List<String> inputs() {
      return strings(NODE_INPUT);
    }

    String name() {
      return String.join("", strings(NODE_NAME));
    }

    String operator() {
      return String.join("", strings(NODE_OPERATOR));
    }
  }

  /** The graph: where its tag, its content and its end are in the file, and what it has. */
  private record Graph(int tag, int from, int to, List<Node> nodes, int outputs) {}

  /** Some bytes of an array. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Piece(byte[] bytes, int from, int to) {
    static Piece of(byte[] bytes) {
      return new Piece(bytes, 0, bytes.length);
    }
  }

  /**
   * The network with its last layer computed for the first token alone: its output is {@code
   * [texts, 1, dimension]}, the same numbers up to rounding.
   *
   * @param onnx the file's content; not changed
   * @return the same array if the network is not one that this is known to be right for
   * @throws IOException if it is not a protobuf message
   */
  static byte[] only(byte[] onnx) throws IOException {
    Optional<Graph> graph = graph(onnx);
    if (graph.isEmpty() || graph.get().outputs() != 1) {
      return onnx;
    }
    List<Node> nodes = graph.get().nodes();
    Optional<Matcher> last =
        nodes.stream()
            .map(node -> QUERY.matcher(node.name()))
            .filter(Matcher::matches)
            .max((a, b) -> Integer.parseInt(a.group(2)) - Integer.parseInt(b.group(2)));
    if (last.isEmpty()) {
      return onnx;
    }
    String layer = last.get().group(1) + last.get().group(2) + "/";
    String attention = last.get().group(1) + last.get().group(2) + last.get().group(3);
    Node query = named(nodes, last.get().group()).orElseThrow();
    String hidden = query.inputs().get(0);
    Set<String> all = Set.of(attention + "self/key/MatMul", attention + "self/value/MatMul");
    Set<String> first = Set.of(query.name(), attention + "output/Add");
    List<Node> readers = nodes.stream().filter(node -> node.inputs().contains(hidden)).toList();
    boolean known =
        readers.size() == 4
            && readers.stream().allMatch(n -> all.contains(n.name()) || first.contains(n.name()))
            && nodes.stream()
                .filter(node -> node.name().startsWith(layer))
                .allMatch(node -> OPERATORS.contains(node.operator()));
    return known ? edited(onnx, graph.get(), hidden, readers, first) : onnx;
  }

  private static Optional<Node> named(List<Node> nodes, String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  private static Optional<Graph> graph(byte[] onnx) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(onnx);
    while (!in.isAtEnd()) {
      int start = in.getTotalBytesRead();
      int tag = in.readTag();
      if (tag == message(MODEL_GRAPH)) {
        int length = in.readRawVarint32();
        int from = in.getTotalBytesRead();
        in.pushLimit(length);
        List<Node> nodes = new ArrayList<>();
        int outputs = 0;
        while (!in.isAtEnd()) {
          int at = in.getTotalBytesRead();
          int inner = in.readTag();
          if (inner == message(GRAPH_NODE)) {
            UnknownFieldSet fields = UnknownFieldSet.parseFrom(in.readBytes());
            nodes.add(new Node(at, in.getTotalBytesRead(), fields));
          } else {
            outputs += inner == message(GRAPH_OUTPUT) ? 1 : 0;
            in.skipField(inner);
          }
        }
        return Optional.of(new Graph(start, from, from + length, nodes, outputs));
      }
      in.skipField(tag);
    }
    return Optional.empty();
  }

  /** Before the first reader comes a Gather of the first position; some readers then read it. */
  private static byte[] edited(
      byte[] onnx, Graph graph, String hidden, List<Node> readers, Set<String> first) {
    List<Piece> inside = new ArrayList<>();
    inside.add(Piece.of(field(GRAPH_INITIALIZER, position())));
    int copied = graph.from();
    for (Node node : readers) {
      inside.add(new Piece(onnx, copied, node.from()));
      copied = node.from();
      if (node == readers.get(0)) {
        inside.add(Piece.of(field(GRAPH_NODE, gather(hidden))));
      }
      if (first.contains(node.name())) {
        inside.add(Piece.of(field(GRAPH_NODE, reading(node, hidden))));
        copied = node.to();
      }
    }
    inside.add(new Piece(onnx, copied, graph.to()));
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece(onnx, 0, graph.tag()));
    pieces.add(Piece.of(header(MODEL_GRAPH, length(inside))));
    pieces.addAll(inside);
    pieces.add(new Piece(onnx, graph.to(), onnx.length));
    byte[] edited = new byte[length(pieces)];
    int at = 0;
    for (Piece piece : pieces) {
      System.arraycopy(piece.bytes(), piece.from(), edited, at, piece.to() - piece.from());
      at += piece.to() - piece.from();
    }
    return edited;
  }

  private static UnknownFieldSet reading(Node node, String hidden) {
    UnknownFieldSet.Field.Builder inputs = UnknownFieldSet.Field.newBuilder();
    for (String input : node.inputs()) {
      inputs.addLengthDelimited(ByteString.copyFromUtf8(input.equals(hidden) ? FIRST : input));
    }
    return node.fields().toBuilder().addField(NODE_INPUT, inputs.build()).build();
  }

  /** {@code FIRST = Gather(hidden, [0], axis=1)}: {@code [texts, 1, dimension]}. */
  private static UnknownFieldSet gather(String hidden) {
    UnknownFieldSet axis =
        UnknownFieldSet.newBuilder()
            .addField(ATTRIBUTE_NAME, text("axis"))
            .addField(ATTRIBUTE_INTEGER, number(1))
            .addField(ATTRIBUTE_TYPE, number(ATTRIBUTE_TYPE_INTEGER))
            .build();
    return UnknownFieldSet.newBuilder()
        .addField(
            NODE_INPUT,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(hidden))
                .addLengthDelimited(ByteString.copyFromUtf8(POSITION))
                .build())
        .addField(NODE_OUTPUT, text(FIRST))
        .addField(NODE_NAME, text(FIRST))
        .addField(NODE_OPERATOR, text("Gather"))
        .addField(NODE_ATTRIBUTE, bytes(axis.toByteString()))
        .build();
  }

  /** The tensor {@code [0]}. */
  private static UnknownFieldSet position() {
    return UnknownFieldSet.newBuilder()
        .addField(TENSOR_SHAPE, number(1))
        .addField(TENSOR_TYPE, number(TENSOR_TYPE_INT64))
        .addField(TENSOR_NAME, text(POSITION))
        .addField(TENSOR_BYTES, bytes(ByteString.copyFrom(new byte[Long.BYTES])))
        .build();
  }

  private static int length(List<Piece> pieces) {
    return pieces.stream().mapToInt(piece -> piece.to() - piece.from()).reduce(0, Math::addExact);
  }

  private static int message(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private static byte[] field(int number, UnknownFieldSet message) {
    return UnknownFieldSet.newBuilder()
        .addField(number, bytes(message.toByteString()))
        .build()
        .toByteArray();
  }

  private static byte[] header(int field, int length) {
    byte[] header =
        new byte
            [CodedOutputStream.computeTagSize(field)
                + CodedOutputStream.computeUInt32SizeNoTag(length)];
    CodedOutputStream out = CodedOutputStream.newInstance(header);
    try {
      out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(length);
      out.flush();
    } catch (IOException e) {
      throw new IllegalStateException("an array of the computed size holds it", e);
    }
    return header;
  }

  private static UnknownFieldSet.Field text(String value) {
    return bytes(ByteString.copyFromUtf8(value));
  }

  private static UnknownFieldSet.Field bytes(ByteString value) {
    return UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build();
  }

  private static UnknownFieldSet.Field number(long value) {
    return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
  }
}
