package dev.nextvec.internal.diagnose;

/** Mean of some chunks of a context. */
final class ContextMean {
  private ContextMean() {}

  /**
   * Mean of rows {@code from .. to - 1} of a context but {@code without}, as it is: not scaled.
   *
   * @param without row left out; -1 for none
   */
  static float[] of(float[] context, int offset, int from, int to, int without, int dimension) {
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
