package dev.nextvec.internal.baseline;

import java.util.Arrays;

/**
 * Predicts the mean of the context: the baseline every "vs linear average" is measured against.
 *
 * @param contextLength number of vectors in a context
 * @param dimension length of one vector
 */
public record LinearAverage(int contextLength, int dimension) implements Baseline {
  /** Its name in tables. */
  public static final String NAME = "linear average";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long parameters() {
    return 0;
  }

  @Override
  public long flops() {
    return 2L * contextLength * dimension;
  }

  @Override
  public void predict(float[] contexts, int count, float[] raw) {
    float share = 1f / contextLength;
    for (int i = 0; i < count; i++) {
      int to = i * dimension;
      Arrays.fill(raw, to, to + dimension, 0);
      for (int k = 0; k < contextLength; k++) {
        int from = (i * contextLength + k) * dimension;
        LearnedAverage.addScaled(share, contexts, from, raw, to, dimension);
      }
    }
  }
}
