package dev.nextvec.stats;

import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * How many documents would settle a tie, with a chance of {@value #POWER}, if the difference is
 * what it was measured to be and other documents are like these.
 *
 * @param documents documents needed
 * @param outcome what they would show
 */
public record SampleSize(long documents, Outcome outcome) {
  /** Chance of success that is planned for. */
  public static final double POWER = 0.8;

  private static final long MOST = 1_000_000_000_000L;

  /** What would be shown. */
  public enum Outcome {
    /** That there is a difference. */
    DIFFERENCE,
    /** That it lies within the margin. */
    EQUALITY
  }

  /**
   * What is known of a difference d.
   *
   * @param difference d
   * @param error its standard error over documents
   * @param documents how many these were
   * @param seedVariance squared standard error that comes from the seeds, which no document lessens
   */
  public record Measured(double difference, double error, int documents, double seedVariance) {
    /** The standard error that n documents would leave. */
    private double errorWith(long n) {
      return Math.sqrt(error * error * documents / n + seedVariance);
    }
  }

  /**
   * The smaller of two numbers n, for errors s(n) that shrink with the root of n. A difference is
   * shown when |d| / s(n) is at least t(1 - α/2) + t(power), with α divided by the number of tests
   * (Julious, <em>Sample sizes for clinical trials with normal data</em>, 2004, section 3).
   * Equality within the margin m is shown when the interval lies inside, which happens with
   * probability T((m - d) / s(n) - t) + T((m + d) / s(n) - t) - 1 (the same, section 5), t
   * belonging to the level of the interval. T is Student's distribution with n - 1 degrees of
   * freedom.
   *
   * @param margin m
   * @param level of the interval, for example 0.95
   * @param tests Holm's factor of this difference
   * @return empty where no number of documents is enough
   */
  public static Optional<SampleSize> of(Measured measured, double margin, double level, int tests) {
    double alpha = 1 - level;
    long difference = least(measured, n -> showsDifference(measured, n, alpha / tests));
    long equality = least(measured, n -> showsEquality(measured, n, margin, alpha));
    if (Math.min(difference, equality) == MOST) {
      return Optional.empty();
    }
    return Optional.of(
        difference < equality
            ? new SampleSize(difference, Outcome.DIFFERENCE)
            : new SampleSize(equality, Outcome.EQUALITY));
  }

  /** The least number above those there are that is enough; MOST where none is. */
  private static long least(Measured measured, LongPredicate enough) {
    long few = measured.documents();
    long many = MOST;
    while (many - few > 1) {
      long middle = few + (many - few) / 2;
      if (enough.test(middle)) {
        many = middle;
      } else {
        few = middle;
      }
    }
    return many;
  }

  private static boolean showsDifference(Measured measured, long n, double alpha) {
    StudentT t = new StudentT(n - 1);
    double errors = Math.abs(measured.difference()) / measured.errorWith(n);
    return errors >= t.quantile(1 - alpha / 2) + t.quantile(POWER);
  }

  private static boolean showsEquality(Measured measured, long n, double margin, double alpha) {
    StudentT t = new StudentT(n - 1);
    double needed = t.quantile(1 - alpha / 2);
    double error = measured.errorWith(n);
    double below = t.below((margin - measured.difference()) / error - needed);
    double above = t.below((margin + measured.difference()) / error - needed);
    return below + above - 1 >= POWER;
  }
}
