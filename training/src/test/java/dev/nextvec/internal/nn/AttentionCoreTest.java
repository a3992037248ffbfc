package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loops on the host do what libtorch's operations do. */
class AttentionCoreTest {
  private static final int BATCH = 3;
  private static final int HEADS = 2;
  private static final int WIDTH = 22; // heads of eleven: eight at a time and three more

  private final Libtorch engine = Libtorch.start(Device.CPU, 1);

  @ParameterizedTest
  @CsvSource({"5, 5, 0", "5, 5, 0.3", "1, 5, 0.3", "2, 4, 0", "32, 32, 0.1"})
  void host_and_torch_agree_forwards_and_backwards(int queries, int keys, double dropout) {
    try (Workspace space = new Workspace(engine)) {
      Tensor q = random(space, 1, queries * BATCH, WIDTH);
      Tensor kv = random(space, 2, keys * BATCH, 2 * WIDTH);
      Tensor dMixed = random(space, 3, queries * BATCH, WIDTH);
      Mode pass = new Mode.Training(CounterRandom.of(7, "dropout"));

      float[][] torch = both(torch(dropout, space), space, q, kv, dMixed, pass);
      float[][] host = both(host(dropout, space), space, q, kv, dMixed, pass);

      for (int part = 0; part < torch.length; part++) {
        assertThat(host[part]).hasSameSizeAs(torch[part]);
        for (int i = 0; i < torch[part].length; i++) {
          assertThat(host[part][i]).isCloseTo(torch[part][i], within(2e-6f));
        }
      }
    }
  }

  private static AttentionCore torch(double dropout, Workspace space) {
    return new TorchAttention(WIDTH, HEADS, new Dropout(dropout, 0, space), space);
  }

  private static AttentionCore host(double dropout, Workspace space) {
    return new HostAttention(WIDTH, HEADS, new Dropout(dropout, 0, space), space);
  }

  private float[][] both(
      AttentionCore core, Workspace space, Tensor q, Tensor kv, Tensor dMixed, Mode pass) {
    Tensor mixed = space.keep(engine.zeros(q.size(0), WIDTH));
    Tensor dq = space.keep(engine.zeros(q.size(0), WIDTH));
    Tensor dkv = space.keep(engine.zeros(kv.size(0), 2 * WIDTH));
    core.forward(q, kv, mixed, BATCH, pass);
    core.backward(q, kv, dMixed, dq, dkv, BATCH);
    return new float[][] {values(mixed), values(dq), values(dkv)};
  }

  private float[] values(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    engine.download(tensor, values, values.length);
    return values;
  }

  private Tensor random(Workspace space, int seed, int rows, int columns) {
    float[] values = new float[rows * columns];
    CounterRandom random = CounterRandom.of(seed, "values");
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.gaussian(i);
    }
    Tensor tensor = space.keep(engine.zeros(rows, columns));
    engine.upload(values, values.length, tensor);
    return tensor;
  }
}
