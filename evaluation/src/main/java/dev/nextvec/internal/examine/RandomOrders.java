package dev.nextvec.internal.examine;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One test of whether a curve over distances is higher somewhere than the same curves of random
 * orders: the largest of its standardised heights against the largest of each random order, so that
 * it does not matter how many distances are looked at. A random order is standardised by the
 * others, as the real one is.
 *
 * @param curve the real order's value at each distance
 * @param shuffled by distance, the value of each random order
 */
@SuppressWarnings("ArrayRecordComponent")
record RandomOrders(double[] curve, double[][] shuffled) {
  /** One-sided, as one end of a 95 % interval is. */
  static final double LEVEL = 0.025;

  /** Values that differ by less than this differ by rounding. */
  private static final double ROUNDING = 1e-7;

  /** Share of the orders, the real one among them, that are as high somewhere as the real one. */
  double pValue() {
    double real = IntStream.range(0, curve.length).mapToDouble(this::height).max().orElse(0);
    long others = Arrays.stream(extremes(1)).filter(extreme -> extreme >= real).count();
    return (others + 1.0) / (orders() + 1);
  }

  /** Mean of the random orders at a distance. */
  double mean(int distance) {
    return Arrays.stream(shuffled[distance]).average().orElse(0);
  }

  /** What the curve is above somewhere exactly where the p-value is at most {@link #LEVEL}. */
  double high(int distance) {
    return mean(distance) + reach(1) * deviation(distance);
  }

  /** The same below. */
  double low(int distance) {
    return mean(distance) - reach(-1) * deviation(distance);
  }

  private int orders() {
    return shuffled.length == 0 ? 0 : shuffled[0].length;
  }

  private double reach(int side) {
    double[] extremes = extremes(side);
    Arrays.sort(extremes);
    int rank = (int) Math.floor(LEVEL * (extremes.length + 1));
    return extremes.length < 1 ? 0 : extremes[extremes.length - Math.max(1, rank)];
  }

  /** The largest standardised height of each random order; of its depth where side is -1. */
  private double[] extremes(int side) {
    return IntStream.range(0, orders())
        .mapToDouble(
            order ->
                IntStream.range(0, curve.length)
                    .mapToDouble(distance -> side * height(distance, order))
                    .max()
                    .orElse(0))
        .toArray();
  }

  private double height(int distance) {
    double deviation = deviation(distance);
    return deviation == 0 ? 0 : (curve[distance] - mean(distance)) / deviation;
  }

  private double height(int distance, int order) {
    double[] values = shuffled[distance];
    double own = values[order];
    double others = (mean(distance) * values.length - own) / (values.length - 1);
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      squares += i == order ? 0 : (values[i] - others) * (values[i] - others);
    }
    double deviation = Math.sqrt(squares / (values.length - 1));
    return deviation < ROUNDING ? 0 : (own - others) / deviation;
  }

  private double deviation(int distance) {
    double mean = mean(distance);
    double squares =
        Arrays.stream(shuffled[distance]).map(x -> (x - mean) * (x - mean)).average().orElse(0);
    double deviation = Math.sqrt(squares);
    return deviation < ROUNDING ? 0 : deviation;
  }
}
