package dev.nextvec.internal.eval;

import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.eval.WindowScores;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Progress;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.vector.Rows;
import java.util.Optional;

/**
 * What a network loses by predicting in another precision than float32, on the validation windows:
 * a precision is chosen by it, so the test windows stay out of it.
 *
 * @param cosine mean cosine with the target
 * @param float32Cosine the same in float32
 * @param difference of the two, by window; its interval is over documents
 * @param recall R@1 among the chunks of the validation documents
 * @param float32Recall the same in float32
 * @param between mean cosine of a window's two predictions
 * @param lowest the lowest of these
 */
public record NarrowLoss(
    double cosine,
    double float32Cosine,
    Estimate difference,
    double recall,
    double float32Recall,
    double between,
    double lowest) {

  /**
   * Measures it.
   *
   * @param narrow the network in the other precision
   * @param float32 the same in float32
   * @param engine ranks
   * @param progress told the windows done, each of them twice
   * @throws IllegalArgumentException if there are no validation windows
   */
  public static NarrowLoss of(
      Predictor narrow,
      Predictor float32,
      Windows windows,
      Split split,
      Engine engine,
      Progress progress) {
    int[] rows = split.validation();
    if (rows.length == 0) {
      throw new IllegalArgumentException(
          "`%s` has no validation windows to measure a precision on".formatted(float32.name()));
    }
    float[] zero = new float[windows.dimension()];
    Measuring.Tested exact =
        Measuring.test(
            float32,
            windows,
            rows,
            zero,
            engine,
            Optional.empty(),
            (done, all) -> progress.update(done, 2 * all));
    Agreement agreement = new Agreement(narrow, float32);
    Measuring.Tested other =
        Measuring.test(
            narrow.name(),
            agreement,
            narrow.candidates(),
            windows,
            rows,
            zero,
            engine,
            Optional.of(exact.retrieval()),
            (done, all) -> progress.update(all + done, 2 * all));
    return of(exact, other, agreement);
  }

  private static NarrowLoss of(
      Measuring.Tested exact, Measuring.Tested other, Agreement agreement) {
    WindowScores scores = other.scores();
    Estimate difference =
        Bootstrap.DEFAULT.difference(scores.cosine(), exact.scores().cosine(), scores.documents());
    return new NarrowLoss(
        mean(scores.cosine()),
        mean(exact.scores().cosine()),
        difference,
        recall(other),
        recall(exact),
        agreement.sum / scores.size(),
        agreement.lowest);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double recall(Measuring.Tested tested) {
    return RetrievalMetric.RECALL_1.mean(tested.retrieval().in(Pool.TEST));
  }

  /** Predicts as one of two, and looks how near the other's predictions are. */
  private static final class Agreement implements Evaluator.Source {
    private final Predictor narrow;
    private final Predictor float32;
    private float[] exact = {};
    private double sum;
    private double lowest = 1;

    Agreement(Predictor narrow, Predictor float32) {
      this.narrow = narrow;
      this.float32 = float32;
    }

    @Override
    public void predict(int from, int count, float[] contexts, float[] raw) {
      int dimension = narrow.dimension();
      exact = exact.length < raw.length ? new float[raw.length] : exact;
      narrow.predict(contexts, count, raw);
      float32.predict(contexts, count, exact);
      for (int i = 0; i < count; i++) {
        double cosine = Rows.cosine(raw, i * dimension, exact, i * dimension, dimension);
        sum += cosine;
        lowest = Math.min(lowest, cosine);
      }
    }
  }
}
