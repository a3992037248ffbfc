package dev.nextvec.compare;

import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Verdict;
import java.util.Optional;

/**
 * How one result's test cosine differs from another's on the same windows.
 *
 * @param difference mean of the paired differences, with its interval
 * @param reference mean cosine of the other
 * @param adjustedP p-value corrected for the number of contrasts in the table
 * @param verdict what that says
 */
public record Contrast(Estimate difference, double reference, double adjustedP, Verdict verdict) {

  /** The difference as a share of the other's cosine, in percent. */
  public double percent() {
    return 100 * difference.value() / Math.abs(reference);
  }

  /** The interval of {@link #percent()}, the other's cosine taken as exact. */
  public Optional<Interval> percentInterval() {
    return difference.interval().map(interval -> interval.times(100 / Math.abs(reference)));
  }
}
