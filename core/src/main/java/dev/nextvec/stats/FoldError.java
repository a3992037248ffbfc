package dev.nextvec.stats;

import java.util.Arrays;

/**
 * How much a mean over the folds of a cross-validation owes to the chance of its trainings. All
 * windows of a fold are scored by one model, whose luck they share, so folds differ by more than
 * their documents do. Of e, the residual sum of a fold, K folds and N windows,
 *
 * <pre>excess = max(0, K / (K - 1) Σe² / N² - squared error over documents)</pre>
 *
 * is the variance that the documents do not explain, with K - 1 degrees of freedom. It is joined
 * with theirs as that of seeds is, see {@link Pivot}.
 *
 * <p>What the overlap of training sets adds cannot be estimated without bias from one
 * cross-validation (Bengio and Grandvalet, <em>No unbiased estimator of the variance of K-fold
 * cross-validation</em>, 2004). For learners that change little with one document it vanishes
 * (Bayle et al., <em>Cross-validation confidence intervals for test error</em>, 2020), and {@code
 * FoldCoverageTest} measures what is left. The correction of Nadeau and Bengio (<em>Inference for
 * the generalization error</em>, 2003) was measured too: its intervals are half as wide again and
 * hold the truth in 98 to 100 cases of 100.
 */
final class FoldError {
  private FoldError() {}

  /**
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
    double between = squares * folds / (folds - 1) / sums.count() / sums.count();
    double excess = between - sums.error() * sums.error();
    return excess > 0 ? new SeedError(excess, folds - 1) : SeedError.NONE;
  }
}
