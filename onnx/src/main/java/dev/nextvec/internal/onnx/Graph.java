package dev.nextvec.internal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A graph of ONNX operators that is being written, from its inputs on. */
final class Graph {
  private final List<NodeProto> nodes = new ArrayList<>();
  private final Map<String, FloatTensor> weights = new LinkedHashMap<>();
  private final Map<String, long[]> wholes = new LinkedHashMap<>();
  private final Set<String> constants = new HashSet<>();
  private final Set<String> values = new HashSet<>();

  /** What is given to the graph. */
  String input(String name) {
    claim(name);
    return name;
  }

  /** The operators in the order in which they compute. */
  List<NodeProto> nodes() {
    return List.copyOf(nodes);
  }

  /** The numbers that stand in the file, by name. */
  Map<String, FloatTensor> weights() {
    return weights;
  }

  /** Lists of whole numbers that operators take, by name. */
  Map<String, long[]> wholes() {
    return wholes;
  }

  /** Numbers that stand in the file. */
  String weight(String name, FloatTensor tensor) {
    claim(name);
    weights.put(name, tensor);
    return name;
  }

  /** Numbers that several operators take and that stand in the file once. */
  String shared(String name, FloatTensor tensor) {
    return weights.containsKey(name) ? name : weight(name, tensor);
  }

  /** Numbers that stand in the file and were not trained: they are always stored as they are. */
  String constant(String name, FloatTensor tensor) {
    if (!constants.add(name)) {
      return name;
    }
    return weight(name, tensor);
  }

  /** The weights that are matrices, by name, in order. */
  Map<String, FloatTensor> matrices() {
    Map<String, FloatTensor> matrices = new LinkedHashMap<>();
    weights.forEach(
        (name, tensor) -> {
          long axes = Arrays.stream(tensor.shape()).filter(size -> size > 1).count();
          if (axes > 1 && !constants.contains(name)) {
            matrices.put(name, tensor);
          }
        });
    return matrices;
  }

  /** One number that stands in the file. */
  String number(String name, double value) {
    return constant(name, new FloatTensor(new long[0], new float[] {(float) value}));
  }

  /** A list of whole numbers; the same list is written once. */
  String whole(long... list) {
    String name = "whole" + Arrays.toString(list).replace(" ", "");
    if (!wholes.containsKey(name)) {
      claim(name);
      wholes.put(name, list);
    }
    return name;
  }

  /** An operator with one output, which bears its name. */
  String add(String operator, String name, String... inputs) {
    return add(operator, name, List.of(), inputs);
  }

  /** An operator with attributes and one output, which bears its name. */
  String add(String operator, String name, List<AttributeProto> attributes, String... inputs) {
    addTo(operator, name, attributes, List.of(name), inputs);
    return name;
  }

  /** An operator with several outputs; an empty name stands for one that is not wanted. */
  void addTo(
      String operator,
      String name,
      List<AttributeProto> attributes,
      List<String> outputs,
      String... inputs) {
    outputs.stream().filter(output -> !output.isEmpty()).forEach(this::claim);
    for (String input : inputs) {
      if (!input.isEmpty() && !values.contains(input) && !input.equals(ModelGraph.CONTEXT)) {
        throw new IllegalStateException("`" + name + "` takes `" + input + "`, which is not there");
      }
    }
    nodes.add(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addAllInput(List.of(inputs))
            .addAllOutput(outputs)
            .addAllAttribute(attributes)
            .build());
  }

  /** A value in equal parts along an axis, one after the other. */
  List<String> split(String x, int parts, int axis) {
    if (parts == 1) {
      return List.of(x);
    }
    List<String> names = IntStream.range(0, parts).mapToObj(part -> x + "/part" + part).toList();
    List<AttributeProto> attributes =
        List.of(attribute("axis", axis), attribute("num_outputs", parts));
    addTo("Split", x + "/parts", attributes, names, x);
    return names;
  }

  private void claim(String value) {
    if (!values.add(value)) {
      throw new IllegalStateException("two values of a graph are named `" + value + "`");
    }
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }
}
