package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.Loss;
import dev.nextvec.run.TrainingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients are told while the backward pass goes on, each when it is complete, not before. */
class GradientBucketsTest {
  private static final int BATCH = 8;
  private static final double RATE = 1e-3;
  private static final TrainingConfig MSE = SharedLearning.config(new Loss.MeanSquaredError());

  private final Libtorch engine = Libtorch.start(Device.CPU, 1);
  private final SharedLearning learning = new SharedLearning(engine);

  static Stream<Architecture> architectures() {
    return SharedLearning.architectures();
  }

  /** One worker whose sums are looked at. */
  private record Watched(int bucket, Function<Tensor, Sum> begun) implements GradientExchange {
    @Override
    public int rank() {
      return 0;
    }

    @Override
    public int workers() {
      return 1;
    }

    @Override
    public void sum(double[] figures) {}

    @Override
    public Sum begin(Tensor values) {
      return begun.apply(values);
    }
  }

  /** The first backward pass of two is heard by this test; the learner itself hears the last. */
  @ParameterizedTest
  @MethodSource("architectures")
  void aBackwardPassCompletesEveryGradientOnce(Architecture architecture) {
    for (TrainingConfig config : SharedLearning.objectives().toList()) {
      List<Weights.Place> heard = new ArrayList<>();
      try (Learner learner = new Learner(engine, architecture, config);
          Weights.Listening listening = learner.weights().listen(heard::add)) {
        learner.step(learning.parts(0, BatchShare.whole(BATCH), 2), 0, RATE);
        List<Weights.Place> all = learner.weights().places();
        assertThat(heard).as("%s", config).containsExactlyInAnyOrderElementsOf(all);
        long end = 0;
        for (Weights.Place place : all) {
          assertThat(place.first()).isEqualTo(end);
          end = place.end();
        }
        assertThat(end).isEqualTo(learner.weights().trainedGradients().numel());
      }
    }
  }

  /** Where a bucket lies. */
  private static Weights.Place place(Tensor values) {
    return new Weights.Place(values.storage_offset(), values.numel());
  }

  private List<Weights.Place> told(Architecture architecture, int bucket, Consumer<Learner> step) {
    List<Weights.Place> told = new ArrayList<>();
    Watched exchange =
        new Watched(
            bucket,
            values -> {
              told.add(place(values));
              return () -> {};
            });
    try (Learner learner = new Learner(engine, architecture, MSE, exchange)) {
      step.accept(learner);
    }
    return told;
  }

  private Learner.Step step(Learner learner) {
    return learner.step(learning.parts(0, BatchShare.whole(BATCH), 1), 0, RATE);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void bucketsGoFromTheEndToTheStartAndLeaveNothingOut(Architecture architecture) {
    int trained =
        Math.toIntExact(told(architecture, Integer.MAX_VALUE, this::step).getFirst().count());
    for (int bucket : new int[] {1, 100, trained}) {
      List<Weights.Place> told = told(architecture, bucket, this::step);
      long start = trained;
      for (Weights.Place each : told) {
        assertThat(each.end()).isEqualTo(start);
        start = each.first();
        assertThat(each.count() >= bucket || start == 0).isTrue();
      }
      assertThat(start).isZero();
      assertThat(told.size() > 1).isEqualTo(bucket < trained);
    }
  }

  /** Else the workers' sums would not be of the same gradients. */
  @ParameterizedTest
  @MethodSource("architectures")
  void whoHasNoWindowsOrNoLossTellsTheSameBuckets(Architecture architecture) {
    List<Weights.Place> usual = told(architecture, 100, this::step);
    BatchShare none = BatchShare.of(2, 0, 3);
    assertThat(none.size()).isZero();
    for (int pieces : new int[] {1, 2}) {
      assertThat(
              told(
                  architecture,
                  100,
                  learner -> learner.step(learning.parts(0, none, pieces), 0, RATE)))
          .isEqualTo(usual);
    }
    assertThat(told(architecture, 100, this::stepOfNoNumber)).isEqualTo(usual);
  }

  private Learner.Step stepOfNoNumber(Learner learner) {
    String name = learner.weights().parameters().getFirst().name();
    float[] values = learner.weights().get(name);
    values[0] = Float.NaN;
    learner.weights().set(name, values);
    Learner.Step step = step(learner);
    assertThat(step.loss()).isNaN();
    return step;
  }

  /** While a sum is on its way its numbers are none: whoever reads or writes them is found out. */
  @ParameterizedTest
  @MethodSource("architectures")
  void nobodyTouchesAGradientThatIsToldAlready(Architecture architecture) {
    GradientExchange exchange = new Watched(1, this::taken);
    for (TrainingConfig config : SharedLearning.objectives().toList()) {
      for (int pieces : new int[] {1, 3}) {
        SharedLearning.Learnt plain =
            learning.learn(architecture, config, 4, Sharing.inPieces(pieces));
        SharedLearning.Learnt told =
            learning.learn(architecture, config, 4, new Sharing(exchange, pieces));
        assertThat(told.weights()).as("%s", config).isEqualTo(plain.weights());
        assertThat(told.steps()).isEqualTo(plain.steps());
      }
    }
  }

  private GradientExchange.Sum taken(Tensor values) {
    float[] own = numbers(values);
    values.fill_(new Scalar(Float.NaN));
    return () -> {
      assertThat(numbers(values)).containsOnly(Float.NaN);
      engine.upload(own, own.length, values);
    };
  }

  private float[] numbers(Tensor values) {
    float[] numbers = new float[Math.toIntExact(values.numel())];
    engine.download(values, numbers, numbers.length);
    return numbers;
  }

  /**
   * The first sum ends only when the second was begun, and when it begins the pass has not come to
   * the first parameters: so the sum is made while the pass goes on.
   */
  @ParameterizedTest
  @MethodSource("architectures")
  void sumsAreOnTheirWayWhileTheBackwardPassGoesOn(Architecture architecture) throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    CountDownLatch secondBegun = new CountDownLatch(1);
    CompletableFuture<Tensor> all = new CompletableFuture<>();
    Function<Tensor, GradientExchange.Sum> slow =
        values -> {
          boolean first = events.isEmpty();
          boolean atTheStart = Float.isNaN(numbers(all.join())[0]);
          events.add(atTheStart ? "begun while the pass goes on" : "begun");
          if (!first) {
            secondBegun.countDown();
            return () -> {};
          }
          return CompletableFuture.runAsync(() -> waitFor(secondBegun, events))::join;
        };
    try (Learner learner = new Learner(engine, architecture, MSE, new Watched(100, slow));
        PointerScope scope = engine.scope()) {
      all.complete(learner.weights().trainedGradients());
      all.get().fill_(new Scalar(Float.NaN));
      step(learner);
    }
    assertThat(events.getFirst()).isEqualTo("begun while the pass goes on");
    assertThat(events.subList(2, events.size())).contains("ended");
    assertThat(events).contains("begun");
  }

  private static void waitFor(CountDownLatch latch, List<String> events) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
      events.add("ended");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Before the last piece no gradient is complete. */
  @ParameterizedTest
  @MethodSource("architectures")
  void aStepInPiecesTellsNothingBeforeTheLast(Architecture architecture) {
    List<String> events = new ArrayList<>();
    Function<Tensor, GradientExchange.Sum> begun =
        values -> {
          events.add("told");
          return () -> {};
        };
    try (Learner learner = new Learner(engine, architecture, MSE, new Watched(100, begun))) {
      Learner.Parts parts = learning.parts(0, BatchShare.whole(BATCH), 3);
      learner.step(noted(parts, events), 0, RATE);
    }
    assertThat(events.subList(0, 4)).containsExactly("piece 0", "piece 1", "piece 2", "told");
  }

  private static Learner.Parts noted(Learner.Parts parts, List<String> events) {
    return new Learner.Parts() {
      @Override
      public int count() {
        return parts.count();
      }

      @Override
      public BatchShare share(int part) {
        return parts.share(part);
      }

      @Override
      public Batch batch(int part) {
        events.add("piece " + part);
        return parts.batch(part);
      }
    };
  }
}
