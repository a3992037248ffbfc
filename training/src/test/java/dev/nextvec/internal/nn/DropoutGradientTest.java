package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Parameter;
import dev.nextvec.model.Transformer;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With dropout on, PyTorch's masks cannot be had; so the backward pass is checked against finite
 * differences of the forward pass under the same masks.
 */
class DropoutGradientTest {
  private static final int BATCH = 3;
  private static final int DIM = 12;

  static Stream<Architecture> architectures() {
    return Stream.of(
        new Lstm(DIM, 5, 8, 3, 0.4),
        new AmnR(DIM, 5, 8, 4, 3, 0.3),
        new Transformer(DIM, 5, 8, 3, 2, 16, 0.3),
        new Transformer(DIM, 1, 8, 1, 2, 16, 0.3));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void theGradientIsTheSlopeOfTheForwardPassUnderTheSameMasks(Architecture architecture) {
    Libtorch engine = Libtorch.start(Device.CPU, 1);
    CounterRandom random = CounterRandom.of(3, "case");
    Mode pass = new Mode.Training(CounterRandom.of(3, "dropout").at(7));
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(engine, architecture.parameters(), 5);
        Workspace workspace = new Workspace(engine)) {
      jolt(weights, random.at(3)); // away from zeros, which hide what lies below them
      Network network = Networks.build(architecture, weights, workspace);
      Tensor x = normal(engine, random.at(1), architecture.contextLength(), BATCH, DIM);
      Tensor direction = normal(engine, random.at(2), BATCH, DIM);
      network.forward(new TurnedContexts(engine, x), pass);
      network.backward(new TurnedContexts(engine, x), direction);
      for (Parameter p : architecture.parameters().stream().filter(Parameter::trained).toList()) {
        float[] gradient = new float[Math.toIntExact(p.size())];
        engine.download(weights.gradient(p.name()), gradient, gradient.length);
        double length = 0;
        for (float g : gradient) {
          length += (double) g * g;
        }
        length = Math.sqrt(length);
        if (length < 1e-3) {
          continue; // zero in exact arithmetic
        }
        double slope = slope(engine, weights, network, x, direction, pass, p, gradient, length);
        assertThat(slope / length).as(p.name()).isCloseTo(1, within(0.02));
      }
    }
  }

  private static void jolt(Weights weights, CounterRandom random) {
    int counter = 0;
    for (Parameter p : weights.parameters()) {
      if (p.trained()) {
        float[] values = weights.get(p.name());
        for (int i = 0; i < values.length; i++) {
          values[i] += (float) (0.2 * random.gaussian(counter++));
        }
        weights.set(p.name(), values);
      }
    }
  }

  /** Along the gradient, the slope of (output · direction) is the gradient's length. */
  private static double slope(
      Libtorch engine,
      Weights weights,
      Network network,
      Tensor x,
      Tensor direction,
      Mode pass,
      Parameter p,
      float[] gradient,
      double length) {
    float[] values = weights.get(p.name());
    double step = 2e-3;
    double[] ends = new double[2];
    for (int side : List.of(0, 1)) {
      float[] moved = values.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += (float) ((2 * side - 1) * step * gradient[i] / length);
      }
      weights.set(p.name(), moved);
      float[] raw = new float[BATCH * DIM];
      engine.download(network.forward(new TurnedContexts(engine, x), pass), raw, raw.length);
      float[] d = new float[BATCH * DIM];
      engine.download(direction, d, d.length);
      for (int i = 0; i < raw.length; i++) {
        ends[side] += (double) raw[i] * d[i];
      }
    }
    weights.set(p.name(), values);
    return (ends[1] - ends[0]) / (2 * step);
  }

  private static Tensor normal(Libtorch engine, CounterRandom random, long... shape) {
    Tensor tensor = engine.empty(shape);
    float[] values = new float[Math.toIntExact(tensor.numel())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.gaussian(i);
    }
    engine.upload(values, values.length, tensor);
    return tensor;
  }
}
