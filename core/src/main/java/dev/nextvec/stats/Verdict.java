package dev.nextvec.stats;

import java.util.Optional;

/** What a paired difference says. */
public enum Verdict {
  /** Shown to be higher, by more than a negligible amount. */
  BETTER,
  /** Shown to be lower, by more than a negligible amount. */
  WORSE,
  /** Shown to differ by a negligible amount at most. */
  EQUAL,
  /** Neither a difference nor equality is shown: more documents, or seeds, may settle it. */
  TIE;

  /** Differences of mean cosine inside plus or minus this are negligible. */
  public static final double MARGIN = 0.002;

  /**
   * Judges a difference.
   *
   * @param difference the paired difference
   * @param adjustedP its p-value after correction for the number of differences judged
   * @param margin differences of at most this size are negligible
   * @return equal when the whole interval lies within the margin; a tie when there is no interval,
   *     when the interval holds zero, or when the adjusted p-value exceeds 1 - level
   */
  public static Verdict of(Estimate difference, double adjustedP, double margin) {
    Optional<Interval> interval = difference.interval();
    if (interval.isEmpty()) {
      return TIE;
    }
    Interval ends = interval.get();
    if (-margin <= ends.low() && ends.high() <= margin) {
      return EQUAL;
    }
    if (ends.holds(0) || adjustedP > 1 - ends.level()) {
      return TIE;
    }
    return difference.value() > 0 ? BETTER : WORSE;
  }

  /** The verdict on the same difference seen from the other side. */
  public Verdict reversed() {
    return switch (this) {
      case BETTER -> WORSE;
      case WORSE -> BETTER;
      case EQUAL -> EQUAL;
      case TIE -> TIE;
    };
  }
}
