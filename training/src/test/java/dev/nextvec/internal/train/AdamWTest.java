package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Parameter;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Updates and whole training steps against PyTorch 2.13. The cases were made by {@code
 * src/test/resources/golden/training.py}.
 */
final class AdamWTest {
  private static final Path CASES = Path.of("src/test/resources/golden");

  private static float largest(float[] values) {
    float largest = 0;
    for (float v : values) {
      largest = Math.max(largest, Math.abs(v));
    }
    return largest;
  }

  private static void assertClose(String name, float[] got, float[] expected) {
    assertThat(got).as(name).containsExactly(expected, within(1e-5f * largest(expected)));
  }

  @Test
  void updatesClipsAndDecaysAsPyTorchDoes() throws IOException {
    Safetensors expected = Safetensors.read(CASES.resolve("adamw.safetensors"));
    Parameter.Start zero = new Parameter.Start.Constant(0);
    List<Parameter> parameters =
        List.of(
            new Parameter("a", new long[] {3, 5}, zero), new Parameter("b", new long[] {7}, zero));
    Libtorch engine = Tiny.engine().torch();
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(engine, parameters, 1);
        AdamW optimiser =
            new AdamW(engine, weights, new TrainingConfig.Optimiser(1, 0.1, 0.8, 0.95))) {
      parameters.forEach(p -> weights.set(p.name(), values(expected, "start." + p.name())));
      for (int i = 0; i < 6; i++) {
        for (Parameter p : parameters) {
          float[] gradient = values(expected, "grad." + i + "." + p.name());
          engine.upload(gradient, gradient.length, weights.gradient(p.name()));
        }
        double norm = optimiser.gradientNorm();
        float pyTorchs = values(expected, "norms")[i];
        assertThat(norm).isCloseTo(pyTorchs, within(1e-5 * pyTorchs));
        optimiser.update(i < 3 ? 1e-2 : 5e-3, norm, 1.0, 1);
        for (Parameter p : parameters) {
          String name = "after." + i + "." + p.name();
          assertClose(name, weights.get(p.name()), values(expected, name));
        }
      }
      assertThat(optimiser.steps()).isEqualTo(6);
    }
  }

  /** A worker's gradients are those of its share of a mean: a quarter here. */
  @Test
  void aDivisorTakesBackWhatGradientsAreAShareOf() {
    Libtorch engine = Tiny.engine().torch();
    float[] gradient = {3, -4, 0.5f};
    for (double clip : new double[] {0, 1, 100}) {
      float[] plain = updated(engine, gradient, clip, 1);
      float[] quarter = {0.75f, -1, 0.125f};
      assertThat(updated(engine, quarter, clip, 0.25)).containsExactly(plain, within(1e-6f));
    }
  }

  /** What an update takes for the gradients: with beta1 0 they are its first moment. */
  private static float[] updated(Libtorch engine, float[] gradient, double clip, double divisor) {
    Parameter parameter = new Parameter("a", new long[] {3}, new Parameter.Start.Constant(0));
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(engine, List.of(parameter), 1);
        AdamW optimiser = new AdamW(engine, weights, new TrainingConfig.Optimiser(1, 0, 0, 0.95))) {
      engine.upload(gradient, 3, weights.gradient("a"));
      optimiser.update(1, optimiser.gradientNorm(), clip, divisor);
      float[] moment = new float[3];
      engine.download(optimiser.firstMoment(), moment, 3);
      return moment;
    }
  }

  static Stream<Architecture> withoutDropout() {
    return Stream.of(new Amn(16, 5, 8, 4, Amn.Init.PYTORCH), new Gru(16, 5, 8, 4));
  }

  @ParameterizedTest
  @MethodSource("withoutDropout")
  void fiveWholeStepsGivePyTorchsWeights(Architecture architecture) throws IOException {
    String name = architecture.name();
    Safetensors start = Safetensors.read(CASES.resolve(name + ".weights.safetensors"));
    Safetensors expected = Safetensors.read(CASES.resolve(name + ".training.safetensors"));
    try (Learner learner =
        new Learner(Tiny.engine().torch(), architecture, TrainingConfig.defaults())) {
      Weights weights = learner.weights();
      architecture.parameters().forEach(p -> weights.set(p.name(), values(start, p.name())));
      for (int i = 0; i < 5; i++) {
        float[] targets = values(expected, "y." + i);
        int size = targets.length / 16;
        Batch batch =
            Batch.of(Tiny.engine().torch(), values(expected, "x." + i), targets, size, 16);
        Learner.Step step = learner.step(batch, i, 5e-4);
        float loss = values(expected, "losses")[i];
        assertThat(step.loss()).isCloseTo(loss, within(1e-5 * loss));
        float norm = values(expected, "norms")[i];
        assertThat(step.gradientNorm()).isCloseTo(norm, within(1e-5 * norm));
      }
      for (Parameter p : architecture.parameters()) {
        // A softmax does not feel its keys' bias: that gradient is rounding, AdamW makes it a step.
        if (!p.name().equals("context_encoder.bias")) {
          assertClose(p.name(), weights.get(p.name()), values(expected, "after." + p.name()));
        }
      }
    }
  }

  private static float[] values(Safetensors file, String name) {
    return file.tensor(name).values();
  }
}
