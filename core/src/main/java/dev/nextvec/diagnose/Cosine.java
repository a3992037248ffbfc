package dev.nextvec.diagnose;

/** Cosines and lengths of rows of row-major arrays, summed in double. */
final class Cosine {
  private Cosine() {}

  /** Cosine of two rows; 0 where one has no length. */
  static double of(float[] a, int aFrom, float[] b, int bFrom, int dimension) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int d = 0; d < dimension; d++) {
      double x = a[aFrom + d];
      double y = b[bFrom + d];
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    return aa == 0 || bb == 0 ? 0 : ab / Math.sqrt(aa * bb);
  }

  /** Length of a row. */
  static double length(float[] a, int from, int dimension) {
    double squares = 0;
    for (int d = from; d < from + dimension; d++) {
      squares += (double) a[d] * a[d];
    }
    return Math.sqrt(squares);
  }

  /**
   * Mean of rows {@code from .. to - 1} of a context but {@code without}, as it is: not scaled.
   *
   * @param without row left out; -1 for none
   */
  static float[] mean(float[] context, int offset, int from, int to, int without, int dimension) {
    double[] sum = new double[dimension];
    int count = 0;
    for (int k = from; k < to; k++) {
      if (k != without) {
        count++;
        for (int d = 0; d < dimension; d++) {
          sum[d] += context[offset + k * dimension + d];
        }
      }
    }
    float[] mean = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      mean[d] = (float) (sum[d] / count);
    }
    return mean;
  }
}
