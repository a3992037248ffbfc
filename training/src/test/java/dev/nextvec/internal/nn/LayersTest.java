package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Layers;
import dev.nextvec.model.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Each layer alone against PyTorch: output, and the gradients of inputs and parameters. The cases
 * were made by PyTorch 2.13 with {@code src/test/resources/golden/layers.py}.
 */
final class LayersTest {
  private static final Path CASES = Path.of("src/test/resources/golden/layers.safetensors");
  private static final int STEPS = 5;
  private static final int BATCH = 3;
  private static final int IN = 6;
  private static final int OUT = 8;
  private static final int HEADS = 2;
  private static final int FEED = 10;
  private static final Mode PASS = new Mode.Prediction();

  /** What a layer did with a case. */
  private interface Layer {
    void check(Case given, Weights weights, Workspace workspace);
  }

  /** One layer's numbers in the file of cases. */
  private record Case(String name, Safetensors file, Libtorch engine) {
    Tensor read(String what, int... shape) {
      float[] values = file.tensor(name + "." + what).values();
      Tensor tensor = engine.empty(shape[0], shape[1]);
      engine.upload(values, values.length, tensor);
      return tensor;
    }

    void expect(String what, Tensor got) {
      float[] expected = file.tensor(name + "." + what).values();
      float[] values = new float[expected.length];
      engine.download(got, values, values.length);
      close(what, values, expected);
    }

    /** Within 1e-5 of the tensor's largest number. */
    private void close(String what, float[] got, float[] expected) {
      double scale = 1e-3; // gradients that are zero but for rounding
      for (float value : expected) {
        scale = Math.max(scale, Math.abs(value));
      }
      assertThat(got).hasSameSizeAs(expected);
      for (int i = 0; i < got.length; i++) {
        assertThat((double) Math.abs(got[i] - expected[i]))
            .as("%s.%s[%d]: got %s, expected %s", name, what, i, got[i], expected[i])
            .isLessThanOrEqualTo(1e-5 * scale);
      }
    }
  }

  private static void check(String name, List<Parameter> parameters, Layer layer)
      throws IOException {
    Libtorch engine = Libtorch.start(Device.CPU, 1);
    Safetensors file = Safetensors.read(CASES);
    Case given = new Case(name, file, engine);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(engine, parameters, 1);
        Workspace workspace = new Workspace(engine)) {
      for (Parameter p : parameters) {
        weights.set(p.name(), file.tensor(name + ".w." + p.name().substring(2)).values());
      }
      layer.check(given, weights, workspace);
      for (Parameter p : parameters) {
        given.expect("dw." + p.name().substring(2), weights.gradient(p.name()));
      }
    }
  }

  @Test
  void linear() throws IOException {
    check(
        "linear",
        Layers.linear("l", IN, OUT),
        (given, weights, workspace) -> {
          Linear linear = new Linear(weights, "l", workspace);
          Tensor x = given.read("x0", 7, IN);
          given.expect("y", linear.forward(x));
          Tensor dy = given.read("pull", 7, OUT);
          linear.backward(x, dy);
          given.expect("dx0", linear.inputGradient(dy));
        });
  }

  @Test
  void gelu() throws IOException {
    check(
        "gelu",
        List.of(),
        (given, weights, workspace) -> {
          Gelu gelu = new Gelu(workspace);
          Tensor x = given.read("x0", 7, OUT);
          given.expect("y", gelu.forward(x));
          given.expect("dx0", gelu.backward(x, given.read("pull", 7, OUT)));
        });
  }

  @Test
  void layerNorm() throws IOException {
    check(
        "norm",
        Layers.layerNorm("l", OUT),
        (given, weights, workspace) -> {
          LayerNorm norm = new LayerNorm(weights, "l", workspace);
          Tensor x = given.read("x0", 7, OUT);
          given.expect("y", norm.forward(x));
          given.expect("dx0", norm.backward(x, given.read("pull", 7, OUT)));
        });
  }

  @Test
  void lstm() throws IOException {
    check(
        "lstm",
        Layers.lstm("l", "l0", IN, OUT),
        (given, weights, workspace) -> {
          LstmLayer lstm = new LstmLayer(weights, "l", "l0", workspace);
          Tensor x = given.read("x0", STEPS * BATCH, IN);
          given.expect("y", lstm.forward(x, STEPS));
          lstm.backward(x, given.read("pull", STEPS * BATCH, OUT), STEPS);
          given.expect("dx0", lstm.inputGradient(STEPS * BATCH));
        });
  }

  @Test
  void gru() throws IOException {
    check(
        "gru",
        Layers.gru("l", "l0", OUT, OUT),
        (given, weights, workspace) -> {
          GruLayer gru = new GruLayer(weights, "l", "l0", workspace);
          Tensor x = given.read("x0", STEPS * BATCH, OUT);
          given.expect("y", gru.forward(x, STEPS));
          gru.backward(x, given.read("pull", STEPS * BATCH, OUT), STEPS);
          Tensor dx = given.engine().empty(STEPS * BATCH, OUT).zero_();
          gru.addInputGradient(dx);
          given.expect("dx0", dx);
        });
  }

  @Test
  void causalAttention() throws IOException {
    check(
        "attention",
        Layers.attention("l", OUT),
        (given, weights, workspace) -> {
          Attention attention = new Attention(weights, "l", HEADS, 0, 0, workspace);
          Tensor x = given.read("x0", STEPS * BATCH, OUT);
          Tensor memory = given.read("x1", STEPS * BATCH, OUT);
          given.expect("y", attention.forward(x, memory, BATCH, PASS));
          attention.backward(x, memory, given.read("pull", STEPS * BATCH, OUT), BATCH);
          Tensor dx = given.engine().empty(STEPS * BATCH, OUT).zero_();
          attention.addQueryGradient(dx);
          given.expect("dx0", dx);
          Tensor dMemory = given.engine().empty(STEPS * BATCH, OUT).zero_();
          attention.addMemoryGradient(dMemory);
          given.expect("dx1", dMemory);
        });
  }

  @Test
  void decoderLayer() throws IOException {
    check(
        "decoder",
        Layers.decoder("l", OUT, FEED),
        (given, weights, workspace) -> {
          DecoderLayer layer = new DecoderLayer(weights, "l", HEADS, 0, 0, false, workspace);
          Tensor x = given.read("x0", STEPS * BATCH, OUT);
          Tensor memory = given.read("x1", STEPS * BATCH, OUT);
          given.expect("y", layer.forward(x, memory, BATCH, PASS));
          Tensor dMemory = given.engine().empty(STEPS * BATCH, OUT).zero_();
          Tensor dy = given.read("pull", STEPS * BATCH, OUT);
          given.expect("dx0", layer.backward(x, memory, dy, dMemory, BATCH));
          given.expect("dx1", dMemory);
        });
  }
}
