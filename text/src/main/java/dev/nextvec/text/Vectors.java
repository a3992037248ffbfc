package dev.nextvec.text;

import dev.nextvec.vector.Rows;

/** Arithmetic on single vectors. */
final class Vectors {
  private Vectors() {}

  /**
   * Scales a vector to length 1, in place.
   *
   * @throws IllegalArgumentException if it has no direction: zero, NaN or infinite
   */
  static float[] normalise(float[] vector) {
    double length = Rows.length(vector, 0, vector.length);
    if (!(length > 0) || Double.isInfinite(length)) {
      throw new IllegalArgumentException(
          "the encoder gave a vector without direction (length " + length + ")");
    }
    Rows.normalise(vector, 0, vector.length);
    return vector;
  }

  /**
   * Vectors of length 1 one after the other, divided by the square root of their number: of length
   * 1 again.
   */
  static float[] concatenate(float[][] parts) {
    if (parts.length == 1) {
      return parts[0];
    }
    int dimension = 0;
    for (float[] part : parts) {
      dimension += part.length;
    }
    float[] whole = new float[dimension];
    double scale = 1 / Math.sqrt(parts.length);
    int at = 0;
    for (float[] part : parts) {
      for (float value : part) {
        whole[at++] = (float) (value * scale);
      }
    }
    return whole;
  }
}
