package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import java.util.List;

/**
 * The graphs of {@link Lstm} and {@link Gru}. Recurrent operators of ONNX read sequences with the
 * steps first, and order their gates otherwise than PyTorch.
 */
final class RecurrentGraphs {
  /** Of PyTorch's i, f, g, o in ONNX's i, o, f, c. */
  private static final int[] LSTM_GATES = {0, 3, 1, 2};

  /** Of PyTorch's r, z, n in ONNX's z, r, h. */
  private static final int[] GRU_GATES = {1, 0, 2};

  private RecurrentGraphs() {}

  /** Outputs of a recurrent layer. */
  private record Steps(String all, String last) {}

  static ModelGraph.Outputs write(Lstm lstm, GraphLayers layers) {
    String x = stepsFirst(layers.graph(), ModelGraph.CONTEXT);
    Steps steps = new Steps(x, x);
    List<AttributeProto> attributes = List.of(attribute("hidden_size", lstm.hidden()));
    for (int i = 0; i < lstm.layers(); i++) {
      steps = layer(layers, "LSTM", "lstm", "l" + i, attributes, steps.all(), LSTM_GATES);
    }
    return ModelGraph.Outputs.of(layers.linear("output_proj", steps.last()));
  }

  /** Only the last step of the last block is added up: nothing else reaches the head. */
  static ModelGraph.Outputs write(Gru gru, GraphLayers layers) {
    Graph graph = layers.graph();
    String x = stepsFirst(graph, layers.linearOfSequence("input_proj", ModelGraph.CONTEXT));
    List<AttributeProto> attributes =
        List.of(attribute("hidden_size", gru.hidden()), attribute("linear_before_reset", 1));
    for (int i = 0; i < gru.layers(); i++) {
      String block = "blocks." + i;
      Steps steps = layer(layers, "GRU", block + ".gru", "l0", attributes, x, GRU_GATES);
      boolean last = i + 1 == gru.layers();
      String before = last ? layers.position(block + "/last", x, gru.contextLength() - 1, 0) : x;
      String sum = graph.add("Add", block + "/sum", before, last ? steps.last() : steps.all());
      x = layers.layerNorm(block + ".norm", sum);
    }
    return ModelGraph.Outputs.of(layers.linear("output_proj", x));
  }

  private static String stepsFirst(Graph graph, String x) {
    return graph.add("Transpose", x + "/steps", List.of(attribute("perm", List.of(1L, 0L, 2L))), x);
  }

  /** {@code [steps, batch, hidden]} and {@code [batch, hidden]}: all steps, and the last. */
  private static Steps layer(
      GraphLayers layers,
      String operator,
      String prefix,
      String suffix,
      List<AttributeProto> attributes,
      String x,
      int[] gates) {
    Graph graph = layers.graph();
    String name = prefix + "." + suffix;
    FloatTensor input = layers.tensor(prefix + ".weight_ih_" + suffix);
    FloatTensor hidden = layers.tensor(prefix + ".weight_hh_" + suffix);
    FloatTensor biases =
        Tensors.biases(
            layers.tensor(prefix + ".bias_ih_" + suffix),
            layers.tensor(prefix + ".bias_hh_" + suffix),
            gates);
    graph.addTo(
        operator,
        name,
        attributes,
        List.of(name + "/all", name + "/last"),
        x,
        graph.weight(name + "/W", Tensors.gates(input, gates)),
        graph.weight(name + "/R", Tensors.gates(hidden, gates)),
        graph.weight(name + "/B", biases));
    return new Steps(
        graph.add("Squeeze", name + "/steps", name + "/all", graph.whole(1)),
        graph.add("Squeeze", name + "/end", name + "/last", graph.whole(0)));
  }
}
