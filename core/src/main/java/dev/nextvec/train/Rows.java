package dev.nextvec.train;

/** Products of rows of row-major arrays, in double. */
final class Rows {
  /** What a shorter row's length counts as, so that it divides; PyTorch's cosine has the same. */
  static final double SHORTEST = 1e-8;

  private Rows() {}

  static double dot(float[] a, int aFrom, float[] b, int bFrom, int length) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      s0 += (double) a[aFrom + i] * b[bFrom + i];
      s1 += (double) a[aFrom + i + 1] * b[bFrom + i + 1];
      s2 += (double) a[aFrom + i + 2] * b[bFrom + i + 2];
      s3 += (double) a[aFrom + i + 3] * b[bFrom + i + 3];
    }
    for (; i < length; i++) {
      s0 += (double) a[aFrom + i] * b[bFrom + i];
    }
    return s0 + s1 + (s2 + s3);
  }

  /** Lengths of the rows, at least {@link #SHORTEST}. */
  static double[] norms(float[] rows, int count, int dim) {
    double[] norms = new double[count];
    for (int r = 0; r < count; r++) {
      norms[r] = Math.max(Math.sqrt(dot(rows, r * dim, rows, r * dim, dim)), SHORTEST);
    }
    return norms;
  }

  /** Brings the rows to unit length; one of length zero stays as it is. */
  static void normalise(float[] rows, int count, int dim) {
    double[] norms = norms(rows, count, dim);
    for (int r = 0; r < count; r++) {
      float inverse = (float) (1 / norms[r]);
      for (int i = r * dim; i < (r + 1) * dim; i++) {
        rows[i] *= inverse;
      }
    }
  }

  /** Cosine of row {@code r} of the one with row {@code r} of the other; 0 where one is zero. */
  static double cosine(float[] a, float[] b, int r, int dim) {
    double aa0 = 0;
    double bb0 = 0;
    double ab0 = 0;
    double aa1 = 0;
    double bb1 = 0;
    double ab1 = 0;
    int end = (r + 1) * dim;
    int i = r * dim;
    for (; i + 1 < end; i += 2) { // two sums side by side, and both rows read once
      double x = a[i];
      double y = b[i];
      aa0 += x * x;
      bb0 += y * y;
      ab0 += x * y;
      x = a[i + 1];
      y = b[i + 1];
      aa1 += x * x;
      bb1 += y * y;
      ab1 += x * y;
    }
    if (i < end) {
      aa0 += (double) a[i] * a[i];
      bb0 += (double) b[i] * b[i];
      ab0 += (double) a[i] * b[i];
    }
    double aa = aa0 + aa1;
    double bb = bb0 + bb1;
    return aa == 0 || bb == 0 ? 0 : (ab0 + ab1) / Math.sqrt(aa * bb);
  }
}
