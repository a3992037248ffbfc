package dev.nextvec.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What must stand on every table and picture of a comparison, so that none is taken for more than
 * it is when it is copied out of its report.
 *
 * @param shift the results beside those in domain; absent where they are in domain themselves:
 *     measured on other documents of the dataset that was learned from
 * @param folds how many folds the figures were pooled from; empty where one model of each row was
 *     tested on one test split
 * @param unknown of which rows no check can say whether the test was new to them, in sentences
 * @param marks what makes the numbers doubtful, such as a leak that was allowed; empty as a rule
 * @param foreign the rows of models that are known by their predictions alone
 */
public record TestDomain(
    Optional<DomainShift> shift,
    OptionalInt folds,
    List<String> unknown,
    List<String> marks,
    List<String> foreign) {
  /** Tested on other documents of the dataset that was learned from, and sound. */
  public static final TestDomain IN_DOMAIN = new TestDomain(Optional.empty(), List.of());

  /** Of figures of one test split. */
  public TestDomain(Optional<DomainShift> shift, List<String> marks) {
    this(shift, OptionalInt.empty(), List.of(), marks, List.of());
  }

  public TestDomain {
    unknown = List.copyOf(unknown);
    marks = List.copyOf(marks);
    foreign = List.copyOf(foreign);
  }

  /** The same with marks. */
  public TestDomain withMarks(List<String> found) {
    return new TestDomain(shift, folds, unknown, found, foreign);
  }

  /** The same with rows of models that are known by their predictions alone. */
  TestDomain withForeign(List<String> names) {
    return new TestDomain(shift, folds, unknown, marks, names);
  }

  /** The same with rows of which it is not known what they learned from. */
  public TestDomain withUnknown(List<String> sentences) {
    return new TestDomain(shift, folds, sentences, marks, foreign);
  }

  /** The same for figures pooled over the folds of a cross-validation. */
  public TestDomain acrossFolds(int count) {
    return new TestDomain(shift, OptionalInt.of(count), unknown, marks, foreign);
  }

  /**
   * The name of a figure that cannot be pooled: of cross-validated rows it is that of the model of
   * the first fold, and says so.
   */
  public String ofOneModel(String figure) {
    return folds.isEmpty() ? figure : figure + " (fold 1)";
  }

  /**
   * What a report and each of its tables must say: what figures pooled over folds are, what is not
   * known of rows, the marks, and which models nobody could check for leaks.
   */
  public List<String> notices() {
    List<String> notices = new ArrayList<>();
    folds.ifPresent(
        count ->
            notices.add(
                "cross-validated: %d folds; the figures are of the recipe, not of one trained model"
                    .formatted(count)));
    notices.addAll(unknown);
    notices.addAll(marks);
    foreign.forEach(
        name ->
            notices.add(
                name
                    + ": predictions from a file; what its model learned from is unknown, so it may"
                    + " have seen the test documents"));
    return notices;
  }

  /** What the numbers were measured on: {@code in-domain} or {@code out-of-domain}. */
  public String domain() {
    return shift.isEmpty() ? "in-domain" : "out-of-domain";
  }

  /** What a title says of it. */
  public String label() {
    return domain() + shift.map(other -> ": " + other.data()).orElse("");
  }

  /** What a picture must say: nothing where all is as a reader expects. */
  public List<String> stamps() {
    List<String> stamps = new ArrayList<>();
    shift.ifPresent(other -> stamps.add("%s, trained on %s".formatted(label(), other.trainedOn())));
    stamps.addAll(notices());
    return stamps;
  }
}
