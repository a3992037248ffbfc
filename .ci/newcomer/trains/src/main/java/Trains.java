import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.model.Amn;
import dev.nextvec.run.RunInfo;
import dev.nextvec.vector.VectorType;
import dev.nextvec.workflow.Run;
import dev.nextvec.workflow.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Trains a tiny attention mixture network, prints its last epoch, and exports it. */
public final class Trains {
  private Trains() {}

  public static void main(String[] arguments) throws IOException {
    Path work = Path.of(arguments[0]);
    try (Dataset dataset = wandering(work.resolve("dataset"));
        Run run =
            Training.of(dataset)
                .architecture(new Amn(16, 5, 8, 4, Amn.Init.ZERO))
                .run(work.resolve("run"))) {
      RunInfo info = run.info();
      System.out.printf(
          "%s after %d epochs: %s%n",
          info.status(), info.history().size(), info.history().getLast());
      run.export(work.resolve("amn.model"));
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
