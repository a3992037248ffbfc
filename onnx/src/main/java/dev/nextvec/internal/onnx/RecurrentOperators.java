package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Recurrent layers as the operators that ONNX has for them, which read sequences with the steps
 * first, and order their gates otherwise than PyTorch. Each takes {@code [steps, batch, in]} and
 * gives rows of all states, or of the last alone.
 */
final class RecurrentOperators {
  /** Of PyTorch's i, f, g, o in ONNX's i, o, f, c. */
  private static final int[] LSTM_GATES = {0, 3, 1, 2};

  /** Of PyTorch's r, z, n in ONNX's z, r, h. */
  private static final int[] GRU_GATES = {1, 0, 2};

  private RecurrentOperators() {}

  static String lstm(GraphLayers layers, String suffix, String x, boolean lastOnly) {
    return layer(layers, "LSTM", "lstm", suffix, List.of(), x, LSTM_GATES, lastOnly);
  }

  static String gru(GraphLayers layers, String block, String x, boolean lastOnly) {
    List<AttributeProto> likePyTorch = List.of(attribute("linear_before_reset", 1));
    return layer(layers, "GRU", block + ".gru", "l0", likePyTorch, x, GRU_GATES, lastOnly);
  }

  private static String layer(
      GraphLayers layers,
      String operator,
      String prefix,
      String suffix,
      List<AttributeProto> attributes,
      String x,
      int[] gates,
      boolean lastOnly) {
    Graph graph = layers.graph();
    String name = prefix + "." + suffix;
    FloatTensor hidden = layers.tensor(prefix + ".weight_hh_" + suffix);
    long width = hidden.shape()[1];
    String states = name + "/states";
    graph.addTo(
        operator,
        name,
        Stream.concat(attributes.stream(), Stream.of(attribute("hidden_size", width))).toList(),
        lastOnly ? List.of("", states) : List.of(states),
        x,
        matrix(graph, name + "/W", layers.tensor(prefix + ".weight_ih_" + suffix), gates),
        matrix(graph, name + "/R", hidden, gates),
        biases(layers, prefix, suffix, gates));
    return graph.add("Reshape", name + "/rows", states, graph.whole(-1, width));
  }

  /** {@code [1, gates * hidden, in]}: for one direction. */
  private static String matrix(Graph graph, String name, FloatTensor tensor, int[] gates) {
    long[] shape = tensor.shape();
    return graph.weight(name, Tensors.shaped(Tensors.blocks(tensor, gates), 1, shape[0], shape[1]));
  }

  /** Both biases of a layer, one after the other: {@code [1, 2 * gates * hidden]}. */
  private static String biases(GraphLayers layers, String prefix, String suffix, int[] gates) {
    float[] first = Tensors.blocks(layers.tensor(prefix + ".bias_ih_" + suffix), gates).values();
    float[] second = Tensors.blocks(layers.tensor(prefix + ".bias_hh_" + suffix), gates).values();
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    String name = prefix + "." + suffix + "/B";
    return layers.graph().weight(name, new FloatTensor(new long[] {1, both.length}, both));
  }
}
