package dev.nextvec.internal.diagnose;

import dev.nextvec.internal.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A change made to a context before it is predicted from. */
public sealed interface Change {

  /** Short name, unique among the changes of a context. */
  String name();

  /**
   * Copies a context, changed.
   *
   * @param window number of the window, for what is drawn at random
   * @param context {@code [n, dimension]} from {@code offset} on
   * @param into receives {@code [n, dimension]} from {@code offset} on
   */
  void apply(int window, float[] context, int offset, int n, int dimension, float[] into);

  /** The chunks in another order, drawn for each window by itself; never the order they had. */
  record Shuffle(long seed) implements Change {
    @Override
    public String name() {
      return "shuffle";
    }

    @Override
    public void apply(int window, float[] context, int offset, int n, int dimension, float[] into) {
      CounterRandom random = CounterRandom.of(seed, "shuffle").at(window);
      int[] kept = IntStream.range(0, n).toArray();
      int[] order = kept.clone();
      for (int draw = 0; n > 1 && Arrays.equals(order, kept); draw++) {
        random.at(draw).shuffle(order);
      }
      reorder(order, context, offset, dimension, into);
    }
  }

  /** Newest first. */
  record Reverse() implements Change {
    @Override
    public String name() {
      return "reverse";
    }

    @Override
    public void apply(int window, float[] context, int offset, int n, int dimension, float[] into) {
      int[] order = IntStream.range(0, n).map(k -> n - 1 - k).toArray();
      reorder(order, context, offset, dimension, into);
    }
  }

  /** The newest chunk in every place. */
  record RepeatLast() implements Change {
    @Override
    public String name() {
      return "repeat last";
    }

    @Override
    public void apply(int window, float[] context, int offset, int n, int dimension, float[] into) {
      int[] order = new int[n];
      Arrays.fill(order, n - 1);
      reorder(order, context, offset, dimension, into);
    }
  }

  /**
   * One chunk replaced by the mean of the others, not scaled to unit length: to the linear average
   * the chunk is then exactly absent.
   *
   * @param position 0 is the oldest
   */
  record Drop(int position) implements Change {
    @Override
    public String name() {
      return "drop " + (position + 1);
    }

    @Override
    public void apply(int window, float[] context, int offset, int n, int dimension, float[] into) {
      System.arraycopy(context, offset, into, offset, n * dimension);
      float[] mean = ContextMean.of(context, offset, 0, n, position, dimension);
      System.arraycopy(mean, 0, into, offset + position * dimension, dimension);
    }
  }

  /** Every change of a context of {@code n}: shuffle, reverse, repeat last, drop 1 to n. */
  static List<Change> of(int n, long seed) {
    List<Change> changes = new ArrayList<>();
    if (n > 1) { // A single chunk has no order, and no others to replace it by.
      changes.addAll(List.of(new Shuffle(seed), new Reverse(), new RepeatLast()));
      changes.addAll(drops(n));
    }
    return changes;
  }

  /** Drop 1 to n. */
  static List<Drop> drops(int n) {
    return IntStream.range(0, n).mapToObj(Drop::new).toList();
  }

  private static void reorder(
      int[] order, float[] context, int offset, int dimension, float[] into) {
    for (int k = 0; k < order.length; k++) {
      int chunk = offset + order[k] * dimension;
      System.arraycopy(context, chunk, into, offset + k * dimension, dimension);
    }
  }
}
