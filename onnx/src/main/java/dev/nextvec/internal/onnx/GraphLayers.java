package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.util.List;
import java.util.Map;

/**
 * The layers that several architectures have, out of operators every runtime knows. Tensors keep
 * the names that PyTorch gives them where they are written as they are.
 */
final class GraphLayers {
  private static final float EPSILON = 1e-5f; // of PyTorch's LayerNorm

  private final Graph graph;
  private final Map<String, FloatTensor> tensors;

  GraphLayers(Graph graph, Map<String, FloatTensor> tensors) {
    this.graph = graph;
    this.tensors = tensors;
  }

  Graph graph() {
    return graph;
  }

  /** A tensor of the model, not yet in the graph. */
  FloatTensor tensor(String name) {
    FloatTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the model has no tensor `" + name + "`");
    }
    return tensor;
  }

  /** A tensor of the model as it is. */
  String weight(String name) {
    return graph.weight(name, tensor(name));
  }

  /** x Wᵀ + b of rows {@code [rows, in]}. */
  String linear(String prefix, String x) {
    return graph.add(
        "Gemm",
        prefix,
        List.of(attribute("transB", 1)),
        x,
        weight(prefix + ".weight"),
        weight(prefix + ".bias"));
  }

  /** x Wᵀ + b of sequences {@code [batch, positions, in]}. */
  String linearOfSequence(String prefix, String x) {
    return affine(prefix, x, tensor(prefix + ".weight"), tensor(prefix + ".bias"));
  }

  /** x Wᵀ + b of sequences, for a weight that is a part of a tensor. */
  String affine(String name, String x, FloatTensor weight, FloatTensor bias) {
    String product =
        graph.add(
            "MatMul",
            name + "/product",
            x,
            graph.weight(name + ".weight.T", Tensors.transposed(weight)));
    return graph.add("Add", name, product, graph.weight(name + ".bias", bias));
  }

  /** Normalises the last axis; with gain and bias. ONNX Runtime makes one step of it and a sum. */
  String layerNorm(String prefix, String x) {
    return graph.add(
        "LayerNormalization",
        prefix,
        List.of(attribute("axis", -1), attribute("epsilon", EPSILON)),
        x,
        weight(prefix + ".weight"),
        weight(prefix + ".bias"));
  }

  /**
   * A linear layer of rows that are normalised first, whose gain and bias are in its weights. Each
   * row is the one channel of a sample: ONNX Runtime 1.28 takes a tenth of the time for those that
   * it takes for LayerNormalization.
   *
   * @param norm prefix of the normalisation
   */
  String linearOfNormalised(String prefix, String norm, String x) {
    String channel = graph.add("Unsqueeze", norm + "/channel", x, graph.whole(1));
    String normalised =
        graph.add(
            "InstanceNormalization",
            norm + "/normalised",
            List.of(attribute("epsilon", EPSILON)),
            channel,
            graph.constant("one", new FloatTensor(new long[] {1}, new float[] {1})),
            graph.constant("zero", new FloatTensor(new long[] {1}, new float[] {0})));
    FloatTensor matrix = tensor(prefix + ".weight");
    return graph.add(
        "Gemm",
        prefix,
        List.of(attribute("transB", 1)),
        graph.add("Squeeze", norm + "/rows", normalised, graph.whole(1)),
        graph.weight(prefix + ".weight", Tensors.scaled(matrix, tensor(norm + ".weight"))),
        graph.weight(
            prefix + ".bias",
            Tensors.moved(tensor(prefix + ".bias"), matrix, tensor(norm + ".bias"))));
  }

  /** x Φ(x) by the error function: the operator Gelu came with a later opset. */
  String gelu(String name, String x) {
    String scaled =
        graph.add("Mul", name + "/scaled", x, graph.number(name + "/sqrt_half", Math.sqrt(0.5)));
    String erf = graph.add("Erf", name + "/erf", scaled);
    String shifted = graph.add("Add", name + "/shifted", erf, graph.number(name + "/one", 1));
    String gated = graph.add("Mul", name + "/gated", x, shifted);
    return graph.add("Mul", name, gated, graph.number(name + "/half", 0.5));
  }

  /** Linear, GELU, LayerNorm, Linear, GELU, LayerNorm, Linear of rows. */
  String residualNet(String x) {
    String h1 = gelu("residual_net.1", linear("residual_net.0", x));
    String h2 = gelu("residual_net.4", linearOfNormalised("residual_net.3", "residual_net.2", h1));
    return linearOfNormalised("residual_net.6", "residual_net.5", h2);
  }

  /** One position of a sequence: {@code [batch, dim]} of {@code [batch, n, dim]}. */
  String position(String name, String x, int position, int axis) {
    String at = graph.whole(position);
    String one = graph.add("Gather", name + "/one", List.of(attribute("axis", axis)), x, at);
    return graph.add("Squeeze", name, one, graph.whole(axis));
  }

  /**
   * Rows of unit length; one of length zero stays as it is. Scaled by their largest number first,
   * so that no square overflows or vanishes.
   */
  String normalised(String name, String x) {
    String tiny = graph.number(name + "/tiny", Float.MIN_NORMAL);
    String last = graph.whole(-1);
    String sizes = graph.add("Abs", name + "/sizes", x);
    String largest = graph.add("ReduceMax", name + "/largest", sizes, last);
    String scale = graph.add("Max", name + "/scale", largest, tiny);
    String scaled = graph.add("Div", name + "/scaled", x, scale);
    String length = graph.add("ReduceL2", name + "/length", scaled, last);
    return graph.add("Div", name, scaled, graph.add("Max", name + "/divisor", length, tiny));
  }

  /**
   * Σ weightₖ xₖ: {@code [batch, dim]} of {@code [batch, n, 1]} or {@code [n, 1]} and {@code
   * [batch, n, dim]}.
   */
  String weightedSum(String name, String weights, String x) {
    String weighted = graph.add("Mul", name + "/weighted", x, weights);
    return sum(name, weighted, 1);
  }

  /** The sum over an axis, which is gone then. */
  String sum(String name, String x, long axis) {
    return graph.add("ReduceSum", name, List.of(attribute("keepdims", 0)), x, graph.whole(axis));
  }

  /** The mean over the positions: {@code [batch, dim]} of {@code [batch, n, dim]}. */
  String mean(String name, String x) {
    return graph.add("ReduceMean", name, List.of(attribute("keepdims", 0)), x, graph.whole(1));
  }
}
