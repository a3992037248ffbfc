package dev.nextvec.internal.leak;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One way in which the test is not new to a model.
 *
 * @param kind which
 * @param count chunks, documents or windows found, whatever the kind counts
 * @param of how many there are of them in the test split
 * @param windows test windows whose result it can touch
 * @param testWindows all test windows
 * @param first the first few places
 */
public record Leak(
    LeakKind kind, long count, long of, int windows, int testWindows, List<Sighting> first) {
  /** Places that are named; all are counted. */
  public static final int NAMED = 5;

  private static final int IN_SENTENCE = 3;

  /** What can leak; the gravest first. */
  public enum LeakKind {
    /** Validation windows hold chunks of test windows: the test chose the model. */
    TEST_CHOOSES,
    /** Training windows hold chunks of test windows: the answers were learned. */
    TEST_IS_TRAINED,
    /** A document, or documents of one group, in the test and in another part. */
    SHARED_DOCUMENT,
    /** A test document at least half of whose chunks stand, or nearly, in one of another part. */
    COPIED_DOCUMENT,
    /** A test document at least half of whose words stand, in the same order, in one of those. */
    COPIED_WORDS,
    /** As many chunks in a row as a window has stand, or nearly, in a document of another part. */
    COPIED_PASSAGE,
    /** A test window that lies in two documents. */
    CROSSING_WINDOW,
    /** Chunks whose vector also occurs, the same or nearly, in another part. */
    DUPLICATE_CHUNKS,
    /** Documents of one title in two parts; only names are alike. */
    SHARED_TITLE
  }

  public Leak {
    first = List.copyOf(first);
  }

  /** Share of the test windows that it can touch. */
  public double share() {
    return testWindows == 0 ? 0 : (double) windows / testWindows;
  }

  /**
   * Whether results must not be compared because of it.
   *
   * @param tolerance share of test windows that duplicates, and documents of which only the words
   *     are copies, may touch
   */
  public boolean isError(double tolerance) {
    return switch (kind) {
      case DUPLICATE_CHUNKS, COPIED_WORDS -> share() > tolerance;
      case SHARED_TITLE -> false;
      case TEST_CHOOSES,
          TEST_IS_TRAINED,
          SHARED_DOCUMENT,
          COPIED_DOCUMENT,
          COPIED_PASSAGE,
          CROSSING_WINDOW ->
          true;
    };
  }

  /** What was found, with numbers and the first places, without a full stop. */
  public String sentence() {
    String what =
        switch (kind) {
          case TEST_CHOOSES ->
              "%d test windows share chunks with the validation windows, which choose a model's best epoch"
                  .formatted(windows);
          case TEST_IS_TRAINED ->
              "%d test windows share chunks with training windows".formatted(windows);
          case SHARED_DOCUMENT ->
              "%d of %d test documents are also in training or validation, by id or group"
                  .formatted(count, of);
          case COPIED_DOCUMENT ->
              "%d of %d test documents are copies: at least half of their chunks stand, the same or edited, in one document of training or validation"
                  .formatted(count, of);
          case COPIED_WORDS ->
              "%d of %d test documents have half or more of their runs of three words from one document of training or validation, far more than documents of this data have in common"
                  .formatted(count, of);
          case COPIED_PASSAGE ->
              "%d of %d test documents share a passage as long as a window with a document of training or validation"
                  .formatted(count, of);
          case CROSSING_WINDOW ->
              "%d test windows cross from one document into another".formatted(count);
          case DUPLICATE_CHUNKS ->
              "%d of %d test chunks %s an identical or near-identical vector in training or validation; %s what %d of %d test windows (%s) must predict"
                  .formatted(
                      count,
                      of,
                      count == 1 ? "has" : "have",
                      count == 1 ? "it is" : "they are",
                      windows,
                      testWindows,
                      percent(share()));
          case SHARED_TITLE ->
              "%d of %d test documents have the title of a document in training or validation"
                  .formatted(count, of);
        };
    return what + places();
  }

  /** The same in few words, to stand on every table and picture of a comparison. */
  public String mark() {
    String what =
        switch (kind) {
          case TEST_CHOOSES -> "%d test windows share chunks with validation".formatted(windows);
          case TEST_IS_TRAINED -> "%d test windows share chunks with training".formatted(windows);
          case SHARED_DOCUMENT ->
              "%d of %d test documents are also learned from".formatted(count, of);
          case COPIED_DOCUMENT ->
              "%d of %d test documents are copies of documents learned from".formatted(count, of);
          case COPIED_WORDS ->
              "%d of %d test documents have half of their words or more from a document learned from"
                  .formatted(count, of);
          case COPIED_PASSAGE ->
              "%d of %d test documents share a passage with documents learned from"
                  .formatted(count, of);
          case CROSSING_WINDOW -> "%d test windows cross documents".formatted(count);
          case DUPLICATE_CHUNKS ->
              "%d test windows (%s) must predict a chunk that was learned from"
                  .formatted(windows, percent(share()));
          case SHARED_TITLE ->
              "%d of %d test documents have a title learned from".formatted(count, of);
        };
    return "Leak: " + what;
  }

  /** The same where rows of test documents are counted from {@code start}. */
  Leak from(long start) {
    List<Sighting> moved = first.stream().map(at -> at.from(start)).toList();
    return new Leak(kind, count, of, windows, testWindows, moved);
  }

  /** The places found first, a line each, with what their texts say. */
  public List<String> lines() {
    return first.stream()
        .map(at -> place(at) + (at.evidence().isEmpty() ? "" : "; " + at.evidence()))
        .toList();
  }

  private String places() {
    if (first.isEmpty()) {
      return "";
    }
    String named =
        first.stream().limit(IN_SENTENCE).map(this::place).collect(Collectors.joining("; "));
    long more = count - Math.min(first.size(), IN_SENTENCE);
    return ": " + named + (more > 0 ? "; and " + more + " more" : "");
  }

  private String place(Sighting at) {
    return switch (kind) {
      case TEST_CHOOSES, TEST_IS_TRAINED ->
          "row %d of document `%s`".formatted(at.row(), at.document());
      case SHARED_DOCUMENT ->
          at.document().equals(at.otherDocument())
              ? "`%s` (in %s)".formatted(at.document(), at.otherPart())
              : "`%s` and `%s` of one group (in %s)"
                  .formatted(at.document(), at.otherDocument(), at.otherPart());
      case COPIED_DOCUMENT, COPIED_PASSAGE ->
          "`%s` and `%s` (in %s) at cosine %.4f, such as rows %d and %d"
              .formatted(
                  at.document(),
                  at.otherDocument(),
                  at.otherPart(),
                  at.cosine(),
                  at.row(),
                  at.otherRow());
      case COPIED_WORDS ->
          "`%s` and `%s` (in %s), such as rows %d and %d"
              .formatted(
                  at.document(), at.otherDocument(), at.otherPart(), at.row(), at.otherRow());
      case SHARED_TITLE ->
          "`%s` and `%s` (in %s)".formatted(at.document(), at.otherDocument(), at.otherPart());
      case CROSSING_WINDOW ->
          "row %d of `%s` and row %d of `%s`"
              .formatted(at.row(), at.document(), at.otherRow(), at.otherDocument());
      case DUPLICATE_CHUNKS ->
          "row %d of document `%s` is row %d of `%s` in %s (cosine %.4f)"
              .formatted(
                  at.row(),
                  at.document(),
                  at.otherRow(),
                  at.otherDocument(),
                  at.otherPart(),
                  at.cosine());
    };
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
