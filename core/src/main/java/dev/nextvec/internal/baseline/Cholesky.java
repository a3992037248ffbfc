package dev.nextvec.internal.baseline;

/** Solves small symmetric positive semidefinite systems in double precision. */
final class Cholesky {
  /** Added to the diagonal, relative to its mean: decides between equally good solutions. */
  private static final double JITTER = 1e-10;

  private Cholesky() {}

  /**
   * Solves {@code matrix x = right}.
   *
   * @param matrix {@code [n, n]}; only the lower triangle is read, and overwritten by its factor
   * @param right {@code [n]}
   */
  static double[] solve(double[][] matrix, double[] right) {
    factor(matrix);
    int n = right.length;
    double[] x = right.clone();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= matrix[i][k] * x[k];
      }
      x[i] /= matrix[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= matrix[k][i] * x[k];
      }
      x[i] /= matrix[i][i];
    }
    return x;
  }

  private static void factor(double[][] matrix) {
    int n = matrix.length;
    double trace = 0;
    for (int i = 0; i < n; i++) {
      trace += matrix[i][i];
    }
    double jitter = Math.max(JITTER * trace / n, Double.MIN_NORMAL);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j] + (i == j ? jitter : 0);
        for (int k = 0; k < j; k++) {
          sum -= matrix[i][k] * matrix[j][k];
        }
        // Rounding can leave a pivot a hair below zero when vectors repeat exactly.
        matrix[i][j] = i == j ? Math.sqrt(Math.max(sum, jitter)) : sum / matrix[j][j];
      }
    }
  }
}
