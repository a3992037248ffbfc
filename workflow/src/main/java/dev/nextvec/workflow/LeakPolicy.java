package dev.nextvec.workflow;

import dev.nextvec.internal.leak.LeakReport;
import java.util.OptionalDouble;

/**
 * What to do where the test is not new to the models.
 *
 * @param allow go on although it leaks; every table and picture is marked
 * @param tolerance largest share of test windows whose answer may be a chunk that also stands
 *     elsewhere
 * @param near lowest cosine of two chunks that count as copies; empty to learn it from the data
 */
public record LeakPolicy(boolean allow, double tolerance, OptionalDouble near) {
  /** Refuses what leaks. */
  public static final LeakPolicy REFUSE = new LeakPolicy(false, LeakReport.TOLERANCE);

  /** What copies are is learned from the data. */
  public LeakPolicy(boolean allow, double tolerance) {
    this(allow, tolerance, OptionalDouble.empty());
  }

  public LeakPolicy {
    if (near.isPresent() && !(near.getAsDouble() > 0 && near.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "`near` must be above 0 and at most 1 but was " + near.getAsDouble());
    }
    if (!(tolerance >= 0 && tolerance <= 1)) {
      throw new IllegalArgumentException(
          "`leak-tolerance` must be from 0 to 1 but was " + tolerance);
    }
  }
}
