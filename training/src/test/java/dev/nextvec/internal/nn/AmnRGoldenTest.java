package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Against the same network in PyTorch, whose case {@code src/test/resources/golden/amn_r.py} made:
 * predictions with shares, and training without them.
 */
class AmnRGoldenTest {
  private static final Path CASES = Path.of("src/test/resources/golden");
  private static final AmnR SPEC = new AmnR(16, 5, 8, 4, 3, 0);
  private static final int BATCH = 4;

  @Test
  void givesPyTorchsOutputsAndGradients() throws IOException {
    Safetensors stored = Safetensors.read(CASES.resolve("amn-r.weights.safetensors"));
    Safetensors expected = Safetensors.read(CASES.resolve("amn-r.case.safetensors"));
    Libtorch engine = Libtorch.start(Device.CPU, 1);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(engine, SPEC.parameters(), 1);
        Workspace workspace = new Workspace(engine)) {
      assertThat(stored.tensors()).hasSameSizeAs(SPEC.parameters());
      for (Parameter p : SPEC.parameters()) {
        assertThat(stored.tensor(p.name()).shape()).as(p.name()).isEqualTo(p.shape());
        weights.set(p.name(), stored.tensor(p.name()).values());
      }
      Network network = Networks.build(SPEC, weights, workspace);
      Tensor x = timeMajor(engine, expected.tensor("x").values());
      float[] predicted =
          download(engine, network.forward(new TurnedContexts(engine, x), new Mode.Prediction()));
      assertClose("raw", predicted, expected.tensor("raw").values(), 0);

      Mode training = new Mode.Training(CounterRandom.of(1, "dropout"));
      float[] whole = download(engine, network.forward(new TurnedContexts(engine, x), training));
      assertClose("whole", whole, expected.tensor("whole").values(), 0);
      float[] y = expected.tensor("y").values();
      float[] dRaw = new float[whole.length];
      for (int i = 0; i < dRaw.length; i++) {
        dRaw[i] = 2 * (whole[i] - y[i]) / dRaw.length;
      }
      Tensor gradient = engine.empty(BATCH, 16);
      engine.upload(dRaw, dRaw.length, gradient);
      network.backward(new TurnedContexts(engine, x), gradient);
      for (Parameter p : SPEC.parameters().stream().filter(Parameter::trained).toList()) {
        float[] got = download(engine, weights.gradient(p.name()));
        assertClose(p.name(), got, expected.tensor("grad." + p.name()).values(), 1e-2);
      }
    }
  }

  private static Tensor timeMajor(Libtorch engine, float[] x) {
    int n = SPEC.contextLength();
    int dim = SPEC.dimension();
    float[] turned = new float[x.length];
    for (int b = 0; b < BATCH; b++) {
      for (int t = 0; t < n; t++) {
        System.arraycopy(x, (b * n + t) * dim, turned, (t * BATCH + b) * dim, dim);
      }
    }
    Tensor tensor = engine.empty(n, BATCH, dim);
    engine.upload(turned, turned.length, tensor);
    return tensor;
  }

  private static float[] download(Libtorch engine, Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    engine.download(tensor, values, values.length);
    return values;
  }

  /**
   * Within 1e-5 of the largest number, or of {@code floor} where exact arithmetic gives zero (equal
   * scores do not feel their keys' bias).
   */
  private static void assertClose(String name, float[] got, float[] expected, double floor) {
    assertThat(got).as(name).hasSameSizeAs(expected);
    double scale = floor;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < got.length; i++) {
      assertThat((double) Math.abs(got[i] - expected[i]))
          .as(name + "[" + i + "]: got " + got[i] + ", expected " + expected[i])
          .isLessThanOrEqualTo(1e-5 * scale);
    }
  }
}
