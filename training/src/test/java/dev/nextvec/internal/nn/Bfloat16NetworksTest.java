package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Bfloat16;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Parameter;
import dev.nextvec.model.Transformer;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks whose products are computed in bfloat16, beside the same in float32. A rounded number is
 * off by at most 1/256 of it, on average by less than a third of that; through a few layers of sums
 * whose errors partly cancel, predictions and gradients as a whole stay within a fiftieth.
 */
final class Bfloat16NetworksTest {
  private static final int DIM = 48;
  private static final int BATCH = 24;
  private static final int CONTEXT = 5;
  private static final double TOLERANCE = 0.02;

  private final Libtorch engine = Libtorch.start(Device.CPU, 2);

  static Stream<Architecture> architectures() {
    return Stream.of(
        new Amn(DIM, CONTEXT, 32, 16, Amn.Init.PYTORCH),
        new Lstm(DIM, CONTEXT, 32, 2, 0.2),
        new AmnR(DIM, CONTEXT, 32, 16, 16, 0.1),
        new Gru(DIM, CONTEXT, 32, 4),
        new Transformer(DIM, CONTEXT, 32, 2, 4, 64, 0.1));
  }

  /** One pass: what came out, and the gradients of all trained weights. */
  private record Pass(float[] raw, float[] gradients) {}

  @ParameterizedTest
  @MethodSource("architectures")
  void outputsAndGradientsAreNearThoseOfFloat32AndNotTheSame(Architecture architecture) {
    assumeThatCode(() -> Bfloat16.requireFor(engine)).doesNotThrowAnyException();
    try (PointerScope scope = new PointerScope();
        Weights weights = weights(architecture);
        Workspace exact = new Workspace(engine);
        Workspace narrow = Workspace.bfloat16(engine, weights)) {
      Pass expected = pass(architecture, weights, exact);
      Pass got = pass(architecture, weights, narrow);
      assertThat(difference(got.raw, expected.raw)).isBetween(1e-5, TOLERANCE);
      assertThat(difference(got.gradients, expected.gradients)).isBetween(1e-4, TOLERANCE);
      Pass again = pass(architecture, weights, narrow);
      assertThat(again.raw).isEqualTo(got.raw);
      assertThat(again.gradients).isEqualTo(got.gradients);
    }
  }

  /** Drawn anew, for what starts at zero hides the layers before it. */
  private Weights weights(Architecture architecture) {
    Weights weights = new Weights(engine, architecture.parameters(), 3);
    CounterRandom random = CounterRandom.of(8, "weights");
    long drawn = 0;
    for (Parameter p : architecture.parameters()) {
      float[] values = weights.get(p.name());
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) (0.1 * random.gaussian(drawn++));
      }
      weights.set(p.name(), values);
    }
    return weights;
  }

  private Pass pass(Architecture architecture, Weights weights, Workspace space) {
    Network network = Networks.build(architecture, weights, space);
    Tensor x = random("x", CONTEXT, BATCH, DIM);
    space.kernels().begin();
    Mode.Training training = new Mode.Training(CounterRandom.of(1, "dropout"));
    Tensor raw = network.forward(new TurnedContexts(engine, x), training);
    float[] output = numbers(raw);
    network.backward(new TurnedContexts(engine, x), random("dRaw", BATCH, DIM));
    return new Pass(output, numbers(weights.trainedGradients()));
  }

  private Tensor random(String name, long... shape) {
    CounterRandom random = CounterRandom.of(2, name);
    Tensor tensor = engine.empty(shape);
    float[] numbers = new float[Math.toIntExact(tensor.numel())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.gaussian(i);
    }
    engine.upload(numbers, numbers.length, tensor);
    return tensor;
  }

  private float[] numbers(Tensor tensor) {
    float[] numbers = new float[Math.toIntExact(tensor.numel())];
    engine.download(tensor, numbers, numbers.length);
    return numbers;
  }

  /** The length of the difference, in lengths of what was expected. */
  private static double difference(float[] got, float[] expected) {
    double squares = 0;
    double all = 0;
    for (int i = 0; i < got.length; i++) {
      squares += Math.pow((double) got[i] - expected[i], 2);
      all += Math.pow(expected[i], 2);
    }
    return Math.sqrt(squares / all);
  }
}
