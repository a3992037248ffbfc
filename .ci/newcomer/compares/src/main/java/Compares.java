import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.RunResults;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.data.Progress;
import dev.nextvec.data.ResultCache;
import dev.nextvec.data.Split;
import dev.nextvec.data.VectorType;
import dev.nextvec.engine.PlainEngine;
import dev.nextvec.eval.Baselines;
import dev.nextvec.eval.SpeedProbe;
import dev.nextvec.report.Report;
import dev.nextvec.report.TerminalReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Measures every baseline on a dataset in plain Java and prints the comparison. */
public final class Compares {
  private Compares() {}

  public static void main(String[] arguments) throws IOException {
    Path work = Path.of(arguments[0]);
    try (Dataset dataset = wandering(work.resolve("dataset"))) {
      SpeedProbe quick = new SpeedProbe(Duration.ofMillis(10), Duration.ofMillis(50), List.of(1));
      var results =
          Baselines.measure(
              work.resolve("results"),
              dataset,
              Split.of(dataset, 5, 1),
              () -> new PlainEngine(1),
              quick,
              name -> Progress.none(),
              ResultCache.ofUser(System.err::println));
      Comparison comparison =
          Comparison.of("wandering", results.stream().map(RunResults::baseline).toList());
      System.out.println(TerminalReport.of(Report.of(comparison), 100, false));
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
