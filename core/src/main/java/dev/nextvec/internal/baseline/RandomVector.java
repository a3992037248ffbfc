package dev.nextvec.internal.baseline;

import dev.nextvec.vector.Rows;
import java.util.SplittableRandom;

/**
 * Predicts a direction drawn uniformly from the sphere: what knowing nothing scores. The draw
 * depends on the seed and on the context's numbers alone, so that it is the same in every batch.
 *
 * @param contextLength number of vectors in a context
 * @param dimension length of one vector
 * @param seed seed of the draws
 */
public record RandomVector(int contextLength, int dimension, long seed) implements Baseline {
  /** Its name in tables. */
  public static final String NAME = "random";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long parameters() {
    return 0;
  }

  /** The normalisation; drawing random numbers is not counted. */
  @Override
  public long flops() {
    return 3L * dimension;
  }

  @Override
  public void predict(float[] contexts, int count, float[] raw) {
    int size = contextLength * dimension;
    for (int i = 0; i < count; i++) {
      long key = seed;
      for (int at = i * size; at < (i + 1) * size; at++) {
        key = key * 0x9E3779B97F4A7C15L + Float.floatToIntBits(contexts[at]);
      }
      draw(new SplittableRandom(key), raw, i * dimension);
    }
  }

  private void draw(SplittableRandom random, float[] raw, int offset) {
    for (int d = 0; d < dimension; d++) {
      raw[offset + d] = (float) random.nextGaussian();
    }
    Rows.normalise(raw, offset, dimension);
  }
}
