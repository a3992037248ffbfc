package dev.nextvec.eval;

import dev.nextvec.data.Progress;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.model.Predictor;
import dev.nextvec.provenance.Provenance;
import java.util.OptionalDouble;

/**
 * All that was measured of one predictor.
 *
 * @param name what it is called
 * @param key changes whenever the numbers would: a hash of the weights, the data and the split
 * @param provenance where the numbers come from
 * @param scores its score on each test window
 * @param validationCosine mean cosine on the validation windows, if it was measured
 * @param cost what a prediction costs
 * @param speed how fast it is
 * @param fitSeconds wall time of fitting a baseline; 0 for a network, whose run knows it
 */
public record TestResult(
    String name,
    String key,
    Provenance provenance,
    WindowScores scores,
    OptionalDouble validationCosine,
    Cost cost,
    Speed speed,
    double fitSeconds) {
  private static final int BATCH = 256;

  /** Quality on the test windows, summarised. */
  public Evaluation evaluation() {
    return Evaluation.of(scores, cost.parameters());
  }

  /**
   * The mean cosine on the validation windows.
   *
   * @param progress told the windows done
   */
  static double validationCosine(
      Predictor predictor, Windows windows, Split split, Progress progress) {
    WindowScores scores = score(predictor, windows, split.validation(), progress);
    double sum = 0;
    for (float cosine : scores.cosine()) {
      sum += cosine;
    }
    return sum / scores.size();
  }

  /** Scores a predictor on {@code rows}, telling the windows done. */
  static WindowScores score(Predictor predictor, Windows windows, int[] rows, Progress progress) {
    ScoreCollector collector = new ScoreCollector(predictor.name(), windows, rows);
    Evaluator.predict(
        predictor,
        windows,
        rows,
        BATCH,
        batch -> {
          collector.accept(batch);
          progress.update(batch.from() + batch.count(), rows.length);
        });
    return collector.scores();
  }
}
