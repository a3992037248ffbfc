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
   * @param seeds what the seeds add, which no document lessens
   * @param widening how much wider than Student's t says its interval over documents was; taken to
   *     be so for more documents too
   */
  public record MeasuredSpread(
      double difference, double error, int documents, SeedError seeds, double widening) {

    /** Where the interval is as wide as Student's t says. */
    public MeasuredSpread(double difference, double error, int documents, SeedError seeds) {
      this(difference, error, documents, seeds, 1);
    }

    /**
     * As wide as its interval was, so that what was too wide for a verdict is not called enough.
     *
     * @param ends of the interval that the difference was judged by
     */
    public MeasuredSpread within(Interval ends) {
      double tail = (1 - ends.level()) / 2;
      double reach = difference < 0 ? ends.high() - difference : difference - ends.low();
      double seedReach = seeds.reach(tail);
      double over = Math.sqrt(Math.max(0, reach * reach - seedReach * seedReach));
      double student = new StudentT(documents - 1).quantile(1 - tail) * error;
      return new MeasuredSpread(difference, error, documents, seeds, Math.max(1, over / student));
    }

    private double documentsError(long n) {
      return error * Math.sqrt((double) documents / n);
    }

    /** The standard error that n documents would leave. */
    private double errorWith(long n) {
      return Math.hypot(documentsError(n), Math.sqrt(seeds.variance()));
    }

    /** Half the width of the interval that n documents would give. */
    private double reachWith(long n, double tail) {
      double t = widening * new StudentT(n - 1).quantile(1 - tail);
      return Math.hypot(t * documentsError(n), seeds.reach(tail));
    }
  }

  /**
   * The smaller of two numbers n, for errors s(n) that shrink with the root of n and intervals of
   * half width w(n), Student's quantile times the widening and the error, joined with the seeds as
   * in {@link Pivot}. A difference is shown when |d| is at least w(n) + t(power) s(n), w for α
   * divided by the number of tests (Julious, <em>Sample sizes for clinical trials with normal
   * data</em>, 2004). Equality within the margin m is shown when the interval lies inside, which
   * happens with probability T((m - d - w(n)) / s(n)) + T((m + d - w(n)) / s(n)) - 1, w belonging
   * to the level of the interval. T is Student's distribution with n - 1 degrees of freedom.
   *
   * @param margin m
   * @param level of the interval, for example 0.95
   * @param tests Holm's factor of this difference
   * @return empty where no number of documents is enough
   */
  public static Optional<SampleSize> of(
      MeasuredSpread measured, double margin, double level, int tests) {
    double tail = (1 - level) / 2;
    long difference = least(measured, n -> showsDifference(measured, n, tail / tests));
    long equality = least(measured, n -> showsEquality(measured, n, margin, tail));
    if (Math.min(difference, equality) == MOST) {
      return Optional.empty();
    }
    return Optional.of(
        difference < equality
            ? new SampleSize(difference, Outcome.DIFFERENCE)
            : new SampleSize(equality, Outcome.EQUALITY));
  }

  /** The least number above those there are that is enough; MOST where none is. */
  private static long least(MeasuredSpread measured, LongPredicate enough) {
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

  private static boolean showsDifference(MeasuredSpread measured, long n, double tail) {
    double spare = new StudentT(n - 1).quantile(POWER) * measured.errorWith(n);
    return Math.abs(measured.difference()) >= measured.reachWith(n, tail) + spare;
  }

  private static boolean showsEquality(
      MeasuredSpread measured, long n, double margin, double tail) {
    StudentT t = new StudentT(n - 1);
    double room = margin - measured.reachWith(n, tail);
    double error = measured.errorWith(n);
    double below = t.below((room - measured.difference()) / error);
    double above = t.below((room + measured.difference()) / error);
    return below + above - 1 >= POWER;
  }
}
