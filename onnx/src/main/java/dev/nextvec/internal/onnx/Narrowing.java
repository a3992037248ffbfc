package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stores the matrices of a graph in fewer bits.
 *
 * <p>float16: a matrix is stored so and brought back by Cast. int8: each product with a matrix
 * becomes DynamicQuantizeLinear and MatMulInteger, with a scale for each column of the matrix, as
 * ONNX Runtime's own quantiser does it with a reduced range: seven bits, since processors without
 * VNNI add two products in sixteen bits and would overflow with eight.
 */
final class Narrowing {
  /** The largest whole number that stands for a weight: 2 * 255 * 64 still fits in sixteen bits. */
  static final int LARGEST = 64;

  private static final float LARGEST_HALF = 65504;
  private static final int SMALL = 64; // numbers: storing them otherwise gains nothing

  private final Graph graph;
  private final Map<String, FloatTensor> matrices;
  private final List<NodeProto> nodes = new ArrayList<>();
  private final Map<String, GraphTensor> tensors = new LinkedHashMap<>();
  private final List<String> narrowed = new ArrayList<>();
  private final List<String> kept = new ArrayList<>();
  private final Set<String> quantised = new HashSet<>();

  /**
   * A graph as it is stored.
   *
   * @param nodes in the order in which they compute
   * @param tensors its numbers, by name
   * @param narrowed names of the matrices in fewer bits
   * @param kept names of those that stay in float32
   */
  record Narrowed(
      List<NodeProto> nodes,
      Map<String, GraphTensor> tensors,
      List<String> narrowed,
      List<String> kept) {}

  private Narrowing(Graph graph) {
    this.graph = graph;
    this.matrices = graph.matrices();
    graph.weights().forEach((name, tensor) -> tensors.put(name, new GraphTensor.Floats(tensor)));
  }

  static Narrowed of(Graph graph, Precision precision) {
    Narrowing narrowing = new Narrowing(graph);
    switch (precision) {
      case FLOAT32 -> narrowing.nodes.addAll(graph.nodes());
      case FLOAT16 -> narrowing.halves();
      case INT8 -> narrowing.wholes();
    }
    return new Narrowed(
        List.copyOf(narrowing.nodes),
        narrowing.tensors,
        List.copyOf(narrowing.narrowed),
        List.copyOf(narrowing.kept));
  }

  private void halves() {
    for (Map.Entry<String, FloatTensor> entry : matrices.entrySet()) {
      String name = entry.getKey();
      FloatTensor matrix = entry.getValue();
      if (matrix.count() < SMALL || !fitsHalf(matrix)) {
        kept.add(name);
        continue;
      }
      short[] bits = new short[matrix.count()];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = Float.floatToFloat16(matrix.values()[i]);
      }
      tensors.remove(name);
      tensors.put(name + "/float16", new GraphTensor.Halves(matrix.shape(), bits));
      nodes.add(cast(name, name + "/float16"));
      narrowed.add(name);
    }
    nodes.addAll(graph.nodes());
  }

  private static boolean fitsHalf(FloatTensor matrix) {
    for (float value : matrix.values()) {
      if (!(Math.abs(value) <= LARGEST_HALF)) {
        return false;
      }
    }
    return true;
  }

  private void wholes() {
    for (NodeProto node : graph.nodes()) {
      Optional<FloatTensor> matrix = matrixOf(node);
      if (matrix.isPresent()) {
        product(node, matrix.get());
      } else {
        nodes.add(node);
      }
    }
    for (String name : matrices.keySet()) {
      if (!narrowed.contains(name) && !kept.contains(name)) {
        kept.add(name);
      }
    }
  }

  /** The matrix of a product with something that is computed. */
  private Optional<FloatTensor> matrixOf(NodeProto node) {
    boolean product = node.getOpType().equals("MatMul") || node.getOpType().equals("Gemm");
    return product && !graph.weights().containsKey(node.getInput(0))
        ? Optional.ofNullable(matrices.get(node.getInput(1)))
            .filter(matrix -> matrix.shape().length == 2)
        : Optional.empty();
  }

  private void product(NodeProto node, FloatTensor stored) {
    String x = node.getInput(0);
    String name = node.getInput(1);
    String y = node.getOutput(0);
    if (!narrowed.contains(name)) { // or several products are with it
      columns(name, isTransposed(node) ? Tensors.transposed(stored) : stored);
      narrowed.add(name);
    }
    quantise(x);
    add("MatMulInteger", y + "/whole", x + "/int8", name + "/int8", x + "/zero");
    nodes.add(cast(y + "/wide", y + "/whole"));
    add("Mul", y + "/unit", x + "/scale", name + "/scale");
    boolean bias = node.getInputCount() > 2;
    add("Mul", bias ? y + "/product" : y, y + "/wide", y + "/unit");
    if (bias) {
      add("Add", y, y + "/product", node.getInput(2));
    }
  }

  private static boolean isTransposed(NodeProto node) {
    return node.getAttributeList().stream()
        .anyMatch(each -> each.getName().equals("transB") && each.getI() == 1);
  }

  /** A matrix {@code [in, out]} as whole numbers, and the scale of each column. */
  private void columns(String name, FloatTensor matrix) {
    int columns = Math.toIntExact(matrix.shape()[1]);
    float[] values = matrix.values();
    float[] scales = new float[columns];
    for (int i = 0; i < values.length; i++) {
      scales[i % columns] = Math.max(scales[i % columns], Math.abs(values[i]));
    }
    for (int c = 0; c < columns; c++) {
      scales[c] = scales[c] > 0 ? scales[c] / LARGEST : 1;
    }
    byte[] whole = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      double nearest = Math.rint(values[i] / (double) scales[i % columns]);
      whole[i] = (byte) Math.clamp(nearest, -LARGEST, LARGEST);
    }
    tensors.remove(name);
    tensors.put(name + "/int8", new GraphTensor.Wholes(matrix.shape(), whole));
    long[] shape = {columns};
    tensors.put(name + "/scale", new GraphTensor.Floats(new FloatTensor(shape, scales)));
  }

  /** Once for all products with it. */
  private void quantise(String x) {
    if (quantised.add(x)) {
      nodes.add(
          NodeProto.newBuilder()
              .setOpType("DynamicQuantizeLinear")
              .setName(x + "/quantised")
              .addInput(x)
              .addAllOutput(List.of(x + "/int8", x + "/scale", x + "/zero"))
              .build());
    }
  }

  private void add(String operator, String output, String... inputs) {
    nodes.add(node(operator, output, List.of(), inputs));
  }

  private static NodeProto cast(String output, String input) {
    return node("Cast", output, List.of(attribute("to", DataType.FLOAT.getNumber())), input);
  }

  private static NodeProto node(
      String operator, String output, List<AttributeProto> attributes, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .addAllAttribute(attributes)
        .build();
  }
}
