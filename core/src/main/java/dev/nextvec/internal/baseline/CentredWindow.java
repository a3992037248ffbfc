package dev.nextvec.internal.baseline;

import dev.nextvec.data.Windows;

/**
 * The vectors of one window less a mean, target last, and their dot products. A window that begins
 * one chunk after the one before shares all but its target with it.
 */
final class CentredWindow {
  private final Windows windows;
  private final double[] mean;
  private final float[] read;
  private final double[][] rows; // [contextLength + 1, dimension]
  private final double[][] dots; // of each row with those before it and itself
  private long nextRow = -1; // the target of the window that begins one chunk later

  CentredWindow(Windows windows, double[] mean) {
    this.windows = windows;
    this.mean = mean;
    int count = windows.contextLength() + 1;
    read = new float[mean.length];
    rows = new double[count][mean.length];
    dots = new double[count][count];
  }

  /**
   * The dot products of a window's vectors; valid until the next call.
   *
   * @return {@code [contextLength + 1, contextLength + 1]}, the lower half with its diagonal
   */
  double[][] dots(int window) {
    long target = windows.targetRow(window);
    int last = rows.length - 1;
    if (target == nextRow) {
      double[] oldest = rows[0];
      for (int k = 0; k < last; k++) {
        rows[k] = rows[k + 1];
        System.arraycopy(dots[k + 1], 1, dots[k], 0, k + 1);
      }
      rows[last] = oldest;
      add(last, target);
    } else {
      for (int k = 0; k <= last; k++) {
        add(k, target - last + k);
      }
    }
    nextRow = target + 1;
    return dots;
  }

  private void add(int k, long row) {
    windows.vectors().read(row, 1, read, 0);
    double[] centred = rows[k];
    for (int d = 0; d < centred.length; d++) {
      centred[d] = read[d] - mean[d];
    }
    for (int l = 0; l <= k; l++) {
      dots[k][l] = dot(centred, rows[l]);
    }
  }

  private static double dot(double[] a, double[] b) {
    double even = 0;
    double odd = 0;
    int d = 0;
    for (; d + 1 < a.length; d += 2) {
      even += a[d] * b[d];
      odd += a[d + 1] * b[d + 1];
    }
    return d < a.length ? even + odd + a[d] * b[d] : even + odd;
  }
}
