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

  /** For each document every quantity's residual, then their squares, then their products. */
  private final double[][] parts;

  private final double[] added;

  Draws(List<DocumentSums> sums, int resamples) {
    this.sums = sums;
    this.resamples = resamples;
    this.windows = sums.get(0).windows();
    int quantities = sums.size();
    this.parts = new double[windows.length][3 * quantities];
    this.added = new double[quantities];
    for (int q = 0; q < quantities; q++) {
      DocumentSums each = sums.get(q);
      added[q] = Math.max(TYPICAL * each.typical(), each.rarest());
      for (int d = 0; d < windows.length; d++) {
        double residual = each.residual()[d];
        parts[d][q] = residual;
        parts[d][quantities + q] = residual * residual;
        parts[d][2 * quantities + q] = residual * windows[d];
      }
    }
  }

  /** Per quantity and draw: (mean of the draw - mean) / standard error of the draw. */
  double[][] studentised(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] t = new double[sums.size()][resamples];
    int[] times = new int[windows.length];
    double[] total = new double[3 * sums.size()];
    for (int draw = 0; draw < resamples; draw++) {
      Arrays.fill(times, 0);
      for (int i = 0; i < times.length; i++) {
        times[random.nextInt(times.length)]++;
      }
      sum(times, total);
      divide(times, total, t, draw);
    }
    return t;
  }

  private void sum(int[] times, double[] total) {
    Arrays.fill(total, 0);
    for (int d = 0; d < times.length; d++) {
      if (times[d] > 0) {
        add(times[d], parts[d], total);
      }
    }
  }

  private static void add(double times, double[] parts, double[] total) {
    for (int i = 0; i < total.length; i++) {
      total[i] += times * parts[i];
    }
  }

  private void divide(int[] times, double[] total, double[][] t, int draw) {
    int quantities = sums.size();
    double n = 0;
    double nn = 0;
    for (int d = 0; d < times.length; d++) {
      n += times[d] * windows[d];
      nn += times[d] * windows[d] * windows[d];
    }
    for (int q = 0; q < quantities; q++) {
      double e = total[q];
      double ee = total[quantities + q];
      double en = total[2 * quantities + q];
      double shift = e / n;
      double squared = ee - 2 * shift * en + shift * shift * nn + added[q];
      double variance = sums.get(q).variance(squared);
      t[q][draw] = variance > 0 ? e / Math.sqrt(variance) : 0;
    }
  }
}
