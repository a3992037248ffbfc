package dev.nextvec.model;

/**
 * Predicts the mean of the context: the baseline every "vs linear average" is measured against.
 *
 * @param contextLength number of vectors in a context
 * @param dimension length of one vector
 */
public record LinearAverage(int contextLength, int dimension) implements Predictor {
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
    return (long) contextLength * dimension;
  }

  @Override
  public void predict(float[] contexts, int count, float[] raw) {
    float share = 1f / contextLength;
    for (int i = 0; i < count; i++) {
      int first = i * contextLength * dimension;
      for (int d = 0; d < dimension; d++) {
        float sum = 0;
        for (int k = 0; k < contextLength; k++) {
          sum += contexts[first + k * dimension + d];
        }
        raw[i * dimension + d] = sum * share;
      }
    }
  }
}
