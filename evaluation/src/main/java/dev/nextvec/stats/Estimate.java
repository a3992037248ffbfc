package dev.nextvec.stats;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A mean over windows with its interval from resampling documents.
 *
 * @param value the mean over all windows
 * @param interval absent with fewer than {@link Bootstrap#FEWEST_DOCUMENTS} documents: a handful
 *     says too little about others
 * @param pValue two-sided probability of a mean at least this far from zero if the true mean were
 *     zero; 1 where there is no interval
 * @param documents number of documents
 * @param windows number of windows
 * @param folds of the cross-validation that the documents were tested in; empty for one test split
 */
public record Estimate(
    double value,
    Optional<Interval> interval,
    double pValue,
    int documents,
    long windows,
    OptionalInt folds) {

  /** Of one test split. */
  public Estimate(
      double value, Optional<Interval> interval, double pValue, int documents, long windows) {
    this(value, interval, pValue, documents, windows, OptionalInt.empty());
  }

  /** The estimate of the opposite, as of b - a for a - b. */
  public Estimate reversed() {
    return new Estimate(
        0 - value, interval.map(Interval::reversed), pValue, documents, windows, folds);
  }
}
