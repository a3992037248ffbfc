package dev.nextvec.internal.leak;

import dev.nextvec.internal.wording.Setting;
import java.util.List;

/**
 * What a check for leaks let pass: the one place where that is decided.
 *
 * @param marks for every table and picture; empty unless a leak was allowed
 * @param notes what was found but cannot change a result by much
 */
public record Passed(List<String> marks, List<String> notes) {
  /** Nothing was found. */
  public static final Passed CLEAN = new Passed(List.of(), List.of());

  public Passed {
    marks = List.copyOf(marks);
    notes = List.copyOf(notes);
  }

  /**
   * Refuses what leaks.
   *
   * @param tolerance largest share of test windows whose answer may be a chunk that also stands
   *     elsewhere
   * @throws IllegalArgumentException if it leaks
   */
  public static Passed strictly(LeakReport report, double tolerance) {
    return of(report, tolerance, false, "");
  }

  /**
   * Refuses what leaks, or marks it where that was allowed.
   *
   * @throws IllegalArgumentException if it leaks and that was not allowed
   */
  public static Passed of(LeakReport report, double tolerance, boolean allowed) {
    String otherwise = ", or go on with %s, which marks every table and picture";
    return of(report, tolerance, allowed, otherwise.formatted(Setting.ALLOW_LEAK));
  }

  private static Passed of(LeakReport report, double tolerance, boolean allowed, String otherwise) {
    List<Leak> errors = report.errors(tolerance);
    if (!errors.isEmpty() && !allowed) {
      throw new IllegalArgumentException(
          "leak: %s; make the dataset again with %s, clean or split it anew%s"
              .formatted(report.problem(tolerance), Setting.GROUP_COPIES, otherwise));
    }
    return new Passed(errors.stream().map(Leak::mark).toList(), report.notes(tolerance));
  }
}
