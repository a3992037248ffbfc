package dev.nextvec.internal.train;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import dev.nextvec.run.Loss;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Trainings that take a second: twelve documents of unit vectors that wander. */
final class Tiny {
  static final int DIM = 16;
  static final int BATCH = 8;
  static final BooleanSupplier NEVER = () -> false;
  static final Duration RARELY = Duration.ofDays(1);

  private Tiny() {}

  /** Ten documents train: with a context of five, 100 windows, 13 steps, the last of four. */
  static Dataset dataset(Path directory) throws IOException {
    try (DatasetWriter writer =
        DatasetWriter.create(directory, DatasetOptions.of(DIM, VectorType.FLOAT32))) {
      for (int document = 0; document < 12; document++) {
        String id = "d" + document;
        writer.append(id, "", id, List.of(), vectors(document, 15));
      }
      writer.finish();
    }
    return Dataset.open(directory);
  }

  private static float[] vectors(int document, int count) {
    CounterRandom random = CounterRandom.of(11, "wander").at(document);
    float[] all = new float[count * DIM];
    float[] at = new float[DIM];
    for (int row = 0; row < count; row++) {
      double length = 0;
      for (int i = 0; i < DIM; i++) {
        at[i] = 0.7f * at[i] + (float) random.gaussian((long) row * DIM + i);
        length += (double) at[i] * at[i];
      }
      for (int i = 0; i < DIM; i++) {
        all[row * DIM + i] = (float) (at[i] / Math.sqrt(length));
      }
    }
    return all;
  }

  /** All, small, with dropout where they have it. */
  static List<Architecture> architectures() {
    return architectures(DIM, 5, 8);
  }

  static List<Architecture> architectures(int dim, int context, int hidden) {
    return List.of(
        new Amn(dim, context, hidden, 4, Amn.Init.ZERO),
        new Lstm(dim, context, hidden, 2, 0.2),
        new AmnR(dim, context, hidden, 4, 4, 0.1),
        new Gru(dim, context, hidden, 3),
        new Transformer(dim, context, hidden, 2, 2, 2 * hidden, 0.1));
  }

  static Architecture architecture(String name) {
    return architectures().stream().filter(a -> a.name().equals(name)).findFirst().orElseThrow();
  }

  static TrainingConfig config(int epochs, double learningRate, long seed) {
    return new TrainingConfig(
        epochs,
        BATCH,
        new TrainingConfig.Optimiser(learningRate, 0.01, 0.9, 0.999),
        1.0,
        new Loss.MeanSquaredError(),
        new Schedule.Plateau(0.5, 0),
        0,
        seed);
  }

  static TorchEngine engine() {
    return TorchEngine.start(Device.CPU, 1);
  }

  static Trainer.Result train(
      Dataset dataset,
      Architecture architecture,
      TrainingConfig config,
      Path run,
      BooleanSupplier stop)
      throws IOException {
    return Trainer.train(
        engine(),
        Sharing.none(),
        new Trainer.Task(
            dataset, architecture, config, Split.of(dataset, architecture.contextLength(), 1), run),
        Pace.everyEpoch(RARELY),
        TrainingListener.none(),
        stop);
  }
}
