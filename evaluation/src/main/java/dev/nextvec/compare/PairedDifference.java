package dev.nextvec.compare;

import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.SampleSize;
import dev.nextvec.stats.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one result's mean differs from another's on the same windows.
 *
 * @param difference mean of the paired differences, with its interval
 * @param reference mean of the other
 * @param adjustedP p-value corrected for the number of contrasts judged together
 * @param verdict what that says
 * @param judgedBy the interval that the verdict was judged by, which is shown beside it: of {@code
 *     equal} the usual one; of the others the one that holds zero exactly where the corrected
 *     p-value shows no difference; absent where there is none
 * @param robustness whether the verdict hangs on one document; absent with many documents, and
 *     where nothing was judged
 * @param settling how many documents would settle a tie; absent for other verdicts, where no number
 *     of documents would, and in a cross-validation, of which it is not known
 */
public record PairedDifference(
    Estimate difference,
    double reference,
    double adjustedP,
    Verdict verdict,
    Optional<Interval> judgedBy,
    Optional<Robustness> robustness,
    Optional<SampleSize> settling) {

  /** With at least so many documents, one of them seldom decides. */
  public static final int MANY_DOCUMENTS = 50;

  /**
   * The same judgement without the document that moves the difference most.
   *
   * @param document its number in the dataset
   * @param difference without it
   * @param verdict what is said without it
   */
  public record Robustness(int document, Estimate difference, Verdict verdict) {
    private Robustness reversed() {
      return new Robustness(document, difference.reversed(), verdict.reversed());
    }
  }

  /** A mean below this is too near zero to take shares of. */
  private static final double LEAST_REFERENCE = 0.1;

  /**
   * The difference as a share of the other's mean, in percent; absent where that would mislead: the
   * mean is below {@value #LEAST_REFERENCE}, or the difference or an end of its interval exceeds
   * it.
   */
  public OptionalDouble percent() {
    return hasPercent()
        ? OptionalDouble.of(100 * difference.value() / reference)
        : OptionalDouble.empty();
  }

  /** The interval of {@link #percent()}, the other's mean taken as exact. */
  public Optional<Interval> percentInterval() {
    return difference
        .interval()
        .filter(any -> hasPercent())
        .map(interval -> interval.times(100 / reference));
  }

  private boolean hasPercent() {
    double most =
        difference
            .interval()
            .map(ends -> Math.max(Math.abs(ends.low()), Math.abs(ends.high())))
            .orElse(Math.abs(difference.value()));
    return reference >= LEAST_REFERENCE && most <= reference;
  }

  /** Whether another verdict would be given without the document that moves it most. */
  public boolean hangsOnOneDocument() {
    return robustness.filter(without -> without.verdict() != verdict).isPresent();
  }

  /** What would let a verdict be given that cannot be given, or settle a tie. */
  public List<Need> needs() {
    return switch (verdict) {
      case BETTER, WORSE, EQUAL -> List.of();
      case TIE -> toSettle();
      case CANNOT_SAY -> Need.ofInterval(difference);
    };
  }

  private List<Need> toSettle() {
    if (difference.folds().isPresent()) {
      return Need.acrossFolds(difference.folds().getAsInt(), difference.documents());
    }
    return List.of(
        settling
            .<Need>map(size -> new Need.Documents("test", size.documents(), difference.documents()))
            .orElse(new Need.Seeds()));
  }

  /** The same contrast seen from the other side. */
  PairedDifference reversed() {
    return new PairedDifference(
        difference.reversed(),
        reference + difference.value(),
        adjustedP,
        verdict.reversed(),
        judgedBy.map(Interval::reversed),
        robustness.map(Robustness::reversed),
        settling);
  }
}
