package dev.nextvec.text;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * How the vectors of a text's tokens become one. Padding never takes part. The names are those of
 * sentence-transformers.
 */
public enum Pooling {
  /** The vector of the first token. */
  CLS("cls", "pooling_mode_cls_token"),
  /** The largest value of each dimension. */
  MAX("max", "pooling_mode_max_tokens"),
  /** The mean of all tokens. */
  MEAN("mean", "pooling_mode_mean_tokens"),
  /** The sum of all tokens divided by the square root of their number. */
  MEAN_SQRT_LENGTH("mean_sqrt_len_tokens", "pooling_mode_mean_sqrt_len_tokens"),
  /** The mean of all tokens, each weighted by its position, counted from 1. */
  WEIGHTED_MEAN("weightedmean", "pooling_mode_weightedmean_tokens"),
  /** The vector of the last token. */
  LAST("lasttoken", "pooling_mode_lasttoken");

  private final String label;
  private final String flag;

  Pooling(String label, String flag) {
    this.label = label;
    this.flag = flag;
  }

  static Optional<Pooling> ofLabel(String label) {
    return Arrays.stream(values()).filter(p -> p.label.equals(label)).findFirst();
  }

  /** The field that chooses it in older configurations. */
  String flag() {
    return flag;
  }

  /**
   * Pools one text.
   *
   * @param tokens {@code [texts, positions, dimension]}
   * @param offset where the text's first token begins
   * @param from how many tokens at its beginning do not take part
   * @param length number of its tokens
   * @return {@code [dimension]}
   */
  float[] pool(FloatBuffer tokens, int offset, int from, int length, int dimension) {
    float[] row = new float[dimension];
    return switch (this) {
      case CLS -> {
        tokens.get(offset + from * dimension, row);
        yield row;
      }
      case LAST -> {
        tokens.get(offset + (length - 1) * dimension, row);
        yield row;
      }
      case MAX -> most(tokens, offset, from, length, dimension);
      case MEAN, MEAN_SQRT_LENGTH, WEIGHTED_MEAN -> mean(tokens, offset, from, length, dimension);
    };
  }

  private static float[] most(FloatBuffer tokens, int offset, int from, int length, int dimension) {
    float[] row = new float[dimension];
    float[] most = new float[dimension];
    tokens.get(offset + from * dimension, most);
    for (int t = from + 1; t < length; t++) {
      tokens.get(offset + t * dimension, row);
      for (int d = 0; d < dimension; d++) {
        most[d] = Math.max(most[d], row[d]);
      }
    }
    return most;
  }

  private float[] mean(FloatBuffer tokens, int offset, int from, int length, int dimension) {
    float[] row = new float[dimension];
    float[] sum = new float[dimension];
    double weights = 0;
    for (int t = from; t < length; t++) {
      tokens.get(offset + t * dimension, row);
      int weight = this == WEIGHTED_MEAN ? t + 1 : 1;
      weights += weight;
      for (int d = 0; d < dimension; d++) {
        sum[d] += weight * row[d];
      }
    }
    double divisor = this == MEAN_SQRT_LENGTH ? Math.sqrt(weights) : weights;
    for (int d = 0; d < dimension; d++) {
      sum[d] = (float) (sum[d] / divisor);
    }
    return sum;
  }
}
