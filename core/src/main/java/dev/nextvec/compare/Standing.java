package dev.nextvec.compare;

import java.util.List;

/**
 * What must stand on every table and picture of a comparison, so that none is taken for more than
 * it is when it is copied out of its report.
 *
 * @param marks what makes the numbers doubtful, such as a leak that was allowed; empty as a rule
 */
public record Standing(List<String> marks) {
  /** Tested on other documents of the dataset that was learned from, and sound. */
  public static final Standing IN_DOMAIN = new Standing(List.of());

  public Standing {
    marks = List.copyOf(marks);
  }

  /** The same with marks. */
  public Standing withMarks(List<String> found) {
    return new Standing(found);
  }

  /** What the numbers were measured on: {@code in-domain}. */
  public String domain() {
    return "in-domain";
  }

  /** What a title says of it. */
  public String label() {
    return domain();
  }

  /** What a picture must say: nothing where all is as a reader expects. */
  public List<String> stamps() {
    return marks;
  }
}
