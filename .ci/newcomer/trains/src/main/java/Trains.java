import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.data.VectorType;
import dev.nextvec.model.Amn;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.torch.Device;
import dev.nextvec.train.TorchEngine;
import dev.nextvec.train.Trainer;
import dev.nextvec.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Trains a tiny attention mixture network and prints its best validation loss. */
public final class Trains {
  private Trains() {}

  public static void main(String[] arguments) throws IOException {
    Path work = Path.of(arguments[0]);
    try (Dataset dataset = wandering(work.resolve("dataset"))) {
      Trainer.Result result =
          Trainer.train(
              TorchEngine.start(Device.CPU, 1),
              dataset,
              new Amn(16, 5, 8, 4, Amn.Init.ZERO),
              TrainingConfig.defaults(),
              Split.of(dataset, 5, 1),
              work.resolve("run"),
              Duration.ofDays(1),
              TrainingListener.none(),
              () -> false);
      System.out.printf(
          "%s after %d epochs: %s%n",
          result.status(), result.history().size(), result.history().getLast());
    }
  }

  /** Twelve documents of unit vectors that wander. */
  static Dataset wandering(Path directory) throws IOException {
    Random random = new Random(1);
    try (DatasetWriter writer =
        DatasetWriter.create(directory, DatasetOptions.of(16, VectorType.FLOAT32))) {
      for (int document = 0; document < 12; document++) {
        float[] at = new float[16];
        float[][] vectors = new float[15][];
        for (int row = 0; row < vectors.length; row++) {
          double squares = 0;
          for (int i = 0; i < at.length; i++) {
            at[i] = 0.7f * at[i] + (float) random.nextGaussian();
            squares += at[i] * at[i];
          }
          vectors[row] = new float[at.length];
          for (int i = 0; i < at.length; i++) {
            vectors[row][i] = (float) (at[i] / Math.sqrt(squares));
          }
        }
        writer.append("d" + document, "", "d" + document, List.of(), vectors);
      }
      writer.finish();
    }
    return Dataset.open(directory);
  }
}
