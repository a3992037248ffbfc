package dev.nextvec.compare;

import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;

/** How reports word a difference: whose number each is, and the same words everywhere. */
public final class Wording {
  private static final int LONG_NAME = 40;

  private Wording() {}

  /** What rows that are no baselines have in common: all are networks, or some only predictions. */
  static String contender(Comparison comparison) {
    return comparison.foreign().isEmpty() ? "network" : "model";
  }

  /** {@code amn (0.2363)}. */
  public static String named(String name, double value) {
    return "%s (%s)".formatted(name, Figures.cosine(value));
  }

  /**
   * {@code 0.1689 below}, {@code 0.0146 above}, {@code less than 0.0001 above}: what stands between
   * two names.
   */
  public static String apart(double difference) {
    String figure = Figures.cosine(Math.abs(difference));
    return (figure.equals(Figures.cosine(0)) ? "less than 0.0001" : figure)
        + (difference < 0 ? " below" : " above");
  }

  /**
   * One clause: {@code amn (0.2363) is 0.1689 below persistence (0.4052)}, and what that is worth.
   *
   * @param contrast of the one to the other
   */
  public static String clause(
      String name, double value, String other, double otherValue, PairedDifference contrast) {
    String figures =
        "%s is %s %s"
            .formatted(
                named(name, value), apart(contrast.difference().value()), named(other, otherValue));
    return switch (contrast.verdict()) {
      case BETTER, WORSE -> figures;
      case EQUAL -> figures + ": equal within the margin";
      case TIE -> figures + ", a tie";
      case CANNOT_SAY -> figures + " as measured, without an interval";
    };
  }

  /**
   * The interval that a difference was judged by, in the direction of {@link #apart}: of 0.12
   * below, 0.11 to 0.13; says so where there is none.
   */
  public static String intervalApart(PairedDifference contrast) {
    return interval(contrast.difference().value() < 0 ? contrast.reversed() : contrast);
  }

  /** The interval that a difference was judged by: {@code 99.5 % interval 0.0100 to 0.0200}. */
  public static String interval(PairedDifference contrast) {
    return contrast.judgedBy().map(Wording::interval).orElse("no interval");
  }

  /** {@code 95 % interval 0.0100 to 0.0200}; says so where there is none. */
  public static String interval(Estimate estimate) {
    return estimate.interval().map(Wording::interval).orElse("no interval");
  }

  /** {@code 95 % interval 0.0100 to 0.0200}. */
  public static String interval(Interval ends) {
    return "%s %% interval %s to %s"
        .formatted(
            Figures.level(ends.level()), Figures.cosine(ends.low()), Figures.cosine(ends.high()));
  }

  /**
   * A name for a first screen, which has no room for many words; of a long one its first and last
   * word. The tables below give it whole.
   */
  public static String shortened(String name) {
    String plain = name.strip();
    if (plain.length() <= LONG_NAME && plain.split("\\s+").length <= 2) {
      return plain;
    }
    String first = plain.replaceFirst("\\s.*", "");
    String last = plain.replaceFirst(".*\\s", "");
    return first.substring(0, Math.min(first.length(), LONG_NAME / 2))
        + "…"
        + last.substring(Math.max(0, last.length() - LONG_NAME / 2));
  }
}
