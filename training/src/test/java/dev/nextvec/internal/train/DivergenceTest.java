package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.Loss;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DivergenceTest {
  private static final Architecture AMN = Tiny.architecture("amn");

  @TempDir Path directory;

  private Path data() {
    return directory.resolve("data");
  }

  private Path run() {
    return directory.resolve("run");
  }

  private Path state() {
    return run().resolve("state/state.safetensors");
  }

  @Test
  void anAbsurdLearningRateStopsWithStepRateAndCheckpoint() throws IOException {
    try (Dataset dataset = Tiny.dataset(data())) {
      TrainingConfig absurd = Tiny.config(20, 1e6, 1);
      assertThatThrownBy(() -> Tiny.train(dataset, AMN, absurd, run(), Tiny.NEVER))
          .isInstanceOf(TrainingDiverged.class)
          .hasMessageMatching(
              "training diverged at step \\d+ \\(epoch 1\\): loss [^\n]*, learning rate"
                  + " 1000000\\.0; no checkpoint was saved before it; try a smaller[^\n]*");
      assertThat(state()).doesNotExist();
    }
  }

  @Test
  void aRateThatBecomesAbsurdLaterLeavesTheLastGoodCheckpoint() throws IOException {
    try (Dataset dataset = Tiny.dataset(data())) {
      TrainingConfig absurd = Tiny.config(20, 1e6, 1);
      AtomicInteger steps = new AtomicInteger();
      Tiny.train(dataset, AMN, absurd, run(), () -> steps.incrementAndGet() == 1);
      byte[] before = Files.readAllBytes(state());
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> Tiny.train(dataset, AMN, absurd, run(), Tiny.NEVER))
            .isInstanceOf(TrainingDiverged.class)
            .hasMessageContaining("the last good checkpoint is " + state());
        assertThat(state()).hasBinaryContent(before);
      }
    }
  }

  @Test
  void anExplosionIsSeenEvenWhereAnEpochIsOneStep() throws IOException {
    try (Dataset dataset = Tiny.dataset(data())) {
      TrainingConfig oneStep =
          new TrainingConfig(
              5,
              1000,
              new TrainingConfig.Optimiser(1e6, 0, 0.9, 0.999),
              1,
              new Loss.MeanSquaredError(),
              new Schedule.ConstantRate(),
              0,
              1);
      assertThatThrownBy(() -> Tiny.train(dataset, AMN, oneStep, run(), Tiny.NEVER))
          .isInstanceOf(TrainingDiverged.class)
          .hasMessageContaining("at step 2 (epoch 2)");
    }
  }

  @Test
  void aVectorThatIsNoNumberStopsTheStepThatMeetsIt() throws IOException {
    long row;
    try (Dataset dataset = Tiny.dataset(data())) {
      Windows windows = dataset.windows(5);
      row = windows.firstRow(Split.of(dataset, 5, 1).train()[0]);
    }
    OtherData.poison(data(), row, Float.NaN);
    diverges("loss NaN");
  }

  @Test
  void aValidationVectorThatIsNoNumberStopsBeforeTheFirstStep() throws IOException {
    long row;
    try (Dataset dataset = Tiny.dataset(data())) {
      Windows windows = dataset.windows(5);
      row = windows.targetRow(Split.of(dataset, 5, 1).validation()[0]);
    }
    OtherData.poison(data(), row, Float.NaN);
    diverges("the validation loss is NaN before any training");
  }

  private void diverges(String said) throws IOException {
    try (Dataset dataset = Dataset.open(data())) {
      assertThatThrownBy(
              () ->
                  Trainer.train(
                      Tiny.engine(),
                      Sharing.none(),
                      new Trainer.Task(
                          dataset, AMN, Tiny.config(2, 1e-3, 1), Split.of(dataset, 5, 1), run()),
                      Duration.ZERO,
                      TrainingListener.none(),
                      Tiny.NEVER))
          .isInstanceOf(TrainingDiverged.class)
          .hasMessageContaining(said)
          .hasMessageNotContaining("\n");
      if (Files.exists(state())) {
        for (float weight : Safetensors.read(state()).tensor("weights").values()) {
          assertThat(weight).isFinite();
        }
      }
    }
  }
}
