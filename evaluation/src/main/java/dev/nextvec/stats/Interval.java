package dev.nextvec.stats;

/**
 * A confidence interval.
 *
 * @param low lower end
 * @param high upper end
 * @param level share of repetitions whose interval would hold the true value, for example 0.95
 */
public record Interval(double low, double high, double level) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "an interval's low end must not exceed its high end but was " + low + " to " + high);
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level must be between 0 and 1 but was " + level);
    }
  }

  /** Whether {@code value} lies inside, ends included. */
  public boolean holds(double value) {
    return low <= value && value <= high;
  }

  /** The interval of {@code factor} times the quantity; {@code factor} must be positive. */
  public Interval times(double factor) {
    return new Interval(low * factor, high * factor, level);
  }

  /** The interval of the opposite, as of b - a for a - b. */
  public Interval reversed() {
    return new Interval(0 - high, 0 - low, level);
  }
}
