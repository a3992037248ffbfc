package dev.nextvec.internal.diagnose;

import dev.nextvec.model.Mixing;
import dev.nextvec.model.Predictor;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A predictor made of one function from context to prediction, perhaps with weights of its own. */
record Rule(
    String name,
    int contextLength,
    int dimension,
    UnaryOperator<float[]> rule,
    Optional<Mixing> mixing)
    implements Predictor {

  Rule(String name, int contextLength, int dimension, UnaryOperator<float[]> rule) {
    this(name, contextLength, dimension, rule, Optional.empty());
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
    int size = contextLength * dimension;
    for (int i = 0; i < count; i++) {
      float[] context = Arrays.copyOfRange(contexts, i * size, (i + 1) * size);
      System.arraycopy(rule.apply(context), 0, raw, i * dimension, dimension);
    }
  }
}
