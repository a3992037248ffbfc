package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Device;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several workers learn what one learns, but for rounding. */
class GradientExchangeTest {
  private static final int DIM = 12;
  private static final int BATCH = 8;
  private static final int CONTEXT = 5;
  private static final double RATE = 1e-3;

  private final Libtorch engine = Libtorch.start(Device.CPU, 1);

  static Stream<Architecture> architectures() {
    return Stream.of(
        new Amn(DIM, CONTEXT, 8, 4, Amn.Init.PYTORCH),
        new AmnR(DIM, CONTEXT, 8, 4, 3, 0.3),
        new Lstm(DIM, CONTEXT, 8, 3, 0.4),
        new Gru(DIM, CONTEXT, 8, 2),
        new Transformer(DIM, CONTEXT, 8, 2, 2, 16, 0.3));
  }

  private static TrainingConfig config(Loss loss) {
    TrainingConfig usual = TrainingConfig.defaults();
    return new TrainingConfig(
        1, BATCH, usual.optimiser(), usual.clip(), loss, usual.schedule(), 0, usual.seed());
  }

  /** What training leaves behind. */
  private record Learnt(float[] weights, float[] lastGradients, List<Learner.Step> steps) {}

  private Learnt learn(Architecture architecture, Loss loss, int steps, GradientExchange exchange) {
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

  private List<Learnt> together(Architecture architecture, Loss loss, int steps, int workers)
      throws Exception {
    ThreadExchange.Meeting meeting = new ThreadExchange.Meeting(workers);
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      List<Future<Learnt>> all = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        GradientExchange exchange = new ThreadExchange(engine, meeting, rank);
        all.add(threads.submit(() -> learn(architecture, loss, steps, exchange)));
      }
      List<Learnt> learnt = new ArrayList<>();
      for (Future<Learnt> each : all) {
        learnt.add(each.get());
      }
      return learnt;
    }
  }

  private static double distance(float[] a, float[] b) {
    double square = 0;
    double length = 0;
    for (int i = 0; i < a.length; i++) {
      square += Math.pow(a[i] - b[i], 2);
      length += Math.pow(a[i], 2);
    }
    return Math.sqrt(square / length);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void severalWorkersFindTheGradientThatOneFinds(Architecture architecture) throws Exception {
    for (Loss loss : List.of(new Loss.MeanSquaredError(), new Loss.Cosine())) {
      Learnt alone = learn(architecture, loss, 1, GradientExchange.alone());
      for (int workers : new int[] {1, 2, 3}) {
        for (Learnt each : together(architecture, loss, 1, workers)) {
          assertSame(alone.steps().getFirst(), each.steps().getFirst(), 1e-6);
          assertThat(distance(alone.lastGradients(), each.lastGradients()))
              .as("%s, %d workers", loss, workers)
              .isLessThan(1e-6);
        }
      }
    }
  }

  /** Rounding grows: the optimiser divides small gradients by their size. */
  @ParameterizedTest
  @MethodSource("architectures")
  void severalWorkersHaveOneModelAndItIsThatOfOneButForRounding(Architecture architecture)
      throws Exception {
    Loss loss = new Loss.MeanSquaredError();
    Learnt alone = learn(architecture, loss, 30, GradientExchange.alone());
    for (int workers : new int[] {1, 3}) {
      List<Learnt> together = together(architecture, loss, 30, workers);
      Learnt one = together.getFirst();
      for (Learnt each : together) {
        assertThat(each.weights()).isEqualTo(one.weights());
        assertThat(each.steps()).isEqualTo(one.steps());
      }
      assertSame(alone.steps().getLast(), one.steps().getLast(), 1e-3);
      assertThat(distance(alone.weights(), one.weights())).isLessThan(workers == 1 ? 1e-12 : 1e-3);
    }
  }

  private static void assertSame(Learner.Step wanted, Learner.Step got, double share) {
    assertThat(got.loss()).isCloseTo(wanted.loss(), within(share, wanted.loss()));
    assertThat(got.cosines()).isCloseTo(wanted.cosines(), within(share, 1));
    assertThat(got.gradientNorm())
        .isCloseTo(wanted.gradientNorm(), within(share, wanted.gradientNorm()));
    assertThat(got.lossOfNothing())
        .isCloseTo(wanted.lossOfNothing(), within(share, wanted.lossOfNothing()));
  }

  private static Offset<Double> within(double share, double of) {
    return Offset.offset(share * Math.abs(of));
  }

  @Test
  void aLossThatComparesWindowsWithEachOtherIsRefused() {
    Architecture architecture = new Amn(DIM, CONTEXT, 8, 4, Amn.Init.PYTORCH);
    GradientExchange two = new ThreadExchange(engine, new ThreadExchange.Meeting(2), 0);
    assertThatThrownBy(() -> new Learner(engine, architecture, config(new Loss.InfoNce(0.07)), two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("infonce")
        .hasMessageContaining("train with one worker");
  }
}
