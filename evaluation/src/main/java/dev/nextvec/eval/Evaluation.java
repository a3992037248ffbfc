package dev.nextvec.eval;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The quality of one predictor on test windows.
 *
 * @param windows number of test windows
 * @param documents number of documents they lie in
 * @param cosine distribution of the cosine between prediction and target
 * @param meanRemovedCosine mean of the cosine after the mean of the training targets is taken from
 *     prediction and target
 * @param mse mean over windows and dimensions of (raw prediction - target) squared: what training
 *     minimises
 * @param normalisedMse the same for predictions scaled to unit length
 * @param topK share of predictions above each of {@link #THRESHOLDS}
 * @param cosinePerMillionParameters mean cosine / (parameters / 1,000,000); absent without
 *     parameters
 */
public record Evaluation(
    int windows,
    int documents,
    Distribution cosine,
    double meanRemovedCosine,
    double mse,
    double normalisedMse,
    List<TopK> topK,
    OptionalDouble cosinePerMillionParameters) {
  /** Cosines a prediction must exceed to count. */
  public static final List<Double> THRESHOLDS = List.of(0.5, 0.7, 0.9);

  /**
   * Predictions above a threshold.
   *
   * @param threshold cosine to exceed
   * @param count predictions that do
   * @param share count / windows
   */
  public record TopK(double threshold, int count, double share) {}

  public Evaluation {
    topK = List.copyOf(topK);
  }

  /** Summarises the scores of a predictor with {@code parameters} fitted numbers. */
  public static Evaluation of(WindowScores scores, long parameters) {
    return of(List.of(scores), parameters);
  }

  /**
   * Summarises the scores of predictors of one kind on the same windows, all taken together: means
   * are means over them.
   */
  public static Evaluation of(List<WindowScores> scores, long parameters) {
    float[] cosines = all(scores, WindowScores::cosine);
    Distribution cosine = Distribution.of(cosines);
    OptionalDouble efficiency =
        parameters == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(cosine.mean() / (parameters / 1e6));
    return new Evaluation(
        scores.get(0).size(),
        scores.get(0).documentCount(),
        cosine,
        mean(all(scores, WindowScores::meanRemovedCosine)),
        mean(all(scores, WindowScores::squaredError)),
        mean(all(scores, WindowScores::normalisedSquaredError)),
        THRESHOLDS.stream().map(threshold -> above(cosines, threshold)).toList(),
        efficiency);
  }

  private static float[] all(List<WindowScores> scores, Function<WindowScores, float[]> part) {
    int n = scores.get(0).size();
    float[] all = new float[n * scores.size()];
    for (int i = 0; i < scores.size(); i++) {
      System.arraycopy(part.apply(scores.get(i)), 0, all, i * n, n);
    }
    return all;
  }

  private static TopK above(float[] cosine, double threshold) {
    int count = 0;
    for (float value : cosine) {
      if (value > threshold) {
        count++;
      }
    }
    return new TopK(threshold, count, count / (double) cosine.length);
  }

  /** Mean in an order that does not depend on the windows' order. */
  private static double mean(float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    double sum = 0;
    for (float value : sorted) {
      sum += value;
    }
    return sum / sorted.length;
  }
}
