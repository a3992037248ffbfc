package dev.nextvec.text;

import java.nio.FloatBuffer;

/** How the vectors of a text's tokens become one. Padding never takes part. */
public enum Pooling {
  /** The vector of the first token. */
  CLS,
  /** The mean of all tokens. */
  MEAN,
  /** The sum of all tokens divided by the square root of their number. */
  MEAN_SQRT_LENGTH,
  /** The largest value of each dimension. */
  MAX,
  /** The vector of the last token. */
  LAST;

  /**
   * Pools one text.
   *
   * @param tokens {@code [texts, positions, dimension]}
   * @param offset where the text's first token begins
   * @param length number of its tokens
   * @return {@code [dimension]}
   */
  float[] pool(FloatBuffer tokens, int offset, int length, int dimension) {
    float[] row = new float[dimension];
    return switch (this) {
      case CLS -> {
        tokens.get(offset, row);
        yield row;
      }
      case LAST -> {
        tokens.get(offset + (length - 1) * dimension, row);
        yield row;
      }
      case MEAN -> sum(tokens, offset, length, dimension, length);
      case MEAN_SQRT_LENGTH -> sum(tokens, offset, length, dimension, Math.sqrt(length));
      case MAX -> {
        float[] most = new float[dimension];
        tokens.get(offset, most);
        for (int t = 1; t < length; t++) {
          tokens.get(offset + t * dimension, row);
          for (int d = 0; d < dimension; d++) {
            most[d] = Math.max(most[d], row[d]);
          }
        }
        yield most;
      }
    };
  }

  private static float[] sum(
      FloatBuffer tokens, int offset, int length, int dimension, double divisor) {
    float[] row = new float[dimension];
    float[] sum = new float[dimension];
    for (int t = 0; t < length; t++) {
      tokens.get(offset + t * dimension, row);
      for (int d = 0; d < dimension; d++) {
        sum[d] += row[d];
      }
    }
    for (int d = 0; d < dimension; d++) {
      sum[d] = (float) (sum[d] / divisor);
    }
    return sum;
  }
}
