package dev.nextvec.stats;

import java.util.Arrays;

/**
 * Values per window gathered into sums over each document: all that a bootstrap over documents
 * needs, so that a resample costs documents and not windows.
 *
 * @param quantity what was summed
 * @param mean over all windows
 * @param windows number of windows in each document
 * @param residual per document: its sum less what the mean predicts for its count
 */
@SuppressWarnings("ArrayRecordComponent")
record DocumentSums(Quantity quantity, double mean, double[] windows, double[] residual) {

  /**
   * Gathers values.
   *
   * @param index the document of each window, from 0
   * @param windows number of windows in each document
   */
  static DocumentSums of(Quantity quantity, int[] index, double[] windows) {
    double[] values = quantity.values();
    if (values.length != index.length) {
      throw new IllegalArgumentException(
          "values and documents differ in length: " + values.length + " and " + index.length);
    }
    double[] sum = new double[windows.length];
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException("value " + i + " is " + values[i] + ": not finite");
      }
      sum[index[i]] += values[i];
    }
    double mean = Arrays.stream(sum).sum() / values.length;
    for (int i = 0; i < sum.length; i++) {
      sum[i] -= mean * windows[i];
    }
    return new DocumentSums(quantity, mean, windows, sum);
  }

  int documents() {
    return windows.length;
  }

  int count() {
    return quantity.values().length;
  }

  double squares() {
    return Arrays.stream(residual).map(e -> e * e).sum();
  }

  /**
   * Linearised standard error of the mean, as a ratio of sums over documents, the {@link #typical}
   * document counted once more.
   */
  double error() {
    return error(1);
  }

  /** The same with the typical document counted so often more. */
  double error(double times) {
    return Math.sqrt(variance(squares() + times * typical())) / count();
  }

  /** What the sum over all documents varies by, from a sum of squares over them. */
  double variance(double squares) {
    return squares * documents() / (documents() - 1);
  }

  /**
   * The square of what one document typically adds: Σe⁴ / Σe², which is the square of a single
   * document's residual where few documents matter; at least that of two windows with a rare event.
   */
  double typical() {
    double squares = squares();
    if (squares == 0) {
      return rarest();
    }
    double fourth = Arrays.stream(residual).map(e -> e * e * e * e).sum();
    return Math.max(fourth / squares, rarest());
  }

  /** The least that is taken for the square of what a document adds: two windows with an event. */
  double rarest() {
    return 2 * quantity.measure().event();
  }
}
