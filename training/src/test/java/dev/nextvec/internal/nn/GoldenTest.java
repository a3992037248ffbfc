package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Parameter;
import dev.nextvec.model.Transformer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Outputs and gradients against PyTorch. The cases in {@code src/test/resources/golden} were made
 * by PyTorch 2.13 with {@code src/test/resources/golden/make}.
 */
class GoldenTest {
  private static final Path CASES = Path.of("src/test/resources/golden");

  static Stream<Architecture> architectures() {
    return Stream.of(
        new Amn(16, 5, 8, 4, Amn.Init.PYTORCH),
        new Lstm(16, 5, 8, 2, 0.2),
        new Gru(16, 5, 8, 4),
        new Transformer(16, 5, 8, 2, 2, 32, 0.1));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void givesPyTorchsOutputsAndGradients(Architecture architecture) throws IOException {
    String name = architecture.name();
    Safetensors weightFile = Safetensors.read(CASES.resolve(name + ".weights.safetensors"));
    Safetensors expected = Safetensors.read(CASES.resolve(name + ".case.safetensors"));
    Libtorch engine = Libtorch.start(Device.CPU, 1);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(engine, architecture.parameters(), 1);
        Workspace workspace = new Workspace(engine)) {
      for (Parameter p : architecture.parameters()) {
        assertThat(weightFile.tensor(p.name()).shape()).as(p.name()).isEqualTo(p.shape());
        weights.set(p.name(), weightFile.tensor(p.name()).values());
      }
      Network network = Networks.build(architecture, weights, workspace);
      Tensor x = timeMajor(engine, expected.tensor("x").values(), 4, 5, 16);
      Tensor raw = network.forward(new TurnedContexts(engine, x), new Mode.Prediction());
      float[] values = new float[4 * 16];
      engine.download(raw, values, values.length);
      assertClose("raw", values, expected.tensor("raw").values(), 0);

      float[] y = expected.tensor("y").values();
      float[] dRaw = new float[values.length];
      for (int i = 0; i < dRaw.length; i++) {
        dRaw[i] = 2 * (values[i] - y[i]) / dRaw.length;
      }
      Tensor gradient = engine.empty(4, 16);
      engine.upload(dRaw, dRaw.length, gradient);
      network.backward(new TurnedContexts(engine, x), gradient);
      double largest = largestGradient(expected);
      for (Parameter p : architecture.parameters()) {
        float[] got = new float[Math.toIntExact(p.size())];
        engine.download(weights.gradient(p.name()), got, got.length);
        assertClose(p.name(), got, expected.tensor("grad." + p.name()).values(), 1e-3 * largest);
      }
      weights.fix(); // as in a model that is served: its weights are packed
      try (Workspace served = new Workspace(engine)) {
        Tensor again =
            Networks.build(architecture, weights, served)
                .forward(new TurnedContexts(engine, x), new Mode.Prediction());
        engine.download(again, values, values.length);
        assertClose("raw, served", values, expected.tensor("raw").values(), 0);
      }
    }
  }

  private static Tensor timeMajor(Libtorch engine, float[] x, int batch, int n, int dim) {
    float[] turned = new float[x.length];
    for (int b = 0; b < batch; b++) {
      for (int t = 0; t < n; t++) {
        System.arraycopy(x, (b * n + t) * dim, turned, (t * batch + b) * dim, dim);
      }
    }
    Tensor tensor = engine.empty(n, batch, dim);
    engine.upload(turned, turned.length, tensor);
    return tensor;
  }

  private static double largestGradient(Safetensors expected) {
    return expected.tensors().entrySet().stream()
        .filter(e -> e.getKey().startsWith("grad."))
        .mapToDouble(e -> largest(e.getValue().values()))
        .max()
        .orElseThrow();
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float v : values) {
      largest = Math.max(largest, Math.abs(v));
    }
    return largest;
  }

  /**
   * Within 1e-5 of the tensor's largest number, a few roundings of float32. {@code floor} stands in
   * for it where exact arithmetic gives zero and all numbers are rounding (a softmax does not feel
   * its keys' bias).
   */
  private static void assertClose(String name, float[] got, float[] expected, double floor) {
    assertThat(got).as(name).hasSameSizeAs(expected);
    double scale = Math.max(largest(expected), floor);
    for (int i = 0; i < got.length; i++) {
      assertThat((double) Math.abs(got[i] - expected[i]))
          .as(name + "[" + i + "]: got " + got[i] + ", expected " + expected[i])
          .isLessThanOrEqualTo(1e-5 * scale);
    }
  }
}
