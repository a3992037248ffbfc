package dev.nextvec.internal.train;

import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import dev.nextvec.run.Loss;
import dev.nextvec.run.TrainingConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * A short training whose steps are shared by workers.
 *
 * @param engine computes this worker's share
 */
record SharedLearning(Libtorch engine) {
  private static final int DIM = 12;
  private static final int BATCH = 8;
  private static final int CONTEXT = 5;
  private static final double RATE = 1e-3;

  static Stream<Architecture> architectures() {
    return Stream.of(
        new Amn(DIM, CONTEXT, 8, 4, Amn.Init.PYTORCH),
        new AmnR(DIM, CONTEXT, 8, 4, 3, 0.3),
        new Lstm(DIM, CONTEXT, 8, 3, 0.4),
        new Gru(DIM, CONTEXT, 8, 2),
        new Transformer(DIM, CONTEXT, 8, 2, 2, 16, 0.3));
  }

  static TrainingConfig config(Loss loss) {
    TrainingConfig usual = TrainingConfig.defaults();
    return new TrainingConfig(
        1, BATCH, usual.optimiser(), usual.clip(), loss, usual.schedule(), 0, usual.seed());
  }

  /** What training leaves behind. */
  @SuppressWarnings("ArrayRecordComponent")
  record Learnt(float[] weights, float[] lastGradients, List<Learner.Step> steps) {}

  Learnt learn(Architecture architecture, Loss loss, int steps, GradientExchange exchange) {
    List<Learner.Step> done = new ArrayList<>();
    try (Learner learner = new Learner(engine, architecture, config(loss), exchange)) {
      for (int step = 0; step < steps; step++) {
        int size = step % 3 == 2 ? 2 : BATCH; // an epoch's last batch may be smaller than a worker
        BatchShare share = BatchShare.of(size, exchange.rank(), exchange.workers());
        done.add(learner.step(batch(step, share), share, step, RATE));
      }
      return new Learnt(
          download(learner.weights().trainedValues()),
          download(learner.weights().trainedGradients()),
          done);
    }
  }

  private float[] download(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    engine.download(tensor, values, values.length);
    return values;
  }

  private Batch batch(int step, BatchShare share) {
    int first = share.first();
    int end = first + share.size();
    float[] contexts = normal(2 * step, BATCH * CONTEXT * DIM);
    float[] targets = normal(2 * step + 1, BATCH * DIM);
    int room = Math.max(1, share.size());
    float[] own =
        Arrays.copyOf(
            Arrays.copyOfRange(contexts, first * CONTEXT * DIM, end * CONTEXT * DIM),
            room * CONTEXT * DIM);
    Batch copied =
        Batch.of(engine, own, Arrays.copyOfRange(targets, first * DIM, end * DIM), room, DIM);
    return new Batch(copied.contexts(), copied.targets(), share.size());
  }

  private static float[] normal(int number, int count) {
    CounterRandom random = CounterRandom.of(5, "case").at(number);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.gaussian(i) / Math.sqrt(DIM));
    }
    return values;
  }

  static double distance(float[] a, float[] b) {
    double square = 0;
    double length = 0;
    for (int i = 0; i < a.length; i++) {
      square += Math.pow(a[i] - b[i], 2);
      length += Math.pow(a[i], 2);
    }
    return Math.sqrt(square / length);
  }
}
