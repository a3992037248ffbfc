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

  /** One loop without a way out, so that the compiler makes vector instructions of it. */
  private static boolean isFinite(float[] vector) {
    float largest = 0;
    for (float number : vector) {
      largest = Math.max(largest, Math.abs(number)); // not a number stays so
    }
    return largest <= Float.MAX_VALUE;
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
