package dev.nextvec.stats;

import java.util.Arrays;

/**
 * How much a mean over training seeds owes to which seeds they were.
 *
 * @param variance squared standard error of the mean over the seeds; 0 where nothing is known of it
 * @param degrees degrees of freedom of {@code variance}
 */
public record SeedError(double variance, double degrees) {
  /** One seed, or something that knows no seed. */
  public static final SeedError NONE = new SeedError(0, Double.POSITIVE_INFINITY);

  public SeedError {
    if (!(variance >= 0 && degrees > 0)) {
      throw new IllegalArgumentException(
          "a variance of %s with %s degrees of freedom cannot be".formatted(variance, degrees));
    }
  }

  /**
   * What the seeds' own figures say.
   *
   * @param figures one for each seed
   */
  public static SeedError of(double... figures) {
    int n = figures.length;
    if (n < 2) {
      return NONE;
    }
    double mean = Arrays.stream(figures).average().orElseThrow();
    double squares = Arrays.stream(figures).map(x -> (x - mean) * (x - mean)).sum();
    return new SeedError(squares / (n - 1) / n, n - 1);
  }

  /**
   * The error of a difference of two means over unrelated seeds. Degrees of freedom by Welch and
   * Satterthwaite: (a + b)² / (a² / df(a) + b² / df(b)) for variances a and b.
   */
  public SeedError with(SeedError other) {
    double sum = variance + other.variance;
    if (sum == 0) {
      return NONE;
    }
    double shares = variance * variance / degrees + other.variance * other.variance / other.degrees;
    return new SeedError(sum, sum * sum / shares);
  }

  /** Half the width of the interval that leaves {@code tail} on each side: t quantile × error. */
  double reach(double tail) {
    return variance == 0 ? 0 : new StudentT(degrees).quantile(1 - tail) * Math.sqrt(variance);
  }
}
