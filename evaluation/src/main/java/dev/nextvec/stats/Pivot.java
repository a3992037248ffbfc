package dev.nextvec.stats;

import java.util.Arrays;

/**
 * How far a mean may lie from the truth, for any confidence: the widest of what the resampled
 * documents, Student's t over documents and, in a cross-validation, Student's t over folds say,
 * joined with the chance of the seeds.
 *
 * <p>Two independent parts of an error are joined as if each interval were a variance, side by
 * side: reach = √(reach over documents² + reach over seeds²), the method of variance estimates
 * recovery (Zou and Donner, <em>Construction of confidence limits about effect measures: a general
 * approach</em>, 2008). Windows on which seeds differ count in both parts, so the result errs on
 * the wide side.
 */
final class Pivot {
  /** Draws beyond Student's quantile times this say more about themselves than about the truth. */
  private static final double FARTHEST = 3;

  private final double value;
  private final Doubt doubt;
  private final double[] draws;
  private final StudentT student;
  private final double rarest;
  private final double studentRarest;

  /**
   * @param doubt its standard errors
   * @param draws (mean of a draw - mean) / error of the draw; sorted here
   */
  Pivot(double value, Doubt doubt, double[] draws, int documents) {
    this.value = value;
    this.doubt = doubt;
    this.draws = draws;
    this.student = new StudentT(documents - 1);
    this.rarest = 10.0 / (draws.length + 1);
    this.studentRarest = student.quantile(1 - rarest);
    Arrays.sort(draws);
  }

  double low(double tail) {
    return value - reach(tail, true);
  }

  double high(double tail) {
    return value + reach(tail, false);
  }

  /** Twice the smallest tail whose interval does not hold zero; at least 1e-9. */
  double pValue() {
    if (value == 0) {
      return 1;
    }
    double in = Math.log(5e-10);
    double out = Math.log(0.5);
    if (excludesZero(in)) {
      return 2 * Math.exp(in);
    }
    for (int i = 0; i < 40; i++) {
      double middle = (in + out) / 2;
      if (excludesZero(middle)) {
        out = middle;
      } else {
        in = middle;
      }
    }
    return Math.min(1, 2 * Math.exp(out));
  }

  private boolean excludesZero(double logTail) {
    return Math.abs(value) > reach(Math.exp(logTail), value > 0);
  }

  private double reach(double tail, boolean down) {
    double wider = Math.max(documents(tail, down), doubt.folds().reach(tail));
    return Math.hypot(wider, doubt.seeds().reach(tail));
  }

  /** Beyond what the draws can tell they are continued in the shape of Student's t. */
  private double documents(double tail, boolean down) {
    double t = student.quantile(1 - tail);
    double drawn = tail >= rarest ? drawn(tail, down) : drawn(rarest, down) * t / studentRarest;
    return doubt.documents() * Math.clamp(drawn, t, FARTHEST * t);
  }

  private double drawn(double tail, boolean down) {
    return down ? quantile(1 - tail) : -quantile(tail);
  }

  private double quantile(double share) {
    double at = Math.clamp(share * (draws.length + 1) - 1, 0, draws.length - 1);
    int low = (int) at;
    int high = Math.min(draws.length - 1, low + 1);
    return draws[low] + (at - low) * (draws[high] - draws[low]);
  }
}
