package dev.nextvec.stats;

import java.util.Locale;
import java.util.Optional;

/** What a paired difference says. */
public enum Verdict {
  /** Shown to be higher, by more than a negligible amount. */
  BETTER("the interval does not hold zero, and the p-value stands Holm's correction"),
  /** Shown to be lower, by more than a negligible amount. */
  WORSE("the interval does not hold zero, and the p-value stands Holm's correction"),
  /** Shown to differ by a negligible amount at most. */
  EQUAL("the whole interval is within the margin: no difference that matters"),
  /**
   * The interval holds zero, or the p-value does not stand correction, and equality is not shown:
   * more documents, or seeds, may settle it.
   */
  TIE("there is an interval, but neither a difference nor equality is shown"),
  /** There is no interval: too few documents. No evidence for anything, a tie included. */
  CANNOT_SAY("there is no interval, because there are too few documents");

  /** Differences of mean cosine inside plus or minus this are negligible. */
  public static final double MARGIN = 0.002;

  private final String rule;

  Verdict(String rule) {
    this.rule = rule;
  }

  /**
   * Judges a difference.
   *
   * @param difference the paired difference
   * @param adjustedP its p-value after correction for the number of differences judged
   * @param margin differences of at most this size are negligible
   * @return cannot say when there is no interval; equal when the whole interval is within the
   *     margin; a tie when the interval holds zero, or when the adjusted p-value exceeds 1 - level
   */
  public static Verdict of(Estimate difference, double adjustedP, double margin) {
    Optional<Interval> interval = difference.interval();
    if (interval.isEmpty()) {
      return CANNOT_SAY;
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

  /** The verdict on one difference that is judged alone, with the usual margin. */
  public static Verdict of(Estimate difference) {
    return of(difference, difference.pValue(), MARGIN);
  }

  /** When it is given, as part of a sentence. */
  public String rule() {
    return rule;
  }

  /** The verdict in words: {@code better}, {@code cannot say}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** What programs call it: {@code better}, {@code cannot_say}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The verdict on the same difference seen from the other side. */
  public Verdict reversed() {
    return switch (this) {
      case BETTER -> WORSE;
      case WORSE -> BETTER;
      case EQUAL -> EQUAL;
      case TIE -> TIE;
      case CANNOT_SAY -> CANNOT_SAY;
    };
  }
}
