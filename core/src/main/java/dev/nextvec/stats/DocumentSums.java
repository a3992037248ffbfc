package dev.nextvec.stats;

import java.util.Arrays;

/**
 * Values per window gathered into a sum and a count per document: all that a bootstrap over
 * documents needs, so that a resample costs documents and not windows.
 */
final class DocumentSums {
  final double[] sum;
  final double[] count;

  private DocumentSums(double[] sum, double[] count) {
    this.sum = sum;
    this.count = count;
  }

  /**
   * Gathers values.
   *
   * @param values one per window
   * @param documents the document of each window; any integers
   */
  static DocumentSums of(double[] values, int[] documents) {
    if (values.length != documents.length) {
      throw new IllegalArgumentException(
          "values and documents differ in length: " + values.length + " and " + documents.length);
    }
    if (values.length == 0) {
      throw new IllegalArgumentException("there are no windows to take a mean of");
    }
    int[] distinct = Arrays.stream(documents).sorted().distinct().toArray();
    double[] sum = new double[distinct.length];
    double[] count = new double[distinct.length];
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException("value " + i + " is " + values[i] + ": not finite");
      }
      int document = Arrays.binarySearch(distinct, documents[i]);
      sum[document] += values[i];
      count[document]++;
    }
    return new DocumentSums(sum, count);
  }

  int documents() {
    return sum.length;
  }

  long windows() {
    return (long) Arrays.stream(count).sum();
  }

  double mean() {
    return Arrays.stream(sum).sum() / Arrays.stream(count).sum();
  }

  /** Per document: its sum less what {@code mean} predicts for its count. */
  double[] residuals(double mean) {
    double[] residuals = new double[sum.length];
    for (int i = 0; i < sum.length; i++) {
      residuals[i] = sum[i] - mean * count[i];
    }
    return residuals;
  }

  /** Linearised standard error of the mean, as a ratio of sums over documents. */
  double standardError(double[] residuals) {
    double squares = Arrays.stream(residuals).map(e -> e * e).sum();
    double n = sum.length;
    return Math.sqrt(squares * n / (n - 1)) / windows();
  }
}
