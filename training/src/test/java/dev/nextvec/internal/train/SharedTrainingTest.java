package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.ModelFile;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.Goal;
import dev.nextvec.run.Loss;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several workers train the run that one trains, but for rounding. */
class SharedTrainingTest {
  private static final int EPOCHS = 4;
  private static final double NEAR = 2e-3; // of a figure, after four epochs of rounding

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

  /** What is to be trained. */
  record Recipe(Architecture architecture, TrainingConfig config) {
    @Override
    public String toString() {
      return architecture.name() + " " + config.goal().name() + " " + config.loss().name();
    }
  }

  static Stream<Recipe> recipes() {
    Goal.Retrieval retrieval = new Goal.Retrieval(4, 5, 0.5, 0.1, new Goal.Mapping.LowRank(3));
    return Stream.concat(
        Tiny.architectures().stream()
            .map(each -> new Recipe(each, config(new Loss.MeanSquaredError()))),
        Stream.of(
            new Recipe(Tiny.architecture("gru"), config(new Loss.InfoNce(0.2))),
            new Recipe(
                Tiny.architecture("amn-r"),
                config(new Loss.MeanSquaredError()).withGoal(retrieval))));
  }

  private static TrainingConfig config(Loss loss) {
    TrainingConfig tiny = Tiny.config(EPOCHS, 5e-3, 1);
    return new TrainingConfig(
        EPOCHS,
        tiny.batch(),
        tiny.optimiser(),
        tiny.clip(),
        loss,
        new Schedule.Plateau(0.5, 0),
        3,
        tiny.seed());
  }

  private Trainer.Task task(Recipe recipe, String run) {
    return new Trainer.Task(
        dataset,
        recipe.architecture(),
        recipe.config(),
        Split.of(dataset, recipe.architecture().contextLength(), 1),
        folder.resolve(run));
  }

  private static void alone(Trainer.Task task, Sharing sharing) throws IOException {
    Workers.train(task, sharing, Tiny.NEVER);
  }

  private RunInfo info(String run) throws IOException {
    return new RunDirectory(folder.resolve(run)).info();
  }

  private float[] weights(String run) throws IOException {
    ModelFile model = ModelFile.read(folder.resolve(run).resolve("model.safetensors"));
    int size = model.tensors().values().stream().mapToInt(each -> each.values().length).sum();
    float[] all = new float[size];
    int at = 0;
    for (var each : model.tensors().values()) {
      System.arraycopy(each.values(), 0, all, at, each.values().length);
      at += each.values().length;
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aWholeTrainingIsTheSameHoweverManyTakePart(Recipe recipe) throws Exception {
    alone(task(recipe, "alone"), Sharing.none());
    RunInfo alone = info("alone");
    for (int workers : new int[] {2, 3}) {
      String run = "with-" + workers;
      List<Trainer.Result> results = Workers.train(task(recipe, run), workers, 1, Tiny.NEVER);
      RunInfo info = info(run);
      assertThat(info.steps()).isEqualTo(new RunInfo.Steps(workers, 1));
      assertThat(info.status()).isEqualTo(RunInfo.Status.FINISHED);
      for (Trainer.Result each : results) {
        assertThat(each.status()).isEqualTo(RunInfo.Status.FINISHED);
        assertThat(each.history()).hasSameSizeAs(info.history());
      }
      assertNear(alone, info);
      assertThat(SharedLearning.distance(weights("alone"), weights(run))).isLessThan(NEAR);
    }
  }

  private static void assertNear(RunInfo wanted, RunInfo got) {
    assertThat(got.bestEpoch()).isEqualTo(wanted.bestEpoch());
    assertThat(got.history()).hasSameSizeAs(wanted.history());
    for (int i = 0; i < wanted.history().size(); i++) {
      EpochRecord one = wanted.history().get(i);
      EpochRecord other = got.history().get(i);
      assertThat(other.trainLoss()).isCloseTo(one.trainLoss(), within(NEAR * one.trainLoss()));
      assertThat(other.trainCosine()).isCloseTo(one.trainCosine(), within(NEAR));
      assertThat(other.validationLoss())
          .isCloseTo(one.validationLoss(), within(NEAR * one.validationLoss()));
      assertThat(other.validationCosine()).isCloseTo(one.validationCosine(), within(NEAR));
      assertThat(other.gradientNorm())
          .isCloseTo(one.gradientNorm(), within(5 * NEAR * one.gradientNorm()));
      assertThat(other.learningRate()).isEqualTo(one.learningRate());
      assertThat(other.step()).isEqualTo(one.step());
      assertThat(other.validationMrr().isPresent()).isEqualTo(one.validationMrr().isPresent());
    }
  }

  @Test
  void aBatchInPiecesTrainsTheRunOfTheWholeBatch() throws Exception {
    Recipe recipe = new Recipe(Tiny.architecture("transformer"), config(new Loss.Cosine()));
    alone(task(recipe, "alone"), Sharing.none());
    alone(task(recipe, "pieces"), Sharing.inPieces(3));
    assertThat(info("pieces").steps()).isEqualTo(new RunInfo.Steps(1, 3));
    assertNear(info("alone"), info("pieces"));
    Workers.train(task(recipe, "both"), 2, 2, Tiny.NEVER);
    assertThat(info("both").steps()).isEqualTo(new RunInfo.Steps(2, 2));
    assertNear(info("alone"), info("both"));
  }

  /** Wherever any of them is told to; a saved state has everything, so the bytes are the same. */
  @Test
  void stoppedAnywhereTheyContinueToTheSameBytes() throws Exception {
    for (Recipe recipe : recipes().skip(4).toList()) {
      String whole = "whole " + recipe;
      String parts = "parts " + recipe;
      Workers.train(task(recipe, whole), 2, 1, Tiny.NEVER);
      for (int stopAfter : List.of(4, 9, 13, 5)) {
        AtomicInteger steps = new AtomicInteger();
        List<Trainer.Result> stopped =
            Workers.train(task(recipe, parts), 2, 1, () -> steps.incrementAndGet() >= stopAfter);
        assertThat(stopped).extracting(Trainer.Result::status).containsOnly(RunInfo.Status.RUNNING);
      }
      Workers.train(task(recipe, parts), 2, 1, Tiny.NEVER);
      assertThat(Files.readAllBytes(folder.resolve(parts).resolve("model.safetensors")))
          .isEqualTo(Files.readAllBytes(folder.resolve(whole).resolve("model.safetensors")));
      assertThat(info(parts).bestEpoch()).isEqualTo(info(whole).bestEpoch());
    }
  }

  @Test
  void anotherNumberOfWorkersContinuesARunAndTheRunSaysSo() throws Exception {
    Recipe recipe = new Recipe(Tiny.architecture("gru"), config(new Loss.MeanSquaredError()));
    alone(task(recipe, "alone"), Sharing.none());
    AtomicInteger steps = new AtomicInteger();
    Workers.train(task(recipe, "run"), 2, 1, () -> steps.incrementAndGet() >= 30);
    alone(task(recipe, "run"), Sharing.none());
    assertNear(info("alone"), info("run"));
    assertThat(info("run").notes())
        .anySatisfy(note -> assertThat(note).contains("workers 1 instead of 2"));
  }

  @Test
  void whatTheFirstCannotDoAllAreTold() throws Exception {
    Recipe recipe = new Recipe(Tiny.architecture("gru"), config(new Loss.MeanSquaredError()));
    Workers.train(task(recipe, "run"), 2, 1, Tiny.NEVER);
    Recipe other = new Recipe(recipe.architecture(), recipe.config().withSeed(7));
    assertThatThrownBy(() -> Workers.train(task(other, "run"), 2, 1, Tiny.NEVER))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(SharedFailure.class)
        .hasMessageContaining("run holds a run with seed 1, not 7");
    assertThat(Workers.train(task(recipe, "run"), 2, 1, Tiny.NEVER))
        .extracting(Trainer.Result::trained)
        .containsOnly(false);
  }

  /** A worker whose software or task is another than the first's says so itself. */
  @Test
  void aWorkerWithAnotherLibtorchSaysWhich() throws Exception {
    ThreadExchange.Meeting meeting = new ThreadExchange.Meeting(2);
    List<String> here = List.of("libtorch 2.0", "seed 1");
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<?> first = thread.submit(() -> crew(meeting, 0).requireSame(here));
      assertThatThrownBy(() -> crew(meeting, 1).requireSame(List.of("libtorch 1.0", "seed 1")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "this worker has libtorch 1.0, and the first worker libtorch 2.0: all must have the"
                  + " same");
      first.get();
    }
  }

  private static Crew crew(ThreadExchange.Meeting meeting, int rank) {
    return new Crew(new ThreadExchange(Tiny.engine().torch(), meeting, rank));
  }

  /** Longer than the time after which silence means that a worker hangs. */
  @Test
  void theFirstMayWorkForLongWhileOthersWait() throws Exception {
    ThreadExchange.Meeting meeting = new ThreadExchange.Meeting(2);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<String> other = thread.submit(() -> crew(meeting, 1).find(() -> "not asked"));
      AtomicInteger told = new AtomicInteger();
      GradientExchange counted =
          new CountedExchange(
              new ThreadExchange(Tiny.engine().torch(), meeting, 0), told::incrementAndGet);
      String found =
          new Crew(counted, Duration.ofMillis(20))
              .find(
                  () -> {
                    while (told.get() < 2) {
                      Thread.onSpinWait();
                    }
                    return "väl";
                  });
      assertThat(found).isEqualTo("väl");
      assertThat(other.get()).isEqualTo("väl");
    }
  }
}
