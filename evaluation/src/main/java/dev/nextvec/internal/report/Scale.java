package dev.nextvec.internal.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Maps values to positions, linearly.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}
 * @param step distance between ticks
 */
record Scale(double low, double high, double step, double from, double to) {
  /** With less between the ends, labels of ticks would not differ. */
  private static final double LEAST = 4e-5;

  /**
   * A scale that holds {@code low} to {@code high} with round ends and about {@code ticks} ticks.
   */
  static Scale nice(double low, double high, int ticks, double from, double to) {
    if (high - low < LEAST) {
      double from0 = low == 0 ? 0 : (low + high - LEAST) / 2;
      return nice(from0, from0 + 1.0001 * LEAST, ticks, from, to);
    }
    double span = high - low;
    double power = Math.pow(10, Math.floor(Math.log10(span / ticks)));
    double best = power;
    for (double factor : new double[] {1, 2, 2.5, 5, 10}) {
      best = factor * power;
      if (span / best <= ticks + 0.5) {
        break;
      }
    }
    double bottom = Math.floor(low / best + 1e-9) * best;
    double top = Math.ceil(high / best - 1e-9) * best;
    return new Scale(bottom, top > bottom ? top : bottom + best, best, from, to);
  }

  double at(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  /** As {@link #at}, held inside the scale. */
  double inside(double value) {
    return at(Math.clamp(value, low, high));
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; low + i * step <= high + step * 1e-6; i++) {
      double tick = low + i * step;
      ticks.add(Math.abs(tick) < step * 1e-6 ? 0 : tick);
    }
    return ticks;
  }

  /** A tick's value with the digits the step needs. */
  String label(double tick) {
    int digits = 0;
    for (double s = step; digits < 6 && Math.abs(s - Math.rint(s)) > 1e-6; s *= 10) {
      digits++;
    }
    return String.format(Locale.ROOT, "%." + digits + "f", tick).replace('-', '\u2212');
  }
}
