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

  /** The numbers of one of the model's linear layers. */
  Linear numbers(String prefix) {
    return new Linear(tensor(prefix + ".weight"), tensor(prefix + ".bias"));
  }

  /** x Wᵀ + b of rows {@code [rows, in]}. */
  String linear(String prefix, String x) {
    return linear(prefix, x, numbers(prefix));
  }

  /** The same with numbers that are none of the model's own. */
  String linear(String prefix, String x, Linear numbers) {
    return product(prefix, x, numbers.weight(), graph.weight(prefix + ".bias", numbers.bias()));
  }

  /**
   * x Wᵀ and what is added.
   *
   * @param added a row, or one for each of x
   */
  String product(String prefix, String x, FloatTensor weight, String added) {
    return graph.add(
        "Gemm",
        prefix,
        List.of(attribute("transB", 1)),
        x,
        graph.weight(prefix + ".weight", weight),
        added);
  }

  /**
   * Normalises rows, with gain and bias: three steps, which ONNX Runtime 1.28 computes in less than
   * its LayerNormalization, and 1.30 in less than that of a sum.
   */
  String layerNorm(String prefix, String x) {
    String gained =
        graph.add("Mul", prefix + "/gained", standardised(prefix, x), weight(prefix + ".weight"));
    return graph.add("Add", prefix, gained, weight(prefix + ".bias"));
  }

  /** Rows less their mean, by their deviation: each is the one channel of a sample. */
  String standardised(String norm, String x) {
    String channel = graph.add("Unsqueeze", norm + "/channel", x, graph.whole(1));
    String normalised =
        graph.add(
            "InstanceNormalization",
            norm + "/normalised",
            List.of(attribute("epsilon", EPSILON)),
            channel,
            graph.constant("one", new FloatTensor(new long[] {1}, new float[] {1})),
            graph.constant("zero", new FloatTensor(new long[] {1}, new float[] {0})));
    return graph.add("Squeeze", norm + "/rows", normalised, graph.whole(1));
  }

  /**
   * A linear layer of rows that are normalised first, whose gain and bias are in its weights.
   *
   * @param norm prefix of the normalisation
   */
  String linearOfNormalised(String prefix, String norm, String x) {
    return linearOfNormalised(prefix, norm, x, 1);
  }

  private String linearOfNormalised(String prefix, String norm, String x, float factor) {
    return linear(prefix, standardised(norm, x), ofNormalised(norm, numbers(prefix)).times(factor));
  }

  /** A linear layer of what a norm has standardised: its gain and bias are in the numbers. */
  Linear ofNormalised(String norm, Linear layer) {
    return layer.of(tensor(norm + ".weight"), tensor(norm + ".bias"));
  }

  /**
   * x Φ(x) by the error function: the operator Gelu came with a later opset. ONNX Runtime makes one
   * step of these five, if the first of them divides.
   */
  String gelu(String name, String x) {
    String scaled = graph.add("Div", name + "/scaled", x, graph.number("sqrt_two", Math.sqrt(2)));
    String erf = graph.add("Erf", name + "/erf", scaled);
    String shifted = graph.add("Add", name + "/shifted", erf, graph.number("unit", 1));
    String gated = graph.add("Mul", name + "/gated", x, shifted);
    return graph.add("Mul", name, gated, graph.number("half", 0.5));
  }

  /** Linear, GELU, LayerNorm, Linear, GELU, LayerNorm, Linear of rows. */
  String residualNet(String x) {
    return residualNet(x, 1, 1);
  }

  /** The same of rows times a factor, its result times another; the weights are multiplied. */
  String residualNet(String x, float before, float after) {
    FloatTensor first = Tensors.times(tensor("residual_net.0.weight"), before);
    String h0 = linear("residual_net.0", x, new Linear(first, tensor("residual_net.0.bias")));
    String h1 = gelu("residual_net.1", h0);
    String h2 = gelu("residual_net.4", linearOfNormalised("residual_net.3", "residual_net.2", h1));
    return linearOfNormalised("residual_net.6", "residual_net.5", h2, after);
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
    String squares = graph.add("Mul", name + "/squares", scaled, scaled);
    String square = graph.add("ReduceSum", name + "/square", squares, last);
    String length = graph.add("Sqrt", name + "/length", square); // half of ReduceL2's time
    return graph.add("Div", name, scaled, graph.add("Max", name + "/divisor", length, tiny));
  }

  /**
   * Σ weightₖ xₖ, as a product: {@code [batch, dim]} of {@code [batch, n]} or {@code [1, n]} and
   * {@code [batch, n, dim]}.
   */
  String weightedSum(String name, String weights, String x) {
    String row = graph.add("Unsqueeze", name + "/weights", weights, graph.whole(1));
    String sum = graph.add("MatMul", name + "/sum", row, x);
    return graph.add("Squeeze", name, sum, graph.whole(1));
  }

  /** xₖ · y: {@code [batch, n]} of {@code [batch, n, dim]} and {@code [batch, dim]}. */
  String products(String name, String x, String y) {
    String column = graph.add("Unsqueeze", name + "/column", y, graph.whole(2));
    String products = graph.add("MatMul", name + "/products", x, column);
    return graph.add("Squeeze", name, products, graph.whole(2));
  }

  /** The mean over the positions: {@code [batch, dim]} of {@code [batch, n, dim]}. */
  String mean(String name, String x) {
    return graph.add("ReduceMean", name, List.of(attribute("keepdims", 0)), x, graph.whole(1));
  }
}
