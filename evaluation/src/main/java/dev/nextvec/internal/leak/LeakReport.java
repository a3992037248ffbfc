package dev.nextvec.internal.leak;

import dev.nextvec.internal.twins.Likeness;
import dev.nextvec.internal.twins.Twin;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * All that a test split shares with the other parts.
 *
 * @param datasetSha256 of which data
 * @param splitSha256 of which split
 * @param near lowest cosine of two chunks that count as copies; empty where it was learned
 * @param likeness what was learned of the data, and so from where on what is a copy
 * @param leaks the gravest first; empty for a clean split
 */
public record LeakReport(
    String datasetSha256,
    String splitSha256,
    OptionalDouble near,
    Likeness likeness,
    List<Leak> leaks) {
  /** Cosine from which two vectors are the same text but for rounding, in whatever data. */
  public static final double NEAR = Twin.NEAR;

  /**
   * Share of test windows whose answer may be known. Were each of these predicted perfectly for
   * that reason alone where its cosine would else be 0.6, the mean would rise by 0.002: the margin
   * within which differences are negligible.
   */
  public static final double TOLERANCE = 0.005;

  public LeakReport {
    leaks = List.copyOf(leaks);
  }

  /** The leaks because of which results must not be compared. */
  public List<Leak> errors(double tolerance) {
    return leaks.stream().filter(leak -> leak.isError(tolerance)).toList();
  }

  /** Sentences on what was found but cannot change a result by much. */
  public List<String> notes(double tolerance) {
    return leaks.stream()
        .filter(leak -> !leak.isError(tolerance))
        .map(leak -> leak.sentence() + ". " + bound(leak))
        .toList();
  }

  private static String bound(Leak leak) {
    return switch (leak.kind()) {
      case DUPLICATE_CHUNKS ->
          leak.windows() == 0
              ? "No window must predict one of them, so no result is touched."
              : String.format(
                  Locale.ROOT,
                  "A model that knows these by heart gains at most %.4f in mean cosine (each from 0"
                      + " to 1) and %s in R@1.",
                  leak.share(),
                  Leak.percent(leak.share()));
      case COPIED_WORDS ->
          String.format(
              Locale.ROOT,
              "They have %s of the test windows: were each predicted perfectly where its cosine"
                  + " would else be 0.6, the mean would rise by %.4f.",
              Leak.percent(leak.share()),
              0.4 * leak.share());
      case SHARED_TITLE ->
          "Their texts differ, so this is no error: see that they are not one work.";
      case TEST_CHOOSES,
          TEST_IS_TRAINED,
          SHARED_DOCUMENT,
          COPIED_DOCUMENT,
          COPIED_PASSAGE,
          CROSSING_WINDOW ->
          throw new IllegalStateException(leak.kind() + " is always an error");
    };
  }

  /**
   * The gravest error in one line, and how many others there are.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public String problem(double tolerance) {
    List<Leak> errors = errors(tolerance);
    Leak worst = errors.getFirst();
    String allowed =
        worst.isError(0) && !worst.isError(1)
            ? "; tolerated are %s".formatted(Leak.percent(tolerance))
            : "";
    String others =
        switch (errors.size()) {
          case 1 -> "";
          case 2 -> "; and another kind of leak";
          default -> "; and %d other kinds of leak".formatted(errors.size() - 1);
        };
    return worst.sentence() + allowed + others;
  }
}
