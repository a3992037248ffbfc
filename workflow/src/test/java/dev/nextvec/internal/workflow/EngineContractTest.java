package dev.nextvec.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.internal.baseline.RandomVector;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.model.SharedModel;
import dev.nextvec.internal.onnx.Exportable;
import dev.nextvec.internal.onnx.ModelExport;
import dev.nextvec.internal.torch.Bfloat16;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Mixing;
import dev.nextvec.model.Model;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Prediction;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.model.Predictor;
import dev.nextvec.model.RandomModels;
import dev.nextvec.model.Transformer;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One contract for every engine that predicts: libtorch, ONNX Runtime from a package and from a
 * bare file, plain Java. The same contexts give the same vectors and the same bad ones the same
 * words, whatever is asked.
 */
class EngineContractTest {
  private static final int DIM = 12;
  private static final double SAME = 1e-5;

  @TempDir Path folder;

  static List<Architecture> architectures() {
    return RandomModels.architectures();
  }

  static Stream<String> baselines() {
    return Baselines.names(5, DIM).stream().filter(name -> !name.equals(RandomVector.NAME));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void everyEnginePredictsTheSameOfANetwork(Architecture architecture) throws IOException {
    ModelFile file = RandomModels.of(architecture);
    Engine engine = TorchEngine.start(Device.CPU, 1);
    Predictor libtorch = engine.open("it", file);
    requireContract(new Exportable.Network(file), libtorch);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void aNetworkRunsAlikeWithoutLibtorch(Architecture architecture) throws IOException {
    ModelFile file = RandomModels.of(architecture);
    try (Predictor libtorch = TorchEngine.start(Device.CPU, 1).open("it", file);
        Predictor plain = new PlainEngine(1).open("it", file)) {
      assertThat(plain.name()).isEqualTo(libtorch.name());
      assertThat(plain.contextLength()).isEqualTo(libtorch.contextLength());
      assertThat(plain.dimension()).isEqualTo(libtorch.dimension());
      assertThat(plain.parameters()).isEqualTo(libtorch.parameters());
      assertThat(plain.flops()).isEqualTo(libtorch.flops());
      for (int count : new int[] {1, 3, 130}) {
        requireSameLengths(libtorch, plain, count);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void predictingInBfloat16IsTheSameButForItsRounding(Architecture architecture)
      throws IOException {
    TorchEngine engine = TorchEngine.start(Device.CPU, 1);
    assumeThatCode(() -> Bfloat16.requireFor(engine.torch())).doesNotThrowAnyException();
    ModelFile file = RandomModels.of(architecture);
    try (Model float32 = new SharedModel(engine.open("it", file), Optional.empty());
        Model narrow =
            new SharedModel(
                engine.open("it", file, PredictionPrecision.BFLOAT16), Optional.empty())) {
      BufferContract.require(narrow);
      requireSameRefusals(float32, narrow);
      List<float[][]> contexts = contexts(130, float32);
      List<Prediction> expected = float32.predictAll(contexts);
      List<Prediction> found = narrow.predictAll(contexts);
      for (int i = 0; i < 130; i++) {
        assertThat(distance(found.get(i), expected.get(i))).isBetween(1e-7, 0.05);
        assertThat(found.get(i).attention().isPresent())
            .isEqualTo(expected.get(i).attention().isPresent());
      }
    }
    assertThatThrownBy(() -> new PlainEngine(1).open("it", file, PredictionPrecision.BFLOAT16))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "`it` cannot predict in bfloat16 without libtorch, which is missing here or left out:"
                + " predict with ");
  }

  /** Not only directions: errors and residuals are measured of predictions as they come. */
  private static void requireSameLengths(Predictor libtorch, Predictor plain, int count) {
    float[] contexts = GoldenProbe.contexts(count, libtorch.contextLength(), libtorch.dimension());
    float[] expected = new float[count * libtorch.dimension()];
    float[] found = new float[expected.length];
    Optional<Mixing> mixed = libtorch.predictMixed(contexts, count, expected);
    Optional<Mixing> other = plain.predictMixed(contexts, count, found);
    requireNear(found, expected, libtorch.dimension());
    float[] again = new float[expected.length];
    plain.predict(contexts, count, again);
    assertThat(again).isEqualTo(found);
    assertThat(other.isPresent()).isEqualTo(mixed.isPresent());
    if (mixed.isPresent()) {
      requireNear(other.get().weights(), mixed.get().weights(), libtorch.contextLength());
      requireNear(other.get().base(), mixed.get().base(), libtorch.dimension());
    }
  }

  /** Each row to 1e-5 of its length. */
  private static void requireNear(float[] found, float[] expected, int width) {
    assertThat(found).hasSameSizeAs(expected);
    for (int row = 0; row < found.length; row += width) {
      double apart = 0;
      double length = 0;
      for (int i = row; i < row + width; i++) {
        apart += Math.pow((double) found[i] - expected[i], 2);
        length += Math.pow(expected[i], 2);
      }
      assertThat(Math.sqrt(apart)).isLessThanOrEqualTo(SAME * Math.sqrt(length));
    }
  }

  static Stream<Architecture> standards() {
    return Stream.of(
        Amn.standard(768),
        AmnR.standard(768),
        Lstm.standard(768),
        Gru.standard(768),
        Transformer.standard(768));
  }

  /** More is added up in a large network, and rounding with it. */
  @Tag("slow")
  @ParameterizedTest
  @MethodSource("standards")
  void everyEnginePredictsTheSameAtTheSpecificationsSizes(Architecture architecture)
      throws IOException {
    everyEnginePredictsTheSameOfANetwork(architecture);
    aNetworkRunsAlikeWithoutLibtorch(architecture);
  }

  @ParameterizedTest
  @MethodSource("baselines")
  void everyEnginePredictsTheSameOfABaseline(String name) throws IOException {
    try (Dataset dataset = dataset()) {
      Split split = Split.of(dataset, 5, 1);
      Engine plain = new PlainEngine(1);
      var fitted = Baselines.fit(name, dataset.windows(5), split, plain);
      requireContract(new Exportable.Fitted(fitted), fitted);
    }
  }

  private Dataset dataset() throws IOException {
    Path place = folder.resolve("data");
    float[] rows = GoldenProbe.contexts(20, 10, DIM);
    try (DatasetWriter writer =
        DatasetWriter.create(place, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      for (int i = 0; i < 20; i++) {
        float[] document = Arrays.copyOfRange(rows, i * 10 * DIM, (i + 1) * 10 * DIM);
        writer.append("d" + i, "", "d" + i, List.of(), document);
      }
      writer.finish();
    }
    return Dataset.open(place);
  }

  private static ModelExport export(Exportable exportable, Predictor original) {
    return new ModelExport(
        original.name(),
        exportable,
        original,
        Optional.empty(),
        JsonNodeFactory.instance.objectNode(),
        "# it\n");
  }

  private void requireContract(Exportable exportable, Predictor original) throws IOException {
    ModelExport export = export(exportable, original);
    Path directory = folder.resolve("it.model");
    Path file = folder.resolve("it.onnx");
    export.writePackage(directory, false);
    export.writeOnnx(file);
    try (Model first = new SharedModel(original, Optional.empty());
        Model second = Model.open(directory);
        Model third = Model.open(file)) {
      BufferContract.require(first);
      BufferContract.require(new BufferContract.Plain(first));
      requireSameRefusals(first, new BufferContract.Plain(first));
      for (Model other : List.of(second, third)) {
        BufferContract.require(other);
        assertThat(other.name()).isEqualTo(first.name());
        assertThat(other.contextLength()).isEqualTo(first.contextLength());
        assertThat(other.dimension()).isEqualTo(first.dimension());
        requireSame(first, other);
        requireSameRefusals(first, other);
      }
    }
  }

  private static void requireSame(Model first, Model other) {
    List<float[][]> contexts = contexts(130, first);
    contexts.add(scaled(contexts.getFirst(), 1e-4f));
    contexts.add(scaled(contexts.getFirst(), 100));
    List<Prediction> expected = first.predictAll(contexts);
    List<Prediction> found = other.predictAll(contexts);
    assertThat(found).hasSize(132);
    for (int i = 0; i < 132; i++) {
      requireClose(found.get(i), expected.get(i));
      if (i % 17 == 0) {
        requireClose(other.predict(contexts.get(i)), expected.get(i));
        requireClose(first.predict(contexts.get(i)), expected.get(i));
      }
    }
  }

  private static void requireClose(Prediction found, Prediction expected) {
    assertThat(found.vector()).hasSameSizeAs(expected.vector());
    assertThat(distance(found, expected)).isLessThan(SAME);
    assertThat(found.attention().isPresent()).isEqualTo(expected.attention().isPresent());
    if (expected.attention().isPresent()) {
      float[] weights = found.attention().get();
      assertThat(weights).hasSameSizeAs(expected.attention().get());
      for (int k = 0; k < weights.length; k++) {
        assertThat(weights[k]).isCloseTo(expected.attention().get()[k], within((float) SAME));
      }
    }
  }

  private static double distance(Prediction found, Prediction expected) {
    double square = 0;
    for (int i = 0; i < found.vector().length; i++) {
      square += Math.pow((double) found.vector()[i] - expected.vector()[i], 2);
    }
    return Math.sqrt(square);
  }

  private static List<float[][]> contexts(int count, Model model) {
    int n = model.contextLength();
    int dimension = model.dimension();
    float[] numbers = GoldenProbe.contexts(count, n, dimension);
    List<float[][]> contexts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[][] context = new float[n][];
      for (int k = 0; k < n; k++) {
        int at = (i * n + k) * dimension;
        context[k] = Arrays.copyOfRange(numbers, at, at + dimension);
      }
      contexts.add(context);
    }
    return contexts;
  }

  private static float[][] scaled(float[][] context, float factor) {
    float[][] scaled = new float[context.length][];
    for (int k = 0; k < context.length; k++) {
      scaled[k] = context[k].clone();
      for (int d = 0; d < scaled[k].length; d++) {
        scaled[k][d] *= factor;
      }
    }
    return scaled;
  }

  private static void requireSameRefusals(Model first, Model other) {
    int n = first.contextLength();
    float[][] shorter = contexts(1, first).getFirst();
    shorter[n - 1] = new float[first.dimension() - 1];
    float[][] broken = contexts(1, first).getFirst();
    broken[0][2] = Float.NaN;
    float[][] endless = contexts(1, first).getFirst();
    endless[n - 1][0] = Float.NEGATIVE_INFINITY;
    float[][] fine = contexts(1, first).getFirst();
    List<Consumer<Model>> bad = new ArrayList<>(BufferContract.refusals(first));
    bad.addAll(
        List.of(
            model -> model.predict(),
            model -> model.predict(Arrays.copyOf(fine, n + 1)),
            model -> model.predict(shorter),
            model -> model.predict(broken),
            model -> model.predict(endless),
            model -> model.predictAll(List.of(fine, broken)),
            model -> model.predictAll(List.of(fine, fine, new float[0][]))));
    for (Consumer<Model> call : bad) {
      String words = refusal(first, call);
      assertThat(words).doesNotContain("\n").isNotEmpty();
      assertThat(refusal(other, call)).isEqualTo(words);
    }
    BufferContract.requireUntouched(first);
    BufferContract.requireUntouched(other);
    assertThat(other.predictAll(List.of())).isEmpty();
  }

  private static String refusal(Model model, Consumer<Model> call) {
    try {
      call.accept(model);
      return "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
