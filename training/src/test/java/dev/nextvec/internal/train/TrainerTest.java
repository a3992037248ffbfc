package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Dataset;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunLock;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Lstm;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.Loss;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainerTest {
  private static final Architecture LSTM = Tiny.architecture("lstm");
  private static final TrainingConfig CONFIG = Tiny.config(3, 5e-3, 1);

  @TempDir Path directory;
  private Dataset dataset;

  @BeforeEach
  void open() throws IOException {
    dataset = Tiny.dataset(directory.resolve("data"));
  }

  @AfterEach
  void close() {
    dataset.close();
  }

  private Trainer.Result train(String run, TrainingConfig config) throws IOException {
    return Tiny.train(dataset, LSTM, config, run(run), Tiny.NEVER);
  }

  private Path run(String name) {
    return directory.resolve(name);
  }

  private byte[] model(String run) throws IOException {
    return Files.readAllBytes(run(run).resolve("model.safetensors"));
  }

  @Test
  void twoTrainingsFromOneSeedGiveTheSameBytes() throws IOException {
    train("a", CONFIG);
    train("b", CONFIG);
    assertThat(model("a")).isEqualTo(model("b"));
  }

  @Test
  void anotherSeedGivesOtherWeights() throws IOException {
    train("a", CONFIG);
    train("b", Tiny.config(3, 5e-3, 2));
    assertThat(model("a")).isNotEqualTo(model("b"));
  }

  @Test
  void theNetworkLearns() throws IOException {
    List<EpochRecord> history = train("a", Tiny.config(8, 1e-2, 1)).history();
    assertThat(history).hasSize(8);
    assertThat(history.getLast().trainLoss()).isLessThan(history.getFirst().trainLoss());
    assertThat(history.getLast().validationCosine())
        .isGreaterThan(history.getFirst().validationCosine());
    assertThat(history.getLast().step()).isEqualTo(8 * 13);
  }

  @Test
  void validationLossIsTwiceOneMinusCosineByDimension() throws IOException {
    for (EpochRecord epoch : train("a", CONFIG).history()) {
      assertThat(epoch.validationLoss() * Tiny.DIM / 2)
          .isCloseTo(1 - epoch.validationCosine(), within(1e-6));
    }
  }

  @Test
  void stoppedAnywhereItContinuesToTheSameBytes() throws IOException {
    train("whole", CONFIG);
    for (int stopAfter : List.of(4, 9, 13, 5)) {
      AtomicInteger steps = new AtomicInteger();
      Trainer.Result stopped =
          Tiny.train(
              dataset, LSTM, CONFIG, run("parts"), () -> steps.incrementAndGet() >= stopAfter);
      assertThat(stopped.status()).isEqualTo(RunInfo.Status.RUNNING);
    }
    assertThat(new RunDirectory(run("parts")).info().status()).isEqualTo(RunInfo.Status.RUNNING);
    train("parts", CONFIG);
    assertThat(model("parts")).isEqualTo(model("whole"));
  }

  @Test
  void stoppedAtOnceItHasSavedOneStep() throws IOException {
    Trainer.Result stopped = Tiny.train(dataset, LSTM, CONFIG, run("a"), () -> true);
    assertThat(stopped.history()).isEmpty();
    assertThat(run("a").resolve("state/state.safetensors")).exists();
    assertThat(train("a", CONFIG).history()).hasSize(3);
  }

  @Test
  void aFinishedRunReturnsAtOnce() throws IOException {
    List<EpochRecord> history = train("a", CONFIG).history();
    Trainer.Result again =
        Tiny.train(
            dataset,
            LSTM,
            CONFIG,
            run("a"),
            () -> {
              throw new AssertionError("a step was done");
            });
    assertThat(again).isEqualTo(new Trainer.Result(RunInfo.Status.FINISHED, history, false));
  }

  @Test
  void aBatchLargerThanTheDataIsTheWholeEpoch() throws IOException {
    TrainingConfig whole =
        new TrainingConfig(
            2,
            Integer.MAX_VALUE,
            CONFIG.optimiser(),
            1,
            CONFIG.loss(),
            new Schedule.WarmupCosine(0.1),
            0,
            1);
    assertThat(train("a", whole).history().getLast().step()).isEqualTo(2);
  }

  @Test
  void endsEarlyWhenNothingGetsBetter() throws IOException {
    TrainingConfig patient =
        new TrainingConfig(
            20,
            Tiny.BATCH,
            new TrainingConfig.Optimiser(1e-12, 0, 0.9, 0.999),
            1,
            new Loss.MeanSquaredError(),
            new Schedule.ConstantRate(),
            3,
            1);
    Architecture average = new Amn(Tiny.DIM, 5, 8, 4, Amn.Init.ZERO);
    Trainer.Result result = Tiny.train(dataset, average, patient, run("a"), Tiny.NEVER);
    assertThat(result.status()).isEqualTo(RunInfo.Status.FINISHED);
    assertThat(result.history().size()).isBetween(4, 19);
  }

  @Test
  void otherSettingsAreRefusedByName() throws IOException {
    train("a", CONFIG);
    refuses(LSTM, Tiny.config(3, 1e-3, 1), "learning-rate 0.005, not 0.001");
    refuses(LSTM, Tiny.config(3, 5e-3, 2), "seed 1, not 2");
    refuses(new Lstm(Tiny.DIM, 5, 12, 2, 0.2), CONFIG, "hidden 8, not 12");
    refuses(new Lstm(Tiny.DIM, 5, 8, 2, 0.3), CONFIG, "dropout 0.2, not 0.3");
    refuses(Tiny.architecture("gru"), CONFIG, "name lstm, not gru");
  }

  private void refuses(Architecture architecture, TrainingConfig config, String said) {
    assertThatThrownBy(() -> Tiny.train(dataset, architecture, config, run("a"), Tiny.NEVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(run("a") + " holds a run with " + said)
        .hasMessageNotContaining("\n");
  }

  @Test
  void otherDataIsRefused() throws IOException {
    train("a", CONFIG);
    try (Dataset other = Dataset.open(OtherData.write(directory.resolve("other")))) {
      assertThatThrownBy(() -> Tiny.train(other, LSTM, CONFIG, run("a"), Tiny.NEVER))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("dataset sha256");
    }
  }

  @Test
  void nothingIsRecordedOfVectorsThatWereChangedUnderTheTraining() throws IOException {
    Path vectors = dataset.path().resolve("vectors.npy");
    BooleanSupplier touching =
        () -> {
          try {
            Files.write(vectors, Files.readAllBytes(vectors));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return false;
        };
    assertThatThrownBy(() -> Tiny.train(dataset, LSTM, CONFIG, run("a"), touching))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("vectors.npy was changed while it was in use");
    assertThat(new RunDirectory(run("a")).info().history()).isEmpty();
  }

  @Test
  void vectorsOfAnotherDimensionAreRefused() {
    assertThatThrownBy(
            () -> Tiny.train(dataset, new Lstm(8, 5, 8, 2, 0), CONFIG, run("a"), Tiny.NEVER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dimension 8")
        .hasMessageContaining("have 16");
    assertThat(run("a")).doesNotExist();
  }

  @Test
  void aSecondTrainingInTheSameDirectoryIsRefusedUntilTheFirstEnds() throws IOException {
    List<Throwable> refusals = new ArrayList<>();
    Tiny.train(
        dataset,
        LSTM,
        CONFIG,
        run("a"),
        () -> {
          try {
            train("a", CONFIG);
          } catch (IOException e) {
            refusals.add(e);
          }
          return refusals.size() == 2;
        });
    assertThat(refusals).hasSize(2);
    assertThat(refusals.getFirst())
        .hasMessage(
            "another training is writing to "
                + run("a")
                + ": wait for it, stop it, or choose another directory");
    assertThat(train("a", CONFIG).status()).isEqualTo(RunInfo.Status.FINISHED);
  }

  @Test
  @Tag("slow")
  void aRefusalInThisProcessDoesNotLetAnotherProcessIn() throws Exception {
    try (RunLock lock = RunLock.take(run("a"))) {
      assertThatThrownBy(() -> RunLock.take(run("a"))).hasMessageContaining("another training");
      Process process = TrainingProcess.start(directory.resolve("data"), run("a"), "lstm", 3);
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isEqualTo(1);
      assertThat(said).contains("failed: another training is writing to " + run("a"));
    }
  }
}
