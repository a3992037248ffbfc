package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loops on the host do what libtorch's operations do. */
class ContextPoolingTest {
  private static final int ATTENTION = 4;

  private final Libtorch engine = Libtorch.start(Device.CPU, 1);

  @ParameterizedTest
  @CsvSource({"5, 3, 22", "1, 4, 8", "2, 1, 7", "20, 32, 64"})
  void host_and_torch_agree_forwards_and_backwards(int n, int batch, int dim) {
    try (Workspace space = new Workspace(engine)) {
      float[][] torch = all(new TorchPooling(n, ATTENTION, space), space, n, batch, dim);
      float[][] host = all(new HostPooling(n, dim, ATTENTION, space), space, n, batch, dim);
      for (int part = 0; part < torch.length; part++) {
        assertThat(host[part]).containsExactly(torch[part], within(2e-6f));
      }
    }
  }

  @Test
  void aSmallerBatchAfterALargerOneIsPooledAlone() {
    try (Workspace space = new Workspace(engine)) {
      HostPooling pooling = new HostPooling(5, 12, ATTENTION, space);
      all(pooling, space, 5, 7, 12);
      float[][] after = all(pooling, space, 5, 3, 12);
      float[][] alone = all(new HostPooling(5, 12, ATTENTION, space), space, 5, 3, 12);
      assertThat(after).isDeepEqualTo(alone);
    }
  }

  /** Means beside weighted sums, weights, and the gradient of what was asked. */
  private float[][] all(ContextPooling pooling, Workspace space, int n, int batch, int dim) {
    Contexts x = new TurnedContexts(engine, random(space, 1, n, batch, dim));
    Tensor u = random(space, 2, batch, dim);
    Tensor dAttended = random(space, 3, batch, dim);
    Tensor both = space.keep(engine.zeros(batch, 2L * dim));
    Tensor du = space.keep(engine.zeros(batch, dim));
    pooling.mean(x, both);
    pooling.attend(x, u, both);
    pooling.backward(x, dAttended, du);
    return new float[][] {values(both), values(pooling.weights(batch).contiguous()), values(du)};
  }

  private float[] values(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    engine.download(tensor, values, values.length);
    return values;
  }

  private Tensor random(Workspace space, int seed, long... shape) {
    Tensor tensor = space.keep(engine.zeros(shape));
    float[] values = new float[(int) tensor.numel()];
    CounterRandom random = CounterRandom.of(seed, "values");
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.gaussian(i) / 2;
    }
    engine.upload(values, values.length, tensor);
    return tensor;
  }
}
