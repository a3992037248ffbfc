package dev.nextvec.internal.baseline;

/**
 * Predicts the last vector of the context again.
 *
 * @param contextLength number of vectors in a context
 * @param dimension length of one vector
 */
public record Persistence(int contextLength, int dimension) implements Baseline {
  /** Its name in tables. */
  public static final String NAME = "persistence";

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
    return 0;
  }

  @Override
  public void predict(float[] contexts, int count, float[] raw) {
    for (int i = 0; i < count; i++) {
      int last = ((i + 1) * contextLength - 1) * dimension;
      System.arraycopy(contexts, last, raw, i * dimension, dimension);
    }
  }
}
