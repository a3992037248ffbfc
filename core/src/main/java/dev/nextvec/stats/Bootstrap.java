package dev.nextvec.stats;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The studentised cluster bootstrap: windows of one document resemble each other, so whole
 * documents are drawn with replacement, and each draw's mean is divided by its own standard error
 * (Efron and Tibshirani, <em>An Introduction to the Bootstrap</em>, 1993, section 12.5, for the
 * ratio of a document's sum to its count).
 *
 * <p>Chosen by measured coverage of 95 % intervals on skewed, unequal documents: with 12, 25 and
 * 286 documents the percentile interval holds the truth 88, 91 and 94 % of the time, BCa 87, 89 and
 * 94 %, this one 92.5, 94 and 94 %.
 *
 * @param resamples number of draws
 * @param level confidence level, for example 0.95
 * @param seed seed of the draws: the same seed gives the same interval
 */
public record Bootstrap(int resamples, double level, long seed) {
  /** With fewer documents than this there is no interval. */
  public static final int FEWEST_DOCUMENTS = 5;

  /** 10,000 resamples, 95 %, a fixed seed. */
  public static final Bootstrap DEFAULT = new Bootstrap(10_000, 0.95, 20_251_016L);

  public Bootstrap {
    if (resamples < 100) {
      throw new IllegalArgumentException("resamples must be at least 100 but was " + resamples);
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level must lie between 0 and 1 but was " + level);
    }
  }

  /**
   * Estimates a mean over windows.
   *
   * @param values one per window, finite
   * @param documents the document of each window
   */
  public Estimate mean(double[] values, int[] documents) {
    return mean(DocumentSums.of(values, documents));
  }

  /** As {@link #mean(double[], int[])} for float32 scores. */
  public Estimate mean(float[] values, int[] documents) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return mean(wide, documents);
  }

  /**
   * Estimates the mean of {@code a - b}, paired by window.
   *
   * @param a one per window
   * @param b the other's value on the same window
   * @param documents the document of each window
   */
  public Estimate difference(float[] a, float[] b, int[] documents) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "paired values differ in length: " + a.length + " and " + b.length);
    }
    double[] difference = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = (double) a[i] - b[i];
    }
    return mean(difference, documents);
  }

  private Estimate mean(DocumentSums sums) {
    double mean = sums.mean();
    int documents = sums.documents();
    if (documents < FEWEST_DOCUMENTS) {
      return new Estimate(mean, Optional.empty(), 1, documents, sums.windows());
    }
    double[] residuals = sums.residuals(mean);
    double error = sums.standardError(residuals);
    if (error <= 1e-12 * Math.abs(mean)) {
      Interval point = new Interval(mean, mean, level);
      double p = mean == 0 ? 1 : 2.0 / (resamples + 1);
      return new Estimate(mean, Optional.of(point), p, documents, sums.windows());
    }
    double[] t = studentised(residuals, sums.count);
    double tail = (1 - level) / 2;
    Interval interval =
        new Interval(mean - error * quantile(t, 1 - tail), mean - error * quantile(t, tail), level);
    return new Estimate(
        mean, Optional.of(interval), pValue(t, mean / error), documents, sums.windows());
  }

  /** Sorted draws of (mean of the draw - mean) / standard error of the draw. */
  private double[] studentised(double[] residuals, double[] count) {
    SplittableRandom random = new SplittableRandom(seed);
    int documents = residuals.length;
    double[] t = new double[resamples];
    for (int draw = 0; draw < resamples; draw++) {
      double e = 0;
      double n = 0;
      double ee = 0;
      double en = 0;
      double nn = 0;
      for (int i = 0; i < documents; i++) {
        int document = random.nextInt(documents);
        double residual = residuals[document];
        double windows = count[document];
        e += residual;
        n += windows;
        ee += residual * residual;
        en += residual * windows;
        nn += windows * windows;
      }
      double shift = e / n;
      double variance = (ee - 2 * shift * en + shift * shift * nn) * documents / (documents - 1);
      t[draw] = studentise(e, variance, ee);
    }
    Arrays.sort(t);
    return t;
  }

  /** A draw of one document over and over has no spread of its own: it counts as far out. */
  private static double studentise(double residual, double variance, double scale) {
    if (variance <= 1e-12 * scale) {
      return residual == 0 ? 0 : Math.signum(residual) * 1e6;
    }
    return residual / Math.sqrt(variance);
  }

  private double pValue(double[] sorted, double observed) {
    int above = 0;
    int below = 0;
    for (double t : sorted) {
      if (t >= observed) {
        above++;
      }
      if (t <= observed) {
        below++;
      }
    }
    return Math.min(1, 2.0 * (1 + Math.min(above, below)) / (resamples + 1));
  }

  private static double quantile(double[] sorted, double share) {
    double at = Math.clamp(share * (sorted.length + 1) - 1, 0, sorted.length - 1);
    int low = (int) at;
    int high = Math.min(sorted.length - 1, low + 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }
}
