package dev.nextvec.internal.train;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.run.Goal;
import java.util.ArrayList;
import java.util.List;

/**
 * The order in which an epoch sees the training windows: each of them once, as a function of the
 * goal, the seed and the epoch alone. Steps take slices of it.
 */
final class EpochOrder {
  private EpochOrder() {}

  static int[] of(Goal goal, Windows windows, int[] train, long seed, int epoch) {
    CounterRandom random = CounterRandom.of(seed, "shuffle").at(epoch);
    return switch (goal) {
      case Goal.Regression() -> {
        int[] order = train.clone();
        random.shuffle(order);
        yield order;
      }
      case Goal.Retrieval retrieval -> stretches(windows, train, retrieval.stretch(), random);
    };
  }

  /**
   * Stretches of neighbours, shuffled; a document's first is cut at random, its last where it ends.
   */
  private static int[] stretches(Windows windows, int[] train, int stretch, CounterRandom random) {
    List<int[]> stretches = new ArrayList<>(); // from, to
    for (int from = 0; from < train.length; ) {
      int document = windows.document(train[from]);
      int length = 1 + random.at(document).below(stretch, 0);
      int end = from;
      while (end < train.length && windows.document(train[end]) == document) {
        end++;
      }
      for (; from < end; length = stretch) {
        int to = Math.min(from + length, end);
        stretches.add(new int[] {from, to});
        from = to;
      }
    }
    int[] shuffled = new int[stretches.size()];
    for (int i = 0; i < shuffled.length; i++) {
      shuffled[i] = i;
    }
    random.shuffle(shuffled);
    int[] order = new int[train.length];
    int at = 0;
    for (int index : shuffled) {
      int[] range = stretches.get(index);
      System.arraycopy(train, range[0], order, at, range[1] - range[0]);
      at += range[1] - range[0];
    }
    return order;
  }
}
