package dev.nextvec.model;

import dev.nextvec.internal.random.CounterRandom;
import java.util.Arrays;

/**
 * One tensor of a network: its PyTorch name, its shape and how it starts.
 *
 * @param name for example {@code blocks.0.gru.weight_ih_l0}
 * @param shape dimensions, row-major
 * @param start how it is initialised
 * @param trained whether the optimiser changes it; otherwise it is fitted or chosen by other means
 */
public record Parameter(String name, long[] shape, Start start, boolean trained) {

  /** A trained tensor. */
  public Parameter(String name, long[] shape, Start start) {
    this(name, shape, start, true);
  }

  /** A tensor that no gradient changes, every number of it {@code value} at first. */
  public static Parameter fixed(String name, long[] shape, double value) {
    return new Parameter(name, shape, new Start.Constant(value), false);
  }

  /** How a parameter is initialised. */
  public sealed interface Start {
    /** Uniform in [-bound, bound]. */
    record Uniform(double bound) implements Start {}

    /** Every number the same. */
    record Constant(double value) implements Start {}
  }

  /** Number of floats. */
  public long size() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** The starting values for a seed; depends on nothing but the seed and the name. */
  public float[] startingValues(long seed) {
    float[] values = new float[Math.toIntExact(size())];
    switch (start) {
      case Start.Constant(double value) -> Arrays.fill(values, (float) value);
      case Start.Uniform(double bound) -> {
        CounterRandom random = CounterRandom.of(seed, name);
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (bound * (2 * random.uniform(i) - 1));
        }
      }
    }
    return values;
  }
}
