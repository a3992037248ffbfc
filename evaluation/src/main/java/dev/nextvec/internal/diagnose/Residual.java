package dev.nextvec.internal.diagnose;

import dev.nextvec.vector.Rows;

/**
 * What the residual network adds to one prediction.
 *
 * @param share length of the residual by that of what it is added to; 0 where that is 0
 * @param turn 1 - cosine between the prediction with and without it
 * @param gain cosine with the target, with less without it
 */
public record Residual(double share, double turn, double gain) {

  /**
   * Of row {@code i}.
   *
   * @param raw predictions
   * @param base what they are without the residual
   * @param target the target's place in {@code chunks}
   */
  static Residual of(float[] raw, float[] base, int i, float[] chunks, int target, int dimension) {
    int at = i * dimension;
    float[] residual = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      residual[d] = raw[at + d] - base[at + d];
    }
    double length = Rows.length(base, at, dimension);
    double with = Rows.cosine(raw, at, chunks, target, dimension);
    double without = Rows.cosine(base, at, chunks, target, dimension);
    return new Residual(
        length == 0 ? 0 : Rows.length(residual, 0, dimension) / length,
        1 - Rows.cosine(raw, at, base, at, dimension),
        with - without);
  }
}
