package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several workers learn what one learns, but for rounding. */
class GradientExchangeTest {
  private final Libtorch engine = Libtorch.start(Device.CPU, 1);
  private final SharedLearning learning = new SharedLearning(engine);

  static Stream<Architecture> architectures() {
    return SharedLearning.architectures();
  }

  private List<SharedLearning.Learnt> together(
      Architecture architecture, Loss loss, int steps, int workers) throws Exception {
    ThreadExchange.Meeting meeting = new ThreadExchange.Meeting(workers);
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      List<Future<SharedLearning.Learnt>> all = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        GradientExchange exchange = new ThreadExchange(engine, meeting, rank);
        all.add(threads.submit(() -> learning.learn(architecture, loss, steps, exchange)));
      }
      List<SharedLearning.Learnt> learnt = new ArrayList<>();
      for (Future<SharedLearning.Learnt> each : all) {
        learnt.add(each.get());
      }
      return learnt;
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void severalWorkersFindTheGradientThatOneFinds(Architecture architecture) throws Exception {
    for (Loss loss : List.of(new Loss.MeanSquaredError(), new Loss.Cosine())) {
      SharedLearning.Learnt alone = learning.learn(architecture, loss, 1, GradientExchange.alone());
      for (int workers : new int[] {1, 2, 3}) {
        for (SharedLearning.Learnt each : together(architecture, loss, 1, workers)) {
          assertSame(alone.steps().getFirst(), each.steps().getFirst(), 1e-6);
          assertThat(SharedLearning.distance(alone.lastGradients(), each.lastGradients()))
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
    SharedLearning.Learnt alone = learning.learn(architecture, loss, 30, GradientExchange.alone());
    for (int workers : new int[] {1, 3}) {
      List<SharedLearning.Learnt> together = together(architecture, loss, 30, workers);
      SharedLearning.Learnt one = together.getFirst();
      for (SharedLearning.Learnt each : together) {
        assertThat(each.weights()).isEqualTo(one.weights());
        assertThat(each.steps()).isEqualTo(one.steps());
      }
      assertSame(alone.steps().getLast(), one.steps().getLast(), 1e-3);
      assertThat(SharedLearning.distance(alone.weights(), one.weights()))
          .isLessThan(workers == 1 ? 1e-12 : 1e-3);
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
    Architecture architecture = SharedLearning.architectures().findFirst().orElseThrow();
    GradientExchange two = new ThreadExchange(engine, new ThreadExchange.Meeting(2), 0);
    assertThatThrownBy(
            () ->
                new Learner(
                    engine, architecture, SharedLearning.config(new Loss.InfoNce(0.07)), two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("infonce")
        .hasMessageContaining("train with one worker");
  }
}
