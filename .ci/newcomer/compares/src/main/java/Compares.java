import dev.nextvec.compare.BaselineComparison;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Split;
import dev.nextvec.report.Report;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Measures every baseline on a dataset in plain Java and prints the comparison. */
public final class Compares {
  private Compares() {}

  public static void main(String[] arguments) throws IOException {
    Path work = Path.of(arguments[0]);
    try (Dataset dataset = wandering(work.resolve("dataset"))) {
      Split split = Split.of(dataset, 5, Split.SEED);
      System.out.println(Report.of(BaselineComparison.of(dataset, split)).text());
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
