package dev.nextvec.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.nextvec.internal.engine.BertWeights;
import dev.nextvec.internal.engine.BertWeights.Affine;
import dev.nextvec.internal.engine.BertWeights.Embeddings;
import dev.nextvec.internal.engine.BertWeights.Layer;
import dev.nextvec.internal.engine.BertWeights.Norm;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the weights of a BERT network in its ONNX file, by the names that PyTorch's exporter gives
 * to nodes. What is not known to be computed as BERT does is refused by name; whoever computes with
 * the weights still compares the result with ONNX Runtime's.
 */
final class BertReader {
  private static final String QUERY = "/encoder/layer.0/attention/self/query/MatMul";
  private static final Set<String> EMBEDDING =
      Set.of(
          "Add",
          "Constant",
          "Div",
          "Gather",
          "LayerNormalization",
          "Mul",
          "Pow",
          "ReduceMean",
          "Shape",
          "Slice",
          "Sqrt",
          "Sub",
          "Unsqueeze");

  private final String where;
  private final String prefix;
  private final Map<String, NodeProto> nodes = new HashMap<>();
  private final Map<String, TensorProto> tensors = new HashMap<>();

  private BertReader(GraphProto graph, String where) throws IOException {
    this.where = where;
    graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
    for (NodeProto node : graph.getNodeList()) {
      nodes.put(node.getName(), node);
      if (node.getOpType().equals("Constant")) {
        node.getAttributeList().stream()
            .filter(AttributeProto::hasT)
            .forEach(value -> tensors.put(node.getOutput(0), value.getT()));
      }
    }
    prefix =
        nodes.keySet().stream()
            .filter(name -> name.endsWith(QUERY))
            .map(name -> name.substring(0, name.length() - QUERY.length()))
            .findFirst()
            .orElseThrow(() -> other("it has no node `" + QUERY + "`"));
  }

  /**
   * The weights.
   *
   * @param onnx the file's content
   * @param where the file, for messages
   * @throws IOException if it is no BERT network, or its weights are not found
   */
  static BertWeights read(byte[] onnx, String where) throws IOException {
    GraphProto graph = FirstToken.model(onnx).getGraph();
    BertReader reader = new BertReader(graph, where);
    try {
      return reader.weights(graph);
    } catch (IllegalArgumentException e) {
      throw reader.other(String.valueOf(e.getMessage()));
    }
  }

  private BertWeights weights(GraphProto graph) throws IOException {
    requireKnown();
    List<Layer> layers = new ArrayList<>();
    while (nodes.containsKey(layer(layers.size()) + "attention/self/query/MatMul")) {
      layers.add(readLayer(layer(layers.size())));
    }
    String last = layer(layers.size() - 1) + "output/LayerNorm/";
    Set<String> made = Set.copyOf(norm(last).getOutputList());
    if (graph.getOutputCount() != 1 || !made.contains(graph.getOutput(0).getName())) {
      throw other("its output is not its last layer's");
    }
    Embeddings embeddings = embeddings();
    return new BertWeights(
        heads(embeddings.type().length), epsilon(layers.size()), embeddings, layers);
  }

  private String layer(int number) {
    return prefix + "/encoder/layer." + number + "/";
  }

  private void requireKnown() throws IOException {
    for (NodeProto node : nodes.values()) {
      String name = node.getName();
      boolean known =
          name.startsWith(prefix + "/encoder/")
              ? FirstToken.OPERATORS.contains(node.getOpType()) && !isTanh(node)
              : !name.startsWith(prefix + "/embeddings/") || EMBEDDING.contains(node.getOpType());
      if (!known) {
        throw other("its node `" + name + "` is a " + node.getOpType());
      }
    }
  }

  private static boolean isTanh(NodeProto node) {
    return node.getOpType().equals("Tanh")
        || node.getAttributeList().stream()
            .anyMatch(a -> a.getName().equals("approximate") && !a.getS().isEmpty());
  }

  private Layer readLayer(String at) throws IOException {
    return new Layer(
        affine(at + "attention/self/query/"),
        affine(at + "attention/self/key/"),
        affine(at + "attention/self/value/"),
        affine(at + "attention/output/dense/"),
        readNorm(at + "attention/output/LayerNorm/"),
        affine(at + "intermediate/dense/"),
        affine(at + "output/dense/"),
        readNorm(at + "output/LayerNorm/"));
  }

  private Embeddings embeddings() throws IOException {
    String at = prefix + "/embeddings/";
    float[] types = tensor(at + "token_type_embeddings/Gather");
    Norm norm = readNorm(at + "LayerNorm/");
    float[] first = Arrays.copyOf(types, norm.gain().length);
    return new Embeddings(
        tensor(at + "word_embeddings/Gather"),
        tensor(at + "position_embeddings/Gather"),
        first,
        norm);
  }

  private Affine affine(String at) throws IOException {
    return new Affine(tensor(at + "MatMul"), tensor(at + "Add"));
  }

  /** The node that ends a normalisation: one of its own, or the last of those it is made of. */
  private NodeProto norm(String at) throws IOException {
    NodeProto whole = nodes.get(at + "LayerNormalization");
    return whole == null ? node(at + "Add_1") : whole;
  }

  private Norm readNorm(String at) throws IOException {
    NodeProto whole = nodes.get(at + "LayerNormalization");
    return whole == null
        ? new Norm(tensor(at + "Mul"), tensor(at + "Add_1"))
        : new Norm(numbers(whole.getInput(1)), numbers(whole.getInput(2)));
  }

  /** What all normalisations add to the variance. */
  private float epsilon(int layers) throws IOException {
    float first = epsilon(prefix + "/embeddings/LayerNorm/");
    for (int l = 0; l < layers; l++) {
      if (epsilon(layer(l) + "attention/output/LayerNorm/") != first
          || epsilon(layer(l) + "output/LayerNorm/") != first) {
        throw other("its normalisations differ");
      }
    }
    return first;
  }

  private float epsilon(String at) throws IOException {
    NodeProto whole = nodes.get(at + "LayerNormalization");
    return whole == null
        ? tensor(at + "Add")[0]
        : whole.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("epsilon"))
            .map(AttributeProto::getF)
            .findFirst()
            .orElse(1e-5f);
  }

  /** Scores are divided by the square root of a head's width. */
  private int heads(int hidden) throws IOException {
    float root = tensor(layer(0) + "attention/self/Div")[0];
    int width = Math.round(root * root);
    if (width < 1 || hidden % width != 0) {
      throw other("its heads' width cannot be told");
    }
    return hidden / width;
  }

  private NodeProto node(String name) throws IOException {
    NodeProto node = nodes.get(name);
    if (node == null) {
      throw other("it has no node `" + name + "`");
    }
    return node;
  }

  /** The stored numbers that a node reads. */
  private float[] tensor(String name) throws IOException {
    Optional<String> stored =
        node(name).getInputList().stream().filter(tensors::containsKey).findFirst();
    return numbers(stored.orElseThrow(() -> other("its node `" + name + "` has no weights")));
  }

  private float[] numbers(String name) throws IOException {
    TensorProto tensor = tensors.get(name);
    if (tensor == null || tensor.getDataType() != TensorProto.DataType.FLOAT.getNumber()) {
      throw other("its weights `" + name + "` are not float32");
    }
    float[] numbers;
    if (tensor.getFloatDataCount() > 0) {
      numbers = new float[tensor.getFloatDataCount()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = tensor.getFloatData(i);
      }
    } else {
      FloatBuffer raw =
          tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      numbers = new float[raw.remaining()];
      raw.get(numbers);
    }
    if (numbers.length == 0) {
      throw other("its weights `" + name + "` are empty");
    }
    return numbers;
  }

  private IOException other(String why) {
    return new IOException(where + " is not a BERT network that can be computed here: " + why);
  }
}
