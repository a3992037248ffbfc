package dev.nextvec.workflow;

/**
 * How long speed is measured.
 *
 * @param seconds for a network at each batch size, after half as long to warm up; 0 for as short as
 *     can be
 */
public record SpeedSettings(double seconds) {
  /** Long enough for figures to be compared. */
  public static final SpeedSettings DEFAULT = new SpeedSettings(1);

  /** For a first look: a quarter of the time. */
  public static final SpeedSettings BRIEF = new SpeedSettings(0.25);

  /** Where the speed is known from elsewhere. */
  public static final SpeedSettings NONE = new SpeedSettings(0);

  public SpeedSettings {
    if (!(seconds >= 0 && Double.isFinite(seconds))) {
      throw new IllegalArgumentException(
          "`speed-seconds` must not be negative but was %s".formatted(seconds));
    }
  }
}
