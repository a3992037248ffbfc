package dev.nextvec.compare;

import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.SampleSize;
import dev.nextvec.stats.Verdict;
import java.util.Optional;

/**
 * How one result's mean differs from another's on the same windows.
 *
 * @param difference mean of the paired differences, with its interval
 * @param reference mean of the other
 * @param adjustedP p-value corrected for the number of contrasts judged together
 * @param verdict what that says
 * @param settling how many documents would settle a tie; absent for other verdicts, and where no
 *     number of documents would
 */
public record Contrast(
    Estimate difference,
    double reference,
    double adjustedP,
    Verdict verdict,
    Optional<SampleSize> settling) {

  /** The difference as a share of the other's mean, in percent. */
  public double percent() {
    return 100 * difference.value() / Math.abs(reference);
  }

  /** The interval of {@link #percent()}, the other's mean taken as exact. */
  public Optional<Interval> percentInterval() {
    return difference.interval().map(interval -> interval.times(100 / Math.abs(reference)));
  }

  /** The same contrast seen from the other side. */
  Contrast reversed() {
    return new Contrast(
        difference.reversed(),
        reference + difference.value(),
        adjustedP,
        verdict.reversed(),
        settling);
  }
}
