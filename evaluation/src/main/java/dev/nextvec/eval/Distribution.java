package dev.nextvec.eval;

import java.util.Arrays;
import java.util.List;

/**
 * How values spread.
 *
 * @param count number of values
 * @param mean arithmetic mean
 * @param deviation standard deviation, with n - 1; 0 for a single value
 * @param quantiles values at {@link #LEVELS}, linearly interpolated
 * @param histogram counts in {@link #BINS} equal bins over -1 to 1; a value on an edge lies in the
 *     upper bin, 1 in the last
 */
public record Distribution(
    int count, double mean, double deviation, List<Double> quantiles, List<Integer> histogram) {
  /** Where the quantiles are taken; first and last are minimum and maximum. */
  public static final List<Double> LEVELS =
      List.of(0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0);

  /** Bins of the histogram, each 0.02 wide. */
  public static final int BINS = 100;

  public Distribution {
    quantiles = List.copyOf(quantiles);
    histogram = List.copyOf(histogram);
    if (quantiles.size() != LEVELS.size() || histogram.size() != BINS) {
      throw new IllegalArgumentException(
          "a distribution has %d quantiles and %d bins but was given %d and %d"
              .formatted(LEVELS.size(), BINS, quantiles.size(), histogram.size()));
    }
  }

  /** Describes values between -1 and 1, such as cosines. */
  public static Distribution of(float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double sum = 0;
    for (float value : sorted) {
      sum += value;
    }
    double mean = sum / n;
    double squares = 0;
    int[] bins = new int[BINS];
    for (float value : sorted) {
      squares += (value - mean) * (value - mean);
      bins[Math.clamp((int) Math.floor((value + 1) * BINS / 2), 0, BINS - 1)]++;
    }
    double deviation = n < 2 ? 0 : Math.sqrt(squares / (n - 1));
    return new Distribution(
        n,
        mean,
        deviation,
        LEVELS.stream().map(level -> quantile(sorted, level)).toList(),
        Arrays.stream(bins).boxed().toList());
  }

  /** The value below which {@code level} of the values lie; one of {@link #LEVELS}. */
  public double quantile(double level) {
    int at = LEVELS.indexOf(level);
    if (at < 0) {
      throw new IllegalArgumentException("no quantile at " + level + ", only at " + LEVELS);
    }
    return quantiles.get(at);
  }

  public static double quantile(float[] sorted, double level) {
    double at = level * (sorted.length - 1);
    int low = (int) at;
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * ((double) sorted[high] - sorted[low]);
  }
}
