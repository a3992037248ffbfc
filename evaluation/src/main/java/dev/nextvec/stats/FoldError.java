package dev.nextvec.stats;

import java.util.Arrays;

/**
 * How uncertain a mean over the folds of a cross-validation is. Two intervals are made of the same
 * mean, and the wider holds on each side (see {@link Pivot}).
 *
 * <p>Over documents, as everywhere, but the {@link DocumentSums#typical typical} document is
 * counted twice more instead of once: each document is tested on, and the models that test all
 * others learned from it.
 *
 * <p>Over folds, because all windows of a fold are scored by one model, whose luck they share: the
 * textbook interval of a mean of K values, one for each fold (Student's t with K - 1 degrees of
 * freedom; Dietterich, <em>Approximate statistical tests for comparing supervised classification
 * learning algorithms</em>, 1998, section 3.4), where a fold counts by its windows. Of e, the
 * residual sum of a fold, and N windows
 *
 * <pre>variance = K / (K - 1) (Σe² + ½ Σe⁴ / Σe²) / N²</pre>
 *
 * with the typical fold counted half a time more, because the luck of trainings is skewed and few
 * folds seldom hold an unlucky one.
 *
 * <p>What the overlap of training sets adds cannot be estimated without bias from one
 * cross-validation (Bengio and Grandvalet, <em>No unbiased estimator of the variance of K-fold
 * cross-validation</em>, 2004). For learners that change little with one document it vanishes
 * (Bayle et al., <em>Cross-validation confidence intervals for test error</em>, 2020). So both
 * counts were chosen by coverage, which {@code FoldCoverageTest} measures again: 93.2 to 99.3 of
 * 100 cases in each of its cells. Nadeau and Bengio's correction for the overlap (<em>Inference for
 * the generalization error</em>, 2003), Σe² times 1 + K / (K - 1), was measured too: 96 to 100, and
 * intervals a quarter wider than these with 5 folds.
 */
final class FoldError {
  /** How often the typical document is counted more. */
  private static final double TYPICAL_DOCUMENT = 2;

  /** How often the typical fold is counted more. */
  private static final double TYPICAL_FOLD = 0.5;

  private FoldError() {}

  /** The standard error over documents. */
  static double overDocuments(DocumentSums sums) {
    return sums.error(TYPICAL_DOCUMENT);
  }

  /**
   * The error over folds.
   *
   * @param fold of each document, in the order of {@code sums}
   */
  static SeedError of(DocumentSums sums, int[] fold) {
    int folds = (int) Arrays.stream(fold).distinct().count();
    if (folds < 2) {
      return SeedError.NONE;
    }
    double[] residual = new double[Arrays.stream(fold).max().orElseThrow() + 1];
    for (int d = 0; d < fold.length; d++) {
      residual[fold[d]] += sums.residual()[d];
    }
    double squares = Arrays.stream(residual).map(e -> e * e).sum();
    if (squares == 0) {
      return SeedError.NONE;
    }
    double typical = Arrays.stream(residual).map(e -> e * e * e * e).sum() / squares;
    double sum = squares + TYPICAL_FOLD * typical;
    return new SeedError(sum * folds / (folds - 1) / sums.count() / sums.count(), folds - 1);
  }
}
