package dev.nextvec.internal.workflow;

import dev.nextvec.internal.eval.SpeedProbe;
import java.time.Duration;

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
  static final SpeedSettings NONE = new SpeedSettings(0);

  public SpeedSettings {
    if (!(seconds >= 0 && Double.isFinite(seconds))) {
      throw new IllegalArgumentException(
          "`speed-seconds` must not be negative but was %s".formatted(seconds));
    }
  }

  /** For networks, whose predictions take milliseconds. */
  public SpeedProbe network() {
    return probe(seconds);
  }

  /** For baselines, whose predictions take microseconds: less time measures them as well. */
  public SpeedProbe baseline() {
    return probe(0.4 * seconds);
  }

  private static SpeedProbe probe(double seconds) {
    Duration budget = Duration.ofNanos((long) (1e9 * seconds));
    return new SpeedProbe(budget.dividedBy(2), budget, SpeedProbe.DEFAULT.batches());
  }
}
