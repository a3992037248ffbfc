package dev.nextvec.internal.model;

import dev.nextvec.model.Model;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Some contexts of a call, of the model's sizes, however they were given. Every model refuses the
 * same with the same words.
 *
 * @param model that is to predict
 * @param all that the call gave
 * @param from the first of this batch
 * @param to the one after the last
 */
public record ContextBatch(Model model, Given all, int from, int to) {

  /** The contexts of a call. */
  public interface Given {
    int count();

    /** A vector of a context, to be read before the next is asked for. */
    float[] vector(int context, int k);

    /** All of them where they are, if native code can take them from there. */
    default Optional<FloatBuffer> inPlace() {
      return Optional.empty();
    }
  }

  /**
   * Contexts of their own.
   *
   * @throws IllegalArgumentException if one has not the model's sizes, naming it
   */
  static Given given(Model model, List<float[][]> contexts) {
    for (int i = 0; i < contexts.size(); i++) {
      requireSizes(model, contexts.get(i), contexts.size() == 1 ? "" : name(i));
    }
    return new Given() {
      @Override
      public int count() {
        return contexts.size();
      }

      @Override
      public float[] vector(int context, int k) {
        return contexts.get(context)[k];
      }
    };
  }

  /**
   * Contexts one after another, from a buffer's position to its limit.
   *
   * @throws IllegalArgumentException if they are not whole
   */
  static Given given(Model model, FloatBuffer contexts) {
    int dimension = model.dimension();
    int size = Math.multiplyExact(model.contextLength(), dimension);
    if (contexts.remaining() % size != 0) {
      throw new IllegalArgumentException(
          "the model `%s` predicts from %d vectors of %d numbers, so a buffer must hold a multiple of %d but holds %d"
              .formatted(
                  model.name(), model.contextLength(), dimension, size, contexts.remaining()));
    }
    FloatBuffer own = contexts.slice();
    return new Given() {
      private float @Nullable [] vector; // not before it is needed

      @Override
      public int count() {
        return own.limit() / size;
      }

      @Override
      public float[] vector(int context, int k) {
        vector = vector == null ? new float[dimension] : vector;
        own.get(context * size + k * dimension, vector);
        return vector;
      }

      @Override
      public Optional<FloatBuffer> inPlace() {
        return BufferMemory.isNative(own) ? Optional.of(own) : Optional.empty();
      }
    };
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
    int length = model.contextLength();
    for (int i = from; i < to; i++) {
      for (int k = 0; k < length; k++) {
        float[] vector = all.vector(i, k);
        rows.add(vector);
        taker.accept(vector);
      }
    }
    if (!rows.areFinite()) {
      throw notFinite();
    }
  }

  /**
   * The contexts where they are, if native code can take them from there, and looked at.
   *
   * @throws IllegalArgumentException if one is not finite, naming it
   */
  public Optional<FloatBuffer> inPlace() {
    int size = model.contextLength() * model.dimension();
    Optional<FloatBuffer> numbers =
        all.inPlace().map(each -> each.slice(from * size, count() * size));
    if (numbers.isPresent() && !FiniteRows.areFinite(numbers.get())) {
      throw notFinite();
    }
    return numbers;
  }

  private IllegalArgumentException notFinite() {
    for (int i = from; i < to; i++) {
      for (int k = 0; k < model.contextLength(); k++) {
        for (float number : all.vector(i, k)) {
          if (!Float.isFinite(number)) {
            return new IllegalArgumentException(
                "vector %d of %s must be finite but holds %s"
                    .formatted(k, all.count() == 1 ? "the context" : name(i), number));
          }
        }
      }
    }
    throw new IllegalStateException("a context was changed while it was predicted from");
  }
}
