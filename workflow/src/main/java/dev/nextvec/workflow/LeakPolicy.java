package dev.nextvec.workflow;

import dev.nextvec.internal.leak.LeakReport;

/**
 * What to do where the test is not new to the models.
 *
 * @param allow go on although it leaks; every table and picture is marked
 * @param tolerance largest share of test windows whose answer may be a chunk that also stands
 *     elsewhere
 */
public record LeakPolicy(boolean allow, double tolerance) {
  /** Refuses what leaks. */
  public static final LeakPolicy REFUSE = new LeakPolicy(false, LeakReport.TOLERANCE);

  public LeakPolicy {
    if (!(tolerance >= 0 && tolerance <= 1)) {
      throw new IllegalArgumentException(
          "`leak-tolerance` must be from 0 to 1 but was " + tolerance);
    }
  }
}
