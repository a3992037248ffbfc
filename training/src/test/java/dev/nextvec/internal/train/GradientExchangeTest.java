package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.Loss;
import dev.nextvec.run.TrainingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
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
      Architecture architecture, TrainingConfig config, int steps, int workers, int pieces)
      throws Exception {
    ThreadExchange.Meeting meeting = new ThreadExchange.Meeting(workers);
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      List<Future<SharedLearning.Learnt>> all = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        Sharing sharing = new Sharing(new ThreadExchange(engine, meeting, rank), pieces);
        all.add(threads.submit(() -> learning.learn(architecture, config, steps, sharing)));
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
    for (TrainingConfig config : SharedLearning.objectives().toList()) {
      SharedLearning.Learnt alone = learning.learn(architecture, config, 1, Sharing.none());
      for (int workers : new int[] {1, 2, 3}) {
        for (SharedLearning.Learnt each : together(architecture, config, 1, workers, 1)) {
          assertSameStep(alone, each, config + ", " + workers + " workers");
        }
      }
    }
  }

  private static void assertSameStep(
      SharedLearning.Learnt wanted, SharedLearning.Learnt got, String what) {
    assertSame(wanted.steps().getFirst(), got.steps().getFirst(), 1e-6);
    assertThat(SharedLearning.distance(wanted.lastGradients(), got.lastGradients()))
        .as(what)
        .isLessThan(1e-6);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void aBatchInPiecesHasTheGradientOfTheWhole(Architecture architecture) throws Exception {
    for (TrainingConfig config : SharedLearning.objectives().toList()) {
      SharedLearning.Learnt whole = learning.learn(architecture, config, 1, Sharing.none());
      for (int pieces : new int[] {2, 3, 8}) {
        SharedLearning.Learnt one =
            learning.learn(architecture, config, 1, Sharing.inPieces(pieces));
        assertSameStep(whole, one, config + ", " + pieces + " pieces");
      }
      for (SharedLearning.Learnt each : together(architecture, config, 1, 2, 3)) {
        assertSameStep(whole, each, config + ", 2 workers, 3 pieces each");
      }
    }
  }

  /** Rounding grows: the optimiser divides small gradients by their size. */
  @ParameterizedTest
  @MethodSource("architectures")
  void severalWorkersHaveOneModelAndItIsThatOfOneButForRounding(Architecture architecture)
      throws Exception {
    TrainingConfig config = SharedLearning.config(new Loss.MeanSquaredError());
    SharedLearning.Learnt alone = learning.learn(architecture, config, 30, Sharing.none());
    for (int workers : new int[] {1, 3}) {
      List<SharedLearning.Learnt> together = together(architecture, config, 30, workers, 1);
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
}
