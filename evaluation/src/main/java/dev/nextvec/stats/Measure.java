package dev.nextvec.stats;

/** What values are: where their means can lie, and how far a single window can move one. */
public enum Measure {
  /** Anything without a natural range. */
  ANY(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 0),
  /** A cosine, -1 to 1. */
  COSINE(-1, 1, 0, 1e-6),
  /** The difference of two cosines. */
  COSINE_DIFFERENCE(-2, 2, 0, 1e-6),
  /** A share or a probability, 0 to 1, of events that may be rare: most windows may say 0. */
  SHARE(0, 1, 1, 0),
  /** The difference of two shares. */
  SHARE_DIFFERENCE(-1, 1, 1, 0);

  private final double low;
  private final double high;
  private final double event;
  private final double resolution;

  Measure(double low, double high, double event, double resolution) {
    this.low = low;
    this.high = high;
    this.event = event;
    this.resolution = resolution;
  }

  /**
   * A difference of two such values of one window; 0 where it is less than float32 can tell. Two
   * ways to compute one prediction in float32, in another order or on another engine, differ in
   * their cosine by a few 1e-7; what is below 1e-6 is rounding, and rounding is no finding.
   */
  public double told(double difference) {
    return Math.abs(difference) < resolution ? 0 : difference;
  }

  /** What the difference of two such values is. */
  Measure difference() {
    return switch (this) {
      case ANY -> ANY;
      case COSINE, COSINE_DIFFERENCE -> COSINE_DIFFERENCE;
      case SHARE, SHARE_DIFFERENCE -> SHARE_DIFFERENCE;
    };
  }

  /** What one more rare event in one window adds to a sum; 0 where events are not rare. */
  double event() {
    return event;
  }

  Interval within(double from, double to, double level) {
    return new Interval(Math.clamp(from, low, high), Math.clamp(to, low, high), level);
  }
}
