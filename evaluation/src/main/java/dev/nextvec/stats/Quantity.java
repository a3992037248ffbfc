package dev.nextvec.stats;

import java.util.Arrays;

/**
 * Something whose mean over windows is to be estimated.
 *
 * @param values one per window, finite
 * @param measure what they are
 * @param seeds what the mean owes to the chance of training seeds
 */
@SuppressWarnings("ArrayRecordComponent")
public record Quantity(double[] values, Measure measure, SeedError seeds) {

  /** One that knows no seeds. */
  public static Quantity of(double[] values, Measure measure) {
    return new Quantity(values, measure, SeedError.NONE);
  }

  /** As {@link #of(double[], Measure)} for float32 values. */
  public static Quantity of(float[] values, Measure measure) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return of(wide, measure);
  }

  /** The paired difference from another quantity on the same windows, as far as it is told. */
  public Quantity less(Quantity other) {
    if (values.length != other.values.length) {
      throw new IllegalArgumentException(
          "paired values differ in length: " + values.length + " and " + other.values.length);
    }
    double[] difference = new double[values.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = measure.told(values[i] - other.values[i]);
    }
    return new Quantity(difference, measure.difference(), seeds.with(other.seeds));
  }

  /**
   * The same of some of the windows.
   *
   * @param windows their numbers
   */
  public Quantity of(int[] windows) {
    return new Quantity(
        Arrays.stream(windows).mapToDouble(window -> values[window]).toArray(), measure, seeds);
  }
}
