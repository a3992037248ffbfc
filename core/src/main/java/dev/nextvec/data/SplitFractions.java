package dev.nextvec.data;

/**
 * Shares of the three parts of a split; what is left of one is for training.
 *
 * @param validation share for validation
 * @param test share for testing
 */
public record SplitFractions(double validation, double test) {
  /** 80% training, 10% validation, 10% test. */
  public static final SplitFractions STANDARD = new SplitFractions(0.1, 0.1);

  public SplitFractions {
    if (!(validation > 0 && test > 0 && validation + test < 1)) {
      throw new IllegalArgumentException(
          "`validation-share` and `test-share` must be positive and sum to less than 1 but were %s and %s"
              .formatted(validation, test));
    }
  }

  /** How many of {@code total} are for validation: at least one. */
  int validationOf(int total) {
    return (int) Math.max(1, Math.round(total * validation));
  }

  /** How many of {@code total} are for testing: at least one. */
  int testOf(int total) {
    return (int) Math.max(1, Math.round(total * test));
  }
}
