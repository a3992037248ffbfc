package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.torch.Bfloat16;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.ModelFile;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.run.TrainingConfig.LocalSteps;
import dev.nextvec.run.TrainingConfig.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers that take some steps alone and then the mean of what they have. */
class LocalStepsTest {
  private static final int EPOCHS = 4;
  private static final LocalSteps FOUR_BY_TWO = new LocalSteps(4, 2); // 13 steps: 4, 4, 4, 1

  @TempDir Path folder;
  private Dataset dataset;

  @BeforeEach
  void open() throws IOException {
    dataset = Tiny.dataset(folder.resolve("data"));
  }

  @AfterEach
  void close() {
    dataset.close();
  }

  private static TrainingConfig config(LocalSteps local) {
    return Tiny.config(EPOCHS, 5e-3, 1).withLocalSteps(local);
  }

  private Split split() {
    return Split.of(dataset, 5, 1);
  }

  private Trainer.Task task(String architecture, TrainingConfig config, String run) {
    return new Trainer.Task(
        dataset, Tiny.architecture(architecture), config, split(), folder.resolve(run));
  }

  private static void train(Trainer.Task task, int workers) throws Exception {
    Workers.train(task, workers, 1, Tiny.NEVER);
  }

  private RunInfo info(String run) throws IOException {
    return new RunDirectory(folder.resolve(run)).info();
  }

  private byte[] weights(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve("model.safetensors"));
  }

  /** Without dropout, whose masks belong to a window's place in the batch of all. */
  static Stream<Architecture> withoutDropout() {
    return Stream.of(new Amn(12, 5, 8, 4, Amn.Init.PYTORCH), new Gru(12, 5, 8, 2));
  }

  /** Gradients are clipped, and with three workers some batches leave one without windows. */
  @ParameterizedTest
  @MethodSource("withoutDropout")
  void theMeanIsOfWhatEachLearnsFromItsWindowsAsABatchOfItsOwn(Architecture architecture)
      throws Exception {
    SharedLearning learning = new SharedLearning(Libtorch.start(Device.CPU, 1));
    TrainingConfig usual = SharedLearning.config(new Loss.MeanSquaredError());
    TrainingConfig clipped =
        new TrainingConfig(
            1, usual.batch(), usual.optimiser(), 0.01, usual.loss(), usual.schedule(), 0, 1);
    for (TrainingConfig config : List.of(usual, clipped)) {
      for (int workers : new int[] {2, 3}) {
        List<SharedLearning.Apart> single = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
          single.add(learning.learnShare(architecture, config, 6, rank, workers));
        }
        for (SharedLearning.Apart each : apart(learning, architecture, config, workers)) {
          assertMean(single, each, SharedLearning.Apart::weights);
          assertMean(single, each, SharedLearning.Apart::firstMoment);
          assertMean(single, each, SharedLearning.Apart::secondMoment);
        }
      }
    }
  }

  private static void assertMean(
      List<SharedLearning.Apart> single,
      SharedLearning.Apart together,
      Function<SharedLearning.Apart, float[]> part) {
    float[] mean = new float[part.apply(together).length];
    for (SharedLearning.Apart each : single) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += part.apply(each)[i] / single.size();
      }
    }
    assertThat(SharedLearning.distance(mean, part.apply(together))).isLessThan(1e-5);
    assertThat(SharedLearning.distance(part.apply(single.getFirst()), mean)).isGreaterThan(1e-4);
  }

  /** Nobody is told anything before the mean is taken, and then all have the same bits. */
  private static List<SharedLearning.Apart> apart(
      SharedLearning learning, Architecture architecture, TrainingConfig config, int workers)
      throws Exception {
    ThreadExchange.Meeting meeting = new ThreadExchange.Meeting(workers);
    AtomicInteger told = new AtomicInteger();
    List<SharedLearning.Apart> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      List<Future<SharedLearning.Apart>> running = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        GradientExchange exchange =
            new CountedExchange(
                new ThreadExchange(learning.engine(), meeting, rank), told::incrementAndGet);
        Sharing sharing = new Sharing(exchange, 2);
        running.add(threads.submit(() -> learning.learnApart(architecture, config, 6, sharing)));
      }
      for (Future<SharedLearning.Apart> each : running) {
        all.add(each.get());
      }
    }
    assertThat(told).hasValue(0);
    for (SharedLearning.Apart each : all) {
      assertThat(each.weights()).isEqualTo(all.getFirst().weights());
      assertThat(each.secondMoment()).isEqualTo(all.getFirst().secondMoment());
    }
    return all;
  }

  static Stream<TrainingConfig> configs() {
    Goal.Retrieval retrieval = new Goal.Retrieval(4, 5, 0.5, 0.1, new Goal.Mapping.LowRank(3));
    return Stream.of(
        config(FOUR_BY_TWO),
        config(FOUR_BY_TWO).withPrecision(Precision.BFLOAT16),
        config(FOUR_BY_TWO).withGoal(retrieval),
        config(new LocalSteps(50, 2)),
        config(new LocalSteps(3, 3)));
  }

  /** Wherever a round ends; a saved state has everything, so the bytes are the same. */
  @ParameterizedTest
  @MethodSource("configs")
  void stoppedAnywhereTheyContinueToTheSameBytes(TrainingConfig config) throws Exception {
    if (config.precision() == Precision.BFLOAT16) {
      assumeThatCode(() -> Bfloat16.requireFor(Tiny.engine().torch())).doesNotThrowAnyException();
    }
    int workers = config.localSteps().orElseThrow().workers();
    train(task("amn-r", config, "whole"), workers);
    for (int stopAfter : List.of(2, 2, 1)) {
      AtomicInteger asked = new AtomicInteger();
      Workers.train(
          task("amn-r", config, "parts"), workers, 1, () -> asked.incrementAndGet() >= stopAfter);
      assertThat(info("parts").status()).isEqualTo(RunInfo.Status.RUNNING);
    }
    train(task("amn-r", config, "parts"), workers);
    assertThat(weights("parts")).isEqualTo(weights("whole"));
    assertThat(info("parts").config()).isEqualTo(config);
    assertThat(info("parts").steps()).isEqualTo(new RunInfo.Steps(workers, 1));
    assertThat(info("parts").history())
        .extracting(EpochRecord::step)
        .containsExactly(13L, 26L, 39L, 52L);
  }

  /** What is validated, and what is kept, are the means: here the last round is one of one step. */
  @Test
  void whatIsValidatedIsWhatIsKept() throws Exception {
    for (String architecture : List.of("gru", "lstm", "amn")) {
      train(task(architecture, config(FOUR_BY_TWO), architecture), 2);
      RunInfo info = info(architecture);
      EpochRecord best = info.best().orElseThrow();
      assertThat(best.validationLoss()).isLessThan(info.untrained().orElseThrow().validationLoss());
      Libtorch engine = Tiny.engine().torch();
      ModelFile kept = ModelFile.read(folder.resolve(architecture).resolve("model.safetensors"));
      try (Learner learner = new Learner(engine, info.architecture(), info.config());
          Gather gather = new Gather(engine, dataset.windows(5), Checked.BATCH)) {
        kept.tensors().forEach((name, tensor) -> learner.weights().set(name, tensor.values()));
        Validation again = Validation.of(learner, gather, split().validation(), Checked.BATCH);
        assertThat(again.loss())
            .isCloseTo(best.validationLoss(), within(1e-6 * best.validationLoss()));
      }
    }
  }

  @Test
  void aShareInPiecesIsTheShareButForRounding() throws Exception {
    train(task("transformer", config(FOUR_BY_TWO), "whole"), 2);
    Workers.train(task("transformer", config(FOUR_BY_TWO), "pieces"), 2, 2, Tiny.NEVER);
    assertThat(info("pieces").steps()).isEqualTo(new RunInfo.Steps(2, 2));
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      EpochRecord whole = info("whole").history().get(epoch);
      EpochRecord pieces = info("pieces").history().get(epoch);
      assertThat(pieces.validationLoss())
          .isCloseTo(whole.validationLoss(), within(2e-3 * whole.validationLoss()));
      assertThat(pieces.gradientNorm())
          .isCloseTo(whole.gradientNorm(), within(1e-2 * whole.gradientNorm()));
    }
  }

  @Test
  void anotherNumberOfWorkersOrStepsIsAnotherTraining() throws Exception {
    train(task("gru", config(FOUR_BY_TWO), "run"), 2);
    assertRefused(
        config(new LocalSteps(5, 2)), 2, "local-steps 4 by 2 workers, not 5 by 2 workers");
    assertRefused(
        config(new LocalSteps(4, 3)), 3, "local-steps 4 by 2 workers, not 4 by 3 workers");
    assertRefused(Tiny.config(EPOCHS, 5e-3, 1), 2, "local-steps 4 by 2 workers, not none");
    Workers.train(task("gru", Tiny.config(EPOCHS, 5e-3, 1), "shared"), 2, 1, Tiny.NEVER);
    assertThatThrownBy(() -> train(task("gru", config(FOUR_BY_TWO), "shared"), 2))
        .hasMessageContaining("holds a run with local-steps none, not 4 by 2 workers");
  }

  private void assertRefused(TrainingConfig config, int workers, String difference) {
    assertThatThrownBy(() -> train(task("gru", config, "run"), workers))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(SharedFailure.class)
        .hasMessageContaining("run holds a run with " + difference + ":");
  }

  @Test
  void oneProcessCannotTakeThem() {
    Trainer.Task task = task("gru", config(FOUR_BY_TWO), "run");
    assertThatThrownBy(() -> Workers.train(task, Sharing.none(), Tiny.NEVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "`local-steps` 4 of 2 workers need as many, but 1 trains: with another number it is"
                + " another training");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  /** All end with the same words, whoever's loss it was. */
  @Test
  void whatExplodesEndsAll() {
    TrainingConfig tiny = Tiny.config(EPOCHS, 5e-3, 1);
    TrainingConfig wild =
        new TrainingConfig(
            EPOCHS,
            tiny.batch(),
            new TrainingConfig.Optimiser(1e30, 0, 0.9, 0.999),
            0,
            tiny.loss(),
            tiny.schedule(),
            0,
            1);
    assertThatThrownBy(() -> train(task("gru", wild.withLocalSteps(FOUR_BY_TWO), "run"), 2))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(TrainingDiverged.class)
        .hasMessageContaining("diverged at step 2 (epoch 1)");
  }
}
