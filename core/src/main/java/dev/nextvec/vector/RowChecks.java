package dev.nextvec.vector;

import java.util.Optional;

/** What every vector must satisfy: finite, not zero, as long as its neighbours. */
public final class RowChecks {
  /** From here on float16 rounds to infinity. */
  private static final float HALF_INFINITE = 65520;

  private RowChecks() {}

  /**
   * Lays vectors out in one array.
   *
   * @return {@code [vectors, dimension]}
   * @throws IllegalArgumentException if they are not all equally long
   */
  public static float[] flatten(float[][] vectors) {
    int dimension = vectors.length == 0 ? 0 : vectors[0].length;
    float[] flat = new float[Math.multiplyExact(vectors.length, dimension)];
    for (int i = 0; i < vectors.length; i++) {
      if (vectors[i].length != dimension) {
        throw new IllegalArgumentException(
            "vectors are ragged: vector 0 has "
                + dimension
                + " components but vector "
                + i
                + " has "
                + vectors[i].length);
      }
      System.arraycopy(vectors[i], 0, flat, i * dimension, dimension);
    }
    return flat;
  }

  /** Whether the vector at {@code offset} is finite and not zero. */
  static boolean isSound(float[] values, int offset, int dimension) {
    double sum = absoluteSum(values, offset, dimension);
    return sum > 0 && sum < Double.POSITIVE_INFINITY;
  }

  /** What is wrong with the vector at {@code offset}, if anything. */
  public static Optional<String> problem(float[] values, int offset, int dimension) {
    if (isSound(values, offset, dimension)) {
      return Optional.empty();
    }
    for (int i = 0; i < dimension; i++) {
      float value = values[offset + i];
      if (!Float.isFinite(value)) {
        return Optional.of("has " + value + " in component " + i);
      }
    }
    return Optional.of("is all zeros");
  }

  /**
   * What is wrong with the vector at {@code offset}, also once stored as {@code type}, if anything.
   */
  public static Optional<String> problem(
      float[] values, int offset, int dimension, VectorType type) {
    Optional<String> problem = problem(values, offset, dimension);
    if (problem.isPresent() || type == VectorType.FLOAT32) {
      return problem;
    }
    float largest = 0;
    for (int i = offset; i < offset + dimension; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    return largest >= HALF_INFINITE || Float.floatToFloat16(largest) == 0
        ? Optional.of(
            "has " + largest + " as its largest component: float16 cannot hold that, use float32")
        : Optional.empty();
  }

  /** Not a number or infinite exactly if one component is: a double holds any sum of floats. */
  private static double absoluteSum(float[] values, int offset, int dimension) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = offset;
    int end = offset + dimension;
    for (; i + 3 < end; i += 4) {
      a += Math.abs(values[i]);
      b += Math.abs(values[i + 1]);
      c += Math.abs(values[i + 2]);
      d += Math.abs(values[i + 3]);
    }
    for (; i < end; i++) {
      a += Math.abs(values[i]);
    }
    return a + b + c + d;
  }
}
