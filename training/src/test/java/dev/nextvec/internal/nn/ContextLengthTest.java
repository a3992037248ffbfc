package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contexts of any length and batches of any size, one included, for every architecture. */
final class ContextLengthTest {
  private static final int DIM = 12;

  static Stream<Architecture> architectures() {
    return IntStream.of(1, 5, 20, 100)
        .boxed()
        .flatMap(
            n ->
                Stream.of(
                    new Amn(DIM, n, 8, 4, Amn.Init.PYTORCH),
                    new Lstm(DIM, n, 8, 2, 0),
                    new Gru(DIM, n, 8, 2),
                    new AmnR(DIM, n, 8, 4, 3, 0),
                    new Transformer(DIM, n, 8, 2, 2, 16, 0)));
  }

  private static float[] gaussians(String purpose, int count) {
    CounterRandom random = CounterRandom.of(6, purpose);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.gaussian(i);
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void aWindowIsPredictedTheSameAloneAndAmongOthers(Architecture architecture) {
    int size = architecture.contextLength() * DIM;
    float[] contexts = gaussians("contexts", 7 * size);
    Libtorch engine = Libtorch.start(Device.CPU, 1);
    try (Weights weights = new Weights(engine, architecture.parameters(), 3);
        NetworkPredictor predictor =
            NetworkPredictor.of("x", engine, StoredWeights.copy(architecture, weights))) {
      float[] together = new float[7 * DIM];
      predictor.predict(contexts, 7, together);
      assertThat(together).doesNotContain(Float.NaN);
      for (int b = 0; b < 7; b++) {
        float[] alone = new float[DIM];
        predictor.predict(Arrays.copyOfRange(contexts, b * size, (b + 1) * size), 1, alone);
        assertThat(alone)
            .containsExactly(Arrays.copyOfRange(together, b * DIM, (b + 1) * DIM), within(1e-5f));
      }
    }
  }

  /** Along the gradient, the slope of (output · direction) is the gradient's length. */
  @ParameterizedTest
  @MethodSource("architectures")
  void theGradientIsTheSlopeForBatchesOfThreeAndOfOne(Architecture architecture) {
    Libtorch engine = Libtorch.start(Device.CPU, 1);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(engine, architecture.parameters(), 3);
        Workspace workspace = new Workspace(engine)) {
      if (!architecture.gatedParts().isEmpty()) {
        weights.set(Architecture.SHARES, new float[] {1, 1}); // as training takes them
      }
      Network network = Networks.build(architecture, weights, workspace);
      for (int batch : new int[] {3, 1, 3}) {
        int count = architecture.contextLength() * batch * DIM;
        Tensor x = engine.empty(architecture.contextLength(), batch, DIM);
        engine.upload(gaussians("contexts", count), count, x);
        float[] direction = gaussians("direction", batch * DIM);
        Tensor dRaw = engine.empty(batch, DIM);
        engine.upload(direction, direction.length, dRaw);
        network.forward(
            new TurnedContexts(engine, x), new Mode.Training(CounterRandom.of(1, "dropout")));
        network.backward(new TurnedContexts(engine, x), dRaw);
        float[] gradient = download(engine, weights.trainedGradients());
        float[] values = download(engine, weights.trainedValues());
        double length = Math.sqrt(dot(gradient, gradient));
        double step = 1e-3;
        double[] ends = new double[2];
        for (int side = 0; side < 2; side++) {
          float[] moved = values.clone();
          for (int i = 0; i < moved.length; i++) {
            moved[i] += (float) ((2 * side - 1) * step * gradient[i] / length);
          }
          engine.upload(moved, moved.length, weights.trainedValues());
          ends[side] =
              dot(
                  download(
                      engine,
                      network.forward(new TurnedContexts(engine, x), new Mode.Prediction())),
                  direction);
        }
        engine.upload(values, values.length, weights.trainedValues());
        assertThat((ends[1] - ends[0]) / (2 * step) / length)
            .as("batch of " + batch)
            .isCloseTo(1, within(0.01));
      }
    }
  }

  private static float[] download(Libtorch engine, Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    engine.download(tensor, values, values.length);
    return values;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
