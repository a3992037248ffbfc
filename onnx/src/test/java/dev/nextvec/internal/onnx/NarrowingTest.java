package dev.nextvec.internal.onnx;

import static dev.nextvec.internal.onnx.Graph.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Cost;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Model;
import dev.nextvec.model.Predictor;
import dev.nextvec.model.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NarrowingTest {
  private static final int SIDE = 12;

  @TempDir Path folder;

  static List<Architecture> architectures() {
    return RandomModels.architectures();
  }

  /** A graph of one product with a matrix, and a bias. */
  private static Graph product(float... matrix) {
    Graph graph = new Graph();
    float[] bias = new float[SIDE];
    bias[1] = 0.5f;
    String flat = graph.add("Squeeze", "flat", ModelGraph.CONTEXT, graph.whole(1));
    graph.add(
        "Gemm",
        ModelGraph.PREDICTION,
        List.of(attribute("transB", 1)),
        flat,
        graph.weight("w", new FloatTensor(new long[] {SIDE, SIDE}, matrix)),
        graph.weight("b", new FloatTensor(new long[] {SIDE}, bias)));
    return graph;
  }

  /** Written as the exporter writes it, with contexts of one vector. */
  private Path written(Graph graph, Precision precision) throws IOException {
    Path template = folder.resolve("template.onnx");
    OnnxFile.STANDARD.write(template, new Exportable.Fitted(new LinearAverage(1, SIDE)), Map.of());
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(template));
    Narrowing.Narrowed narrowed = Narrowing.of(graph, precision);
    GraphProto.Builder proto = model.getGraph().toBuilder().clearNode().clearInitializer();
    proto.addAllNode(narrowed.nodes());
    for (Map.Entry<String, GraphTensor> entry : narrowed.tensors().entrySet()) {
      TensorProto.Builder tensor =
          TensorProto.newBuilder()
              .setName(entry.getKey())
              .setDataType(entry.getValue().type().getNumber())
              .setRawData(ByteString.copyFrom(entry.getValue().written()));
      for (long size : entry.getValue().dimensions()) {
        tensor.addDims(size);
      }
      proto.addInitializer(tensor);
    }
    graph
        .wholes()
        .forEach(
            (name, list) ->
                proto.addInitializer(
                    TensorProto.newBuilder()
                        .setName(name)
                        .setDataType(TensorProto.DataType.INT64.getNumber())
                        .addDims(1)
                        .addInt64Data(list[0])));
    Path file = folder.resolve("product.onnx");
    Files.write(file, model.toBuilder().setGraph(proto).build().toByteArray());
    return file;
  }

  /**
   * Numbers from 0 to 255 are quantised as they are, and columns whose largest number is 64 too:
   * the product is then exact, and one that overflows in sixteen bits would not be.
   */
  @Test
  void aProductOfWholeNumbersIsExactlyWhatItIsByHand() throws Exception {
    float[] matrix = new float[SIDE * SIDE];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = i % SIDE == 0 ? 64 : i % 3 == 0 ? 64 : (i * 7) % 129 - 64;
    }
    for (int i = 0; i < SIDE; i++) {
      matrix[i] = i < 4 ? 64 : 0; // adds its largest products
    }
    float[] x = new float[SIDE];
    for (int i = 0; i < SIDE; i++) {
      x[i] = i < 4 ? 255 : 20 * i;
    }
    try (OnnxSession session =
        OnnxSession.open(written(product(matrix), Precision.INT8), "product")) {
      float[] found = session.run(x, 1).vectors();
      for (int row = 0; row < SIDE; row++) {
        float expected = row == 1 ? 0.5f : 0;
        for (int i = 0; i < SIDE; i++) {
          expected += matrix[row * SIDE + i] * x[i];
        }
        assertThat(found[row]).as("row " + row).isEqualTo(expected);
      }
      assertThat(found[0]).isEqualTo(4 * 255 * 64);
    }
  }

  private static GraphTensor tensor(Narrowing.Narrowed graph, String name) {
    return Objects.requireNonNull(graph.tensors().get(name));
  }

  @Test
  void eachColumnHasItsOwnScaleAndAColumnOfZerosStaysZero() throws Exception {
    float[] matrix = new float[SIDE * SIDE];
    for (int row = 0; row < SIDE; row++) {
      for (int i = 0; i < SIDE; i++) {
        matrix[row * SIDE + i] = row == 3 ? 0 : (float) (Math.pow(10, row - 6) * Math.cos(i + row));
      }
    }
    Narrowing.Narrowed narrowed = Narrowing.of(product(matrix), Precision.INT8);
    GraphTensor.Wholes wholes = (GraphTensor.Wholes) tensor(narrowed, "w/int8");
    GraphTensor.Floats scales = (GraphTensor.Floats) tensor(narrowed, "w/scale");
    assertThat(narrowed.narrowed()).containsExactly("w");
    for (int i = 0; i < SIDE; i++) {
      for (int row = 0; row < SIDE; row++) {
        float scale = scales.tensor().values()[row];
        assertThat(wholes.values()[i * SIDE + row] * scale)
            .isCloseTo(matrix[row * SIDE + i], within(scale * 0.50001f));
      }
      assertThat(wholes.values()[i * SIDE + 3]).isZero();
    }
  }

  @Test
  void whatHalfPrecisionCannotHoldStaysAsItIs() throws Exception {
    float[] matrix = new float[SIDE * SIDE];
    matrix[5] = 70_000;
    Narrowing.Narrowed large = Narrowing.of(product(matrix), Precision.FLOAT16);
    assertThat(large.kept()).containsExactly("w");
    matrix[5] = 0.1f;
    Narrowing.Narrowed small = Narrowing.of(product(matrix), Precision.FLOAT16);
    assertThat(small.narrowed()).containsExactly("w");
    assertThat(tensor(small, "w/float16").bytes()).isEqualTo(2L * SIDE * SIDE);
  }

  /** What a model predicts by its own graph in float32. */
  private Predictor original(Exportable model) throws IOException {
    Path file = folder.resolve("original.onnx");
    OnnxFile.STANDARD.write(file, model, Map.of());
    OnnxSession session = OnnxSession.open(file, "original");
    return new OnnxPredictor("original", session, new Cost(0, 0, 0, 0), Optional.empty());
  }

  private Path exported(Exportable model, Precision precision, ObjectNode facts)
      throws IOException {
    try (Predictor original = original(model);
        PrecisionTrial trial = PrecisionTrial.of("it", model, original, precision)) {
      facts.set("precision", trial.report().json());
      Path target = folder.resolve("it-" + precision.key());
      new ModelExport(
              "it", model, original, Optional.empty(), facts, "card", Optional.of(trial.report()))
          .writePackage(target, false);
      return target;
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void everyArchitectureIsStoredInFewerBitsWithStandardOperators(Architecture architecture)
      throws Exception {
    Exportable model = new Exportable.Network(RandomModels.of(architecture));
    for (Precision precision : List.of(Precision.FLOAT16, Precision.INT8)) {
      Path target =
          exported(model, precision, JsonNodeFactory.instance.objectNode().put("licence", "x"));
      Model.open(target).close();
      GraphProto graph =
          ModelProto.parseFrom(Files.readAllBytes(target.resolve("model.onnx"))).getGraph();
      Set<String> known = new HashSet<>(List.of("context"));
      graph.getInitializerList().forEach(tensor -> known.add(tensor.getName()));
      for (NodeProto node : graph.getNodeList()) {
        assertThat(node.getDomain()).isEmpty();
        assertThat(known).as(node.getName()).containsAll(node.getInputList());
        node.getOutputList().forEach(output -> assertThat(known.add(output)).as(output).isTrue());
      }
      assertThat(
              graph.getNodeList().stream()
                  .anyMatch(
                      node ->
                          node.getOpType()
                              .equals(precision == Precision.INT8 ? "MatMulInteger" : "Cast")))
          .isTrue();
      String config = Files.readString(target.resolve("config.json"));
      assertThat(config).contains("\"name\" : \"" + precision.key() + "\"", "\"tolerance\"");
    }
  }

  /** A matrix that each step multiplies with is stored once. */
  @Test
  void recurrentLayersAreStoredInFewerBitsToo() throws Exception {
    PrecisionReport report = wholeNumbers(new Lstm(5, 12, 16, 1, 0));
    assertThat(report.narrowed())
        .containsExactly(
            "lstm.l0/ifo.weight",
            "lstm.l0/g.weight",
            "lstm.l0/ifo.hidden",
            "lstm.l0/g.hidden",
            "output_proj.weight");
    assertThat(report.kept()).isEmpty();
  }

  @Test
  void recurrentOperatorsStayInFloat32AndSayTheyDo() throws Exception {
    PrecisionReport report = wholeNumbers(new Lstm(5, 13, 16, 1, 0));
    assertThat(report.narrowed()).containsExactly("output_proj.weight");
    assertThat(report.kept()).containsExactly("lstm.l0/W", "lstm.l0/R");
  }

  private PrecisionReport wholeNumbers(Architecture architecture) throws IOException {
    Exportable model = new Exportable.Network(RandomModels.of(architecture));
    try (Predictor original = original(model);
        PrecisionTrial trial = PrecisionTrial.of("it", model, original, Precision.INT8)) {
      return trial.report();
    }
  }

  @Test
  void aModelWithoutAMatrixIsNotStoredInFewerBits() {
    Exportable model = new Exportable.Fitted(Exports.AVERAGE);
    assertThatThrownBy(() -> PrecisionTrial.of("average", model, Exports.AVERAGE, Precision.INT8))
        .hasMessageContaining("`average` has no matrix that could be stored as int8");
  }

  @Test
  void noFileStatesATolerancePastWhatItsPrecisionMayHave() {
    ObjectNode stated = JsonNodeFactory.instance.objectNode().put("tolerance", 1e9);
    assertThat(Precision.tolerance(stated)).isEqualTo(1e-4);
    assertThat(Precision.tolerance(stated.put("name", "float32"))).isEqualTo(1e-4);
    assertThat(Precision.tolerance(stated.put("name", "float16"))).isEqualTo(0.02);
    assertThat(Precision.tolerance(stated.put("name", "int8"))).isEqualTo(0.5);
    assertThat(Precision.tolerance(stated.put("tolerance", 0.03))).isEqualTo(0.03);
    assertThat(Precision.tolerance(stated.put("tolerance", -1))).isEqualTo(1e-4);
  }
}
