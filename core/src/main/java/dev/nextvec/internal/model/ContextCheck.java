package dev.nextvec.internal.model;

import dev.nextvec.model.Model;
import java.util.List;

/** Whether contexts are what a model takes; every model refuses the same with the same words. */
public final class ContextCheck {
  private ContextCheck() {}

  /**
   * Copies some contexts of a call one after another.
   *
   * @param contexts all that the call gave
   * @param from the first to be copied
   * @param to the one after the last
   * @return {@code [to - from, contextLength, dimension]} row-major
   * @throws IllegalArgumentException if one has other sizes or is not finite, naming it
   */
  public static float[] joined(Model model, List<float[][]> contexts, int from, int to) {
    int size = model.contextLength() * model.dimension();
    float[] joined = new float[Math.multiplyExact(to - from, size)];
    for (int i = from; i < to; i++) {
      String which = contexts.size() == 1 ? "" : "context " + i;
      copy(model, contexts.get(i), which, joined, (i - from) * size);
    }
    return joined;
  }

  private static void copy(Model model, float[][] context, String which, float[] to, int at) {
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
    String of = which.isEmpty() ? "the context" : which;
    for (int k = 0; k < context.length; k++) {
      if (context[k].length != dimension) {
        throw new IllegalArgumentException(
            "vector %d of %s must have %d numbers but has %d"
                .formatted(k, of, dimension, context[k].length));
      }
      for (float number : context[k]) {
        if (!Float.isFinite(number)) {
          throw new IllegalArgumentException(
              "vector %d of %s must be finite but holds %s".formatted(k, of, number));
        }
      }
      System.arraycopy(context[k], 0, to, at + k * dimension, dimension);
    }
  }

  /** What a call says of a model that is closed. */
  public static IllegalStateException closed(String name) {
    return new IllegalStateException("the model `" + name + "` is closed: open it again");
  }
}
