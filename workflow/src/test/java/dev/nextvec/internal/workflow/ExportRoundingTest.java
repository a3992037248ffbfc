package dev.nextvec.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.model.SharedModel;
import dev.nextvec.internal.onnx.Exportable;
import dev.nextvec.internal.onnx.ModelExport;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Model;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Prediction;
import dev.nextvec.model.Predictor;
import dev.nextvec.model.RandomModels;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An export is refused for being another model, and not for rounding. */
class ExportRoundingTest {
  private static final int DIM = 12;
  private static final double SAME = 1e-5;

  @TempDir Path folder;

  /**
   * Its states are nearly the same for every context, and all but a hundredth of a thousandth of
   * what the last layer adds up cancels: float32 does not hold 1e-5 of what is left.
   */
  private static ModelFile cancelling() throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    ModelFile random = RandomModels.of(new Lstm(DIM, 5, 64, 1, 0));
    tensors.putAll(random.tensors());
    tensors.compute("lstm.weight_ih_l0", (name, tensor) -> times(tensor, 1e-6f));
    tensors.compute("output_proj.weight", (name, tensor) -> times(tensor, 60));
    tensors.compute("output_proj.bias", (name, tensor) -> times(tensor, 0));
    float[] added = new float[DIM];
    Engine engine = TorchEngine.start(Device.CPU, 1);
    try (Predictor predictor = engine.open("it", new ModelFile(random.architecture(), tensors))) {
      predictor.predict(GoldenProbe.contexts(1, 5, DIM), 1, added);
    }
    float[] bias = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      bias[i] = 1e-1f * (i + 1) / DIM - added[i];
    }
    tensors.put("output_proj.bias", new FloatTensor(new long[] {DIM}, bias));
    return new ModelFile(random.architecture(), tensors);
  }

  private static FloatTensor times(FloatTensor tensor, float factor) {
    float[] values = tensor.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return new FloatTensor(tensor.shape(), values);
  }

  @Test
  void aModelIsExportedWhosePredictionsRoundingMovesByMore() throws IOException {
    ModelFile file = cancelling();
    Path target = folder.resolve("it.onnx");
    try (Predictor libtorch = TorchEngine.start(Device.CPU, 1).open("it", file)) {
      export(new Exportable.Network(file), libtorch).writeOnnx(target);
    }
    try (Model libtorch =
            new SharedModel(TorchEngine.start(Device.CPU, 1).open("it", file), Optional.empty());
        Model runtime = Model.open(target)) {
      FloatBuffer contexts = FloatBuffer.wrap(GoldenProbe.contexts(128, 5, DIM));
      List<Prediction> expected = libtorch.predictAll(contexts);
      List<Prediction> found = runtime.predictAll(contexts);
      double furthest = 0;
      for (int i = 0; i < 128; i++) {
        furthest = Math.max(furthest, distance(found.get(i).vector(), expected.get(i).vector()));
      }
      assertThat(furthest)
          .as("a model that is not refused at 1e-5 says nothing")
          .isGreaterThan(SAME);
    }
  }

  /** What rounding moves is no excuse for another model. */
  @ParameterizedTest
  @ValueSource(floats = {3e-5f, 3e-4f})
  void anotherModelIsRefusedAllTheSame(float apart) throws IOException {
    boolean cancels = apart > 1e-4f;
    ModelFile file = cancels ? cancelling() : RandomModels.of(new Lstm(DIM, 5, 64, 1, 0));
    Path target = folder.resolve("it.onnx");
    try (Predictor other = new Turned(TorchEngine.start(Device.CPU, 1).open("it", file), apart)) {
      assertThatThrownBy(() -> export(new Exportable.Network(file), other).writeOnnx(target))
          .hasMessageContaining("of its length from what the model itself predicts");
    }
    assertThat(target).doesNotExist();
    assertThat(folder).isEmptyDirectory();
  }

  /** Predicts somewhat to the side. */
  private record Turned(Predictor of, float by) implements Predictor {
    @Override
    public String name() {
      return of.name();
    }

    @Override
    public int contextLength() {
      return of.contextLength();
    }

    @Override
    public int dimension() {
      return of.dimension();
    }

    @Override
    public long parameters() {
      return of.parameters();
    }

    @Override
    public long flops() {
      return of.flops();
    }

    @Override
    public void predict(float[] contexts, int count, float[] raw) {
      of.predict(contexts, count, raw);
      for (int row = 0; row < count; row++) {
        float length = (float) Math.sqrt(Rows.dot(raw, row * DIM, raw, row * DIM, DIM));
        raw[row * DIM] += by * length;
      }
    }

    @Override
    public void close() {
      of.close();
    }
  }

  private static double distance(float[] found, float[] expected) {
    double square = 0;
    for (int i = 0; i < found.length; i++) {
      square += Math.pow((double) found[i] - expected[i], 2);
    }
    return Math.sqrt(square);
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
}
