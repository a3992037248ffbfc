package dev.nextvec.stats;

import java.util.List;

/**
 * The first screen of a report, in at most {@value #MOST_WORDS} words where names are short.
 *
 * @param verdict what was found, or that nothing can be said
 * @param next what to do next, with a command
 * @param sure how sure that is
 */
public record Summary(String verdict, String next, String sure) {
  /** A busy reader reads no more. */
  public static final int MOST_WORDS = 60;

  public Summary {
    if (verdict.isBlank() || next.isBlank() || sure.isBlank()) {
      throw new IllegalArgumentException("a summary says what, what next and how sure");
    }
  }

  /** The three, each beginning with what it is; the verdict first. */
  public List<String> lines() {
    return List.of(verdict, "Next: " + next, "How sure: " + sure);
  }

  /** Words of all three. */
  public int words() {
    return String.join(" ", lines()).strip().split("\\s+").length;
  }
}
