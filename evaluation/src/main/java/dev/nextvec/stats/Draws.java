package dev.nextvec.stats;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Documents drawn with replacement, once for all quantities. What belongs to one document lies side
 * by side for all of them, so that the innermost loops run over quantities, eight at a time on a
 * wide processor.
 */
final class Draws {
  /** How often the typical document is counted in the variance of a draw. */
  private static final double TYPICAL = 0.25;

  private final List<DocumentSums> sums;
  private final int resamples;
  private final double[] windows;
  private final double[][] residuals;
  private final double[][] squares;
  private final double[][] products;
  private final double[] added;

  Draws(List<DocumentSums> sums, int resamples) {
    this.sums = sums;
    this.resamples = resamples;
    this.windows = sums.get(0).windows();
    int quantities = sums.size();
    this.residuals = new double[windows.length][quantities];
    this.squares = new double[windows.length][quantities];
    this.products = new double[windows.length][quantities];
    this.added = new double[quantities];
    for (int q = 0; q < quantities; q++) {
      DocumentSums each = sums.get(q);
      added[q] = Math.max(TYPICAL * each.typical(), each.rarest());
      for (int d = 0; d < windows.length; d++) {
        double residual = each.residual()[d];
        residuals[d][q] = residual;
        squares[d][q] = residual * residual;
        products[d][q] = residual * windows[d];
      }
    }
  }

  /** Per quantity and draw: (mean of the draw - mean) / standard error of the draw. */
  double[][] studentised(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] t = new double[sums.size()][resamples];
    int[] times = new int[windows.length];
    double[] e = new double[sums.size()];
    double[] ee = new double[sums.size()];
    double[] en = new double[sums.size()];
    for (int draw = 0; draw < resamples; draw++) {
      Arrays.fill(times, 0);
      for (int i = 0; i < times.length; i++) {
        times[random.nextInt(times.length)]++;
      }
      sum(times, residuals, e);
      sum(times, squares, ee);
      sum(times, products, en);
      divide(times, e, ee, en, t, draw);
    }
    return t;
  }

  private static void sum(int[] times, double[][] values, double[] total) {
    Arrays.fill(total, 0);
    for (int d = 0; d < times.length; d++) {
      if (times[d] > 0) {
        add(times[d], values[d], total);
      }
    }
  }

  private static void add(double times, double[] values, double[] total) {
    for (int q = 0; q < total.length; q++) {
      total[q] += times * values[q];
    }
  }

  private void divide(int[] times, double[] e, double[] ee, double[] en, double[][] t, int draw) {
    double n = 0;
    double nn = 0;
    for (int d = 0; d < times.length; d++) {
      n += times[d] * windows[d];
      nn += times[d] * windows[d] * windows[d];
    }
    for (int q = 0; q < e.length; q++) {
      double shift = e[q] / n;
      double squared = ee[q] - 2 * shift * en[q] + shift * shift * nn + added[q];
      double variance = sums.get(q).variance(squared);
      t[q][draw] = variance > 0 ? e[q] / Math.sqrt(variance) : 0;
    }
  }
}
