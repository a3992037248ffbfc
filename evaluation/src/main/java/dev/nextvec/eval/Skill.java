package dev.nextvec.eval;

/**
 * The error that the linear average makes on the same test windows, and how much of it another
 * predictor saves: skill = 1 - error / error of the linear average. 1 is perfect, 0 as good as the
 * average, below 0 worse than it.
 *
 * @param mse the linear average's mean squared error of raw predictions
 * @param normalisedMse the same for predictions scaled to unit length
 */
public record Skill(double mse, double normalisedMse) {
  /** What the linear average's scores say. */
  public static Skill over(WindowScores linearAverage) {
    Evaluation evaluation = Evaluation.of(linearAverage, 0);
    return new Skill(evaluation.mse(), evaluation.normalisedMse());
  }

  /** Skill by the error of raw predictions, which training minimises; NaN without an error. */
  public double raw(Evaluation evaluation) {
    return mse == 0 ? Double.NaN : 1 - evaluation.mse() / mse;
  }

  /** Skill by the error of predictions scaled to unit length; NaN without an error. */
  public double normalised(Evaluation evaluation) {
    return normalisedMse == 0 ? Double.NaN : 1 - evaluation.normalisedMse() / normalisedMse;
  }
}
