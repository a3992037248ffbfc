package dev.nextvec.stats;

/**
 * Standard errors of a mean, by what they come from.
 *
 * @param documents over documents
 * @param folds over the folds of a cross-validation, of the same mean: not a second part of the
 *     error but a second measurement of it, which also sees the chance of trainings
 * @param seeds over training seeds, joined with the wider of the two
 */
record Doubt(double documents, SeedError folds, SeedError seeds) {
  /** Of figures of one test split. */
  static Doubt of(DocumentSums sums) {
    return new Doubt(sums.error(), SeedError.NONE, sums.quantity().seeds());
  }

  /**
   * Of figures that are pooled over folds.
   *
   * @param fold of each document, in the order of {@code sums}
   */
  static Doubt acrossFolds(DocumentSums sums, int[] fold) {
    return new Doubt(
        FoldError.overDocuments(sums), FoldError.of(sums, fold), sums.quantity().seeds());
  }

  /** The larger of the errors over documents and over folds. */
  double error() {
    return Math.max(documents, Math.sqrt(folds.variance()));
  }
}
