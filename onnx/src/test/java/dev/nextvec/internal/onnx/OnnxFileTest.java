package dev.nextvec.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Model;
import dev.nextvec.model.RandomModels;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxFileTest {
  @TempDir Path folder;

  static List<Architecture> architectures() {
    return RandomModels.architectures();
  }

  private static Exportable network(Architecture architecture) {
    return new Exportable.Network(RandomModels.of(architecture));
  }

  private static float[][] context(Model model) {
    float[][] context = new float[model.contextLength()][model.dimension()];
    for (int k = 0; k < context.length; k++) {
      for (int d = 0; d < context[k].length; d++) {
        context[k][d] = (float) Math.sin(3 * k + d);
      }
    }
    return context;
  }

  private ModelProto read(String name) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(folder.resolve(name)));
  }

  /** Linux keeps what is loaded without its name. */
  @Test
  void nothingStaysOfWhatTheRuntimeUnpackedToLoadIt() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.isReadable(maps));
    LoadedRuntime.environment();
    assertThat(Files.readAllLines(maps))
        .filteredOn(line -> line.contains("libonnxruntime"))
        .isNotEmpty()
        .allMatch(line -> line.endsWith(" (deleted)"));
  }

  /** What the ONNX checker asks for, and what other runtimes need. */
  @ParameterizedTest
  @MethodSource("architectures")
  void everyGraphKeepsToThePlainOperatorsOfOneVersion(Architecture architecture)
      throws IOException {
    OnnxFile.STANDARD.write(folder.resolve("it.onnx"), network(architecture), Map.of("a", "b"));
    ModelProto model = read("it.onnx");
    assertThat(model.getIrVersion()).isLessThanOrEqualTo(10);
    assertThat(model.getOpsetImportList()).hasSize(1);
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(18);
    GraphProto graph = model.getGraph();
    assertThat(graph.getInput(0).getType().getTensorType().getShape().getDim(0).getDimParam())
        .isEqualTo("batch");
    Set<String> known = new HashSet<>(List.of("context"));
    graph.getInitializerList().forEach(tensor -> known.add(tensor.getName()));
    Set<String> read = new HashSet<>(List.of("prediction", "attention"));
    for (NodeProto node : graph.getNodeList()) {
      assertThat(node.getDomain()).isEmpty();
      assertThat(known).as(node.getName()).containsAll(node.getInputList());
      node.getAttributeList().forEach(a -> assertThat(a.hasType()).isTrue());
      known.addAll(node.getOutputList());
      read.addAll(node.getInputList());
    }
    assertThat(graph.getInitializerList())
        .as("weights that nothing reads")
        .allMatch(tensor -> read.contains(tensor.getName()));
    assertThat(model.getMetadataProps(0))
        .isEqualTo(StringStringEntryProto.newBuilder().setKey("a").setValue("b").build());
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void weightsThatAreTooLargeStandBesideTheGraph(Architecture architecture) throws IOException {
    Path whole = folder.resolve("whole.onnx");
    Path apart = folder.resolve("apart.onnx");
    OnnxFile.STANDARD.write(whole, network(architecture), Map.of());
    new OnnxFile(2000).write(apart, network(architecture), Map.of());
    assertThat(folder.resolve("whole.onnx.data")).doesNotExist();
    long outside =
        read("apart.onnx").getGraph().getInitializerList().stream()
            .filter(tensor -> tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL)
            .count();
    assertThat(outside).isPositive();
    assertThat(Files.size(apart)).isLessThan(Files.size(whole));
    try (Model one = Model.open(whole);
        Model other = Model.open(apart)) {
      assertThat(other.predict(context(other)).vector())
          .isEqualTo(one.predict(context(one)).vector());
    }
  }

  @Test
  void aPackageWithWeightsBesideTheGraphIsHeldTogether() throws Exception {
    Path target = folder.resolve("it.model");
    Exports.average().writePackage(target, false, new OnnxFile(0));
    assertThat(target.resolve("model.onnx.data")).exists();
    Model.open(target).close();
    Files.delete(target.resolve("model.onnx.data"));
    assertThatThrownBy(() -> Model.open(target)).hasMessageContaining("model.onnx.data is missing");
  }

  @Test
  void aBareFileRepeatsItsPredictionsAndKnowsItsEncoder() throws Exception {
    Path file = folder.resolve("average.onnx");
    assertThat(Exports.average().writeOnnx(file)).containsExactly(file.toAbsolutePath());
    try (Model model = Model.open(file)) {
      assertThat(model.name()).isEqualTo("average");
      assertThat(model.encoder()).contains(Exports.encoder("first", 1));
    }
    ModelProto model = read("average.onnx");
    for (StringStringEntryProto entry : model.getMetadataPropsList()) {
      if (entry.getKey().equals("nextvec.licence")) {
        assertThat(entry.getValue()).isEqualTo("apache-2.0");
      }
    }
    GraphProto.Builder graph = model.getGraph().toBuilder();
    int at = graph.getNodeList().stream().map(NodeProto::getOpType).toList().indexOf("ReduceMean");
    graph.setNode(at, graph.getNode(at).toBuilder().setOpType("ReduceMax"));
    Files.write(file, model.toBuilder().setGraph(graph).build().toByteArray());
    assertThatThrownBy(() -> Model.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not predict what was recorded");
  }

  @Test
  void whatIsNoSuchGraphIsRefusedInOneLine() throws IOException {
    Path file = folder.resolve("it.onnx");
    Files.writeString(file, "no graph at all");
    requireRefused(file, "is no model that predicts vectors");
    OnnxFile.STANDARD.write(file, network(new Gru(4, 3, 4, 1)), Map.of());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    requireRefused(file, "is no model that predicts vectors");
    ModelProto model = ModelProto.parseFrom(whole);
    GraphProto.Builder fixed = model.getGraph().toBuilder();
    fixed
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(0)
        .setDimValue(1);
    Files.write(file, model.toBuilder().setGraph(fixed).build().toByteArray());
    requireRefused(file, "the batch of `context` must be free but is fixed at 1");
    GraphProto.Builder renamed = model.getGraph().toBuilder();
    int last = renamed.getNodeCount() - 1;
    renamed.setNode(last, renamed.getNode(last).toBuilder().setOutput(0, "logits"));
    renamed.setOutput(0, renamed.getOutput(0).toBuilder().setName("logits"));
    Files.write(file, model.toBuilder().setGraph(renamed).build().toByteArray());
    requireRefused(file, "it needs `prediction`, a float tensor of 2 dimensions, but has [logits]");
    GraphProto.Builder whole64 = GraphProto.newBuilder().setName("g");
    ValueInfoProto.Builder input = model.getGraph().getInput(0).toBuilder();
    input.getTypeBuilder().getTensorTypeBuilder().setElemType(TensorProto.DataType.DOUBLE_VALUE);
    whole64.addInput(input).addOutput(input.clone().setName("prediction"));
    whole64.addNode(
        NodeProto.newBuilder().setOpType("Identity").addInput("context").addOutput("prediction"));
    Files.write(file, model.toBuilder().setGraph(whole64).build().toByteArray());
    requireRefused(file, "a float tensor of 3 dimensions, but has double of shape [-1, 3, 4]");
  }

  private static void requireRefused(Path file, String words) {
    assertThatThrownBy(() -> Model.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(words)
        .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("\n"));
  }

  /**
   * The average of a context's vectors three times, as a program that knows no unit length has it.
   */
  @Test
  void predictionsOfAGraphOfAnotherProgramAreBroughtToUnitLength() throws IOException {
    Path file = folder.resolve("theirs.onnx");
    theirs(file, 3);
    try (Model model = Model.open(file)) {
      float[][] context = context(model);
      float[] found = model.predict(context).vector();
      assertThat(length(found)).isCloseTo(1, within(1e-6));
      FloatBuffer contexts = FloatBuffer.allocate(model.contextLength() * model.dimension());
      for (float[] vector : context) {
        contexts.put(vector);
      }
      FloatBuffer written = FloatBuffer.allocate(model.dimension());
      assertThat(model.predictInto(contexts.flip(), written)).isEqualTo(1);
      assertThat(written.array()).isEqualTo(found);
    }
  }

  @Test
  void whatIsNotANumberIsNoPrediction() throws IOException {
    Path file = folder.resolve("theirs.onnx");
    theirs(file, Float.NaN);
    try (Model model = Model.open(file)) {
      assertThatThrownBy(() -> model.predict(context(model)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("what the model `theirs` predicts from the context is not a num");
    }
    Path average = folder.resolve("average.model");
    Exports.average().writePackage(average, false);
    try (Model model = Model.open(average)) {
      float[][] huge = Exports.context();
      Arrays.stream(huge).forEach(vector -> Arrays.fill(vector, Float.MAX_VALUE));
      List<float[][]> both = List.of(Exports.context(), huge);
      assertThatThrownBy(() -> model.predictAll(both))
          .hasMessageContaining("from context 1 is not");
      FloatBuffer contexts = FloatBuffer.allocate(2 * model.contextLength() * model.dimension());
      both.forEach(context -> Arrays.stream(context).forEach(contexts::put));
      FloatBuffer room = FloatBuffer.allocate(2 * model.dimension());
      assertThatThrownBy(() -> model.predictInto(contexts.flip(), room))
          .hasMessageContaining("from context 1 is not");
    }
  }

  private static void theirs(Path file, float times) throws IOException {
    Graph graph = new Graph();
    String mean = new GraphLayers(graph, Map.of()).mean("mean", ModelGraph.CONTEXT);
    graph.add("Mul", ModelGraph.PREDICTION, mean, graph.number("times", times));
    GraphProto.Builder proto = GraphProto.newBuilder().setName("theirs");
    proto.addInput(ModelGraph.value(ModelGraph.CONTEXT, 5, 8));
    proto.addOutput(ModelGraph.value(ModelGraph.PREDICTION, 8));
    OnnxFile.STANDARD.write(file, ModelGraph.written(graph, proto, Precision.FLOAT32, Map.of()));
  }

  private static double length(float[] vector) {
    double square = 0;
    for (float each : vector) {
      square += (double) each * each;
    }
    return Math.sqrt(square);
  }

  /**
   * A file of another program has no name, no encoder and nothing recorded: it opens all the same.
   */
  @Test
  void aGraphOfAnotherProgramOpensUnderTheNameOfItsFile() throws IOException {
    Path file = folder.resolve("theirs.onnx");
    OnnxFile.STANDARD.write(file, network(Amn.standard(8)), Map.of());
    try (Model model = Model.open(file)) {
      assertThat(model.name()).isEqualTo("theirs");
      assertThat(model.encoder()).isEqualTo(Optional.empty());
      assertThat(model.predict(context(model)).attention().orElseThrow()).hasSize(5);
    }
  }
}
