package dev.nextvec.text;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * From the vectors of a text's tokens to the text's: what sentence-transformers puts after the
 * network. The vector is scaled to length 1 afterwards, whether or not there is a module for that.
 *
 * @param poolings one or more; their results stand one after the other
 * @param skipped how many tokens at the beginning, the prompt's, do not take part
 * @param dense layers after that
 */
record Readout(List<Pooling> poolings, int skipped, List<DenseLayer> dense) {
  Readout {
    poolings = List.copyOf(poolings);
    dense = List.copyOf(dense);
  }

  static Readout of(Pooling pooling) {
    return new Readout(List.of(pooling), 0, List.of());
  }

  /** Whether the first token's vector is all that is needed. */
  boolean needsFirstTokenOnly() {
    return poolings.equals(List.of(Pooling.CLS)) && skipped == 0;
  }

  /** Numbers in the result, for tokens of {@code width} numbers. */
  int dimension(int width) {
    return dense.isEmpty() ? poolings.size() * width : dense.get(dense.size() - 1).outputs();
  }

  /**
   * The vector of one text.
   *
   * @param tokens {@code [texts, positions, width]}
   * @param offset where the text's first token begins
   * @param length number of its tokens
   */
  float[] vector(FloatBuffer tokens, int offset, int length, int width) {
    float[] vector = new float[poolings.size() * width];
    if (length == 0) {
      return vector; // without direction, which is refused
    }
    int from = Math.min(skipped, length - 1); // a prompt alone is at least its last token
    for (int p = 0; p < poolings.size(); p++) {
      float[] part = poolings.get(p).pool(tokens, offset, from, length, width);
      System.arraycopy(part, 0, vector, p * width, width);
    }
    for (DenseLayer layer : dense) {
      vector = layer.apply(vector);
    }
    return vector;
  }
}
