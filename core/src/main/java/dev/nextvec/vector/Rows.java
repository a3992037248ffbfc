package dev.nextvec.vector;

/** Sums over rows of row-major arrays, in double: products, lengths, cosines. */
public final class Rows {
  private Rows() {}

  /** Product of two rows. */
  public static double dot(float[] a, int aFrom, float[] b, int bFrom, int dimension) {
    double s0 = 0; // four sums side by side: one would wait for each addition
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < dimension; i += 4) {
      s0 += (double) a[aFrom + i] * b[bFrom + i];
      s1 += (double) a[aFrom + i + 1] * b[bFrom + i + 1];
      s2 += (double) a[aFrom + i + 2] * b[bFrom + i + 2];
      s3 += (double) a[aFrom + i + 3] * b[bFrom + i + 3];
    }
    for (; i < dimension; i++) {
      s0 += (double) a[aFrom + i] * b[bFrom + i];
    }
    return s0 + s1 + (s2 + s3);
  }

  /** Cosine of two rows; 0 where one has no length. */
  public static double cosine(float[] a, int aFrom, float[] b, int bFrom, int dimension) {
    double aa0 = 0;
    double bb0 = 0;
    double ab0 = 0;
    double aa1 = 0;
    double bb1 = 0;
    double ab1 = 0;
    int i = 0;
    for (; i + 1 < dimension; i += 2) { // two sums side by side, and both rows read once
      double x = a[aFrom + i];
      double y = b[bFrom + i];
      aa0 += x * x;
      bb0 += y * y;
      ab0 += x * y;
      x = a[aFrom + i + 1];
      y = b[bFrom + i + 1];
      aa1 += x * x;
      bb1 += y * y;
      ab1 += x * y;
    }
    if (i < dimension) {
      double x = a[aFrom + i];
      double y = b[bFrom + i];
      aa0 += x * x;
      bb0 += y * y;
      ab0 += x * y;
    }
    double aa = aa0 + aa1;
    double bb = bb0 + bb1;
    return aa == 0 || bb == 0 ? 0 : (ab0 + ab1) / Math.sqrt(aa * bb);
  }

  /** Cosine of two vectors of one length; 0 where one has no length. */
  public static double cosine(float[] a, float[] b) {
    return cosine(a, 0, b, 0, a.length);
  }

  /** Length of a row. */
  public static double length(float[] rows, int from, int dimension) {
    return Math.sqrt(dot(rows, from, rows, from, dimension));
  }

  /** Brings a row to unit length; one of length zero stays as it is. */
  public static void normalise(float[] rows, int from, int dimension) {
    double length = length(rows, from, dimension);
    if (length > 0) {
      double scale = 1 / length;
      for (int i = from; i < from + dimension; i++) {
        rows[i] = (float) (rows[i] * scale);
      }
    }
  }

  /** Brings the first {@code count} rows to unit length; one of length zero stays as it is. */
  public static void normaliseAll(float[] rows, int count, int dimension) {
    for (int row = 0; row < count; row++) {
      normalise(rows, row * dimension, dimension);
    }
  }
}
