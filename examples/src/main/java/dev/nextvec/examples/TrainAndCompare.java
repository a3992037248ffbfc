package dev.nextvec.examples;

import dev.nextvec.data.Dataset;
import dev.nextvec.model.AmnR;
import dev.nextvec.report.Report;
import dev.nextvec.workflow.Comparisons;
import dev.nextvec.workflow.Training;
import java.nio.file.Path;

/** Trains two networks on a dataset, tests them, and says which is better. */
public final class TrainAndCompare {
  private TrainAndCompare() {}

  /** Takes a dataset directory and a directory for the runs. */
  public static void main(String[] arguments) throws Exception {
    Path runs = Path.of(arguments[1]);
    try (Dataset dataset = Dataset.open(Path.of(arguments[0]))) {
      var amn = Training.of(dataset).epochs(20).seed(1).run(runs.resolve("amn"));
      var amnR = Training.of(dataset).architecture(AmnR::standard).run(runs.resolve("amn-r"));
      System.out.println("test cosine of the amn: " + amn.evaluate().cosine().mean());
      System.out.println(Report.of(Comparisons.of(amn, amnR)).text());
    }
  }
}
