package dev.nextvec.stats;

/**
 * Student's t distribution.
 *
 * @param degrees degrees of freedom; from {@value #NORMAL} on it is the normal distribution to six
 *     digits
 */
record StudentT(double degrees) {
  /** Degrees of freedom that stand for infinitely many. */
  static final double NORMAL = 1e6;

  StudentT {
    if (!(degrees > 0)) {
      throw new IllegalArgumentException("degrees of freedom must be positive but were " + degrees);
    }
    degrees = Math.min(degrees, NORMAL);
  }

  static StudentT normal() {
    return new StudentT(NORMAL);
  }

  /** Probability of a value of at most {@code t}: Abramowitz and Stegun, 26.7.1. */
  double below(double t) {
    double outside = incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));
    return t < 0 ? outside / 2 : 1 - outside / 2;
  }

  /** Probability of a value at least as far from zero as {@code t}. */
  double beyond(double t) {
    return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));
  }

  /** The value that lies above {@code share} of all; {@code share} between 0 and 1. */
  double quantile(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("a share must be between 0 and 1 but was " + share);
    }
    double tail = 2 * Math.min(share, 1 - share);
    double high = 1;
    while (beyond(high) > tail) {
      high *= 2;
    }
    double low = 0;
    for (int i = 0; i < 100 && high - low > 1e-13 * high; i++) {
      double middle = (low + high) / 2;
      if (beyond(middle) > tail) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return share < 0.5 ? -high : high;
  }

  /** Regularised incomplete beta function, by the continued fraction of 26.5.8. */
  private static double incompleteBeta(double a, double b, double x) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    double scale =
        Math.exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
    return x < (a + 1) / (a + b + 2)
        ? scale * fraction(a, b, x) / a
        : 1 - scale * fraction(b, a, 1 - x) / b;
  }

  /** Lentz's evaluation. */
  private static double fraction(double a, double b, double x) {
    double c = 1;
    double d = 1 / (1 - (a + b) * x / (a + 1));
    double value = d;
    for (int m = 1; m <= 10_000; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / (1 + even * d);
      c = 1 + even / c;
      value *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / (1 + odd * d);
      c = 1 + odd / c;
      value *= d * c;
      if (Math.abs(d * c - 1) < 1e-15) {
        break;
      }
    }
    return value;
  }

  /** Stirling's series after a shift to where it is exact to 1e-15: 6.1.40. */
  private static double logGamma(double x) {
    double shift = 0;
    double at = x;
    while (at < 15) {
      shift += Math.log(at);
      at++;
    }
    double inverse = 1 / (at * at);
    double series =
        (1 / 12.0 - inverse * (1 / 360.0 - inverse * (1 / 1260.0 - inverse / 1680))) / at;
    return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
  }
}
