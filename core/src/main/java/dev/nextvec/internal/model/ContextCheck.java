package dev.nextvec.internal.model;

import dev.nextvec.model.Model;
import java.util.List;

/** Whether contexts are what a model takes; every model refuses the same with the same words. */
public final class ContextCheck {
  private ContextCheck() {}

  /**
   * Checks some contexts of a call.
   *
   * @param contexts all that the call gave
   * @param from the first to be checked
   * @param to the one after the last
   * @throws IllegalArgumentException if one has other sizes or is not finite, naming it
   */
  public static void require(Model model, List<float[][]> contexts, int from, int to) {
    for (int i = from; i < to; i++) {
      require(model, contexts.get(i), contexts.size() == 1 ? "" : "context " + i);
    }
  }

  private static void require(Model model, float[][] context, String which) {
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
      if (!isFinite(context[k])) {
        throw new IllegalArgumentException(
            "vector %d of %s must be finite but holds %s".formatted(k, of, offending(context[k])));
      }
    }
  }

  /** Zero times what is not finite is not a number; four sums, so that none waits for another. */
  private static boolean isFinite(float[] vector) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i <= vector.length - 4; i += 4) {
      a += 0 * vector[i];
      b += 0 * vector[i + 1];
      c += 0 * vector[i + 2];
      d += 0 * vector[i + 3];
    }
    for (; i < vector.length; i++) {
      a += 0 * vector[i];
    }
    return a + b + c + d == 0;
  }

  private static float offending(float[] vector) {
    for (float number : vector) {
      if (!Float.isFinite(number)) {
        return number;
      }
    }
    throw new IllegalStateException("every number is finite");
  }

  /** What a call says of a model that is closed. */
  public static IllegalStateException closed(String name) {
    return new IllegalStateException("the model `" + name + "` is closed: open it again");
  }
}
