package dev.nextvec.stats;

import java.util.Optional;

/** What a paired difference says. */
public enum Verdict {
  /** Shown to be higher, by more than a negligible amount. */
  BETTER,
  /** Shown to be lower, by more than a negligible amount. */
  WORSE,
  /** No difference shown, or one too small to matter. */
  TIE;

  /** Differences of mean cosine inside plus or minus this are negligible. */
  public static final double MARGIN = 0.002;

  /**
   * Judges a difference.
   *
   * @param difference the paired difference
   * @param adjustedP its p-value after correction for the number of differences judged
   * @param margin differences of at most this size are negligible
   * @return a tie when there is no interval, when the interval holds zero, when the adjusted
   *     p-value exceeds 1 - level, or when the whole interval lies within the margin
   */
  public static Verdict of(Estimate difference, double adjustedP, double margin) {
    Optional<Interval> interval = difference.interval();
    if (interval.isEmpty()
        || interval.get().holds(0)
        || adjustedP > 1 - interval.get().level()
        || equivalent(difference, margin)) {
      return TIE;
    }
    return difference.value() > 0 ? BETTER : WORSE;
  }

  /** Whether the whole interval lies within plus or minus {@code margin}: shown to be equal. */
  public static boolean equivalent(Estimate difference, double margin) {
    return difference
        .interval()
        .filter(interval -> -margin <= interval.low() && interval.high() <= margin)
        .isPresent();
  }
}
