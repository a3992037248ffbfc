package dev.nextvec.internal.model;

import dev.nextvec.model.Model;
import java.util.List;
import java.util.function.Consumer;

/**
 * Some contexts of a call, of the model's sizes. Every model refuses the same with the same words.
 *
 * @param model that is to predict
 * @param all that the call gave
 * @param from the first of this batch
 * @param to the one after the last
 */
public record ContextBatch(Model model, List<float[][]> all, int from, int to) {

  /**
   * Checks the sizes of the contexts.
   *
   * @throws IllegalArgumentException if one has others, naming it
   */
  public ContextBatch {
    for (int i = from; i < to; i++) {
      requireSizes(model, all.get(i), all.size() == 1 ? "" : name(i));
    }
  }

  private static String name(int i) {
    return "context " + i;
  }

  private static void requireSizes(Model model, float[][] context, String which) {
    int dimension = model.dimension();
    if (context.length != model.contextLength()) {
      throw new IllegalArgumentException(
          "the model `%s` predicts from %d vectors but %s %d"
              .formatted(
                  model.name(),
                  model.contextLength(),
                  which.isEmpty() ? "was given" : which + " has",
                  context.length));
    }
    for (int k = 0; k < context.length; k++) {
      if (context[k].length != dimension) {
        throw new IllegalArgumentException(
            "vector %d of %s must have %d numbers but has %d"
                .formatted(
                    k, which.isEmpty() ? "the context" : which, dimension, context[k].length));
      }
    }
  }

  /** How many contexts there are. */
  public int count() {
    return to - from;
  }

  /**
   * Gives the vectors of all contexts, one after another. Each is looked at while it is in the
   * processor's cache anyhow, so what is wrong is told at the end: the taker may have been given
   * it.
   *
   * @throws IllegalArgumentException if one is not finite, naming it
   */
  public void forEachVector(Consumer<float[]> taker) {
    FiniteRows rows = new FiniteRows(model.dimension());
    for (int i = from; i < to; i++) {
      for (float[] vector : all.get(i)) {
        rows.add(vector);
        taker.accept(vector);
      }
    }
    if (!rows.areFinite()) {
      throw notFinite();
    }
  }

  private IllegalArgumentException notFinite() {
    for (int i = from; i < to; i++) {
      float[][] context = all.get(i);
      for (int k = 0; k < context.length; k++) {
        for (float number : context[k]) {
          if (!Float.isFinite(number)) {
            return new IllegalArgumentException(
                "vector %d of %s must be finite but holds %s"
                    .formatted(k, all.size() == 1 ? "the context" : name(i), number));
          }
        }
      }
    }
    throw new IllegalStateException("a context was changed while it was predicted from");
  }
}
