package dev.nextvec.internal.retrieval;

import java.util.Arrays;
import org.apache.lucene.util.NumericUtils;

/** The positions of the highest of many scores. */
public final class TopRows {
  private TopRows() {}

  /**
   * The highest first; of equal scores the first position.
   *
   * @param scores negative infinity for what does not count
   * @return at most {@code count} positions
   */
  public static int[] of(float[] scores, int count) {
    long[] heap = new long[Math.min(count, scores.length)]; // the lowest of those kept on top
    int size = 0;
    long lowest = Long.MIN_VALUE;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] == Float.NEGATIVE_INFINITY) {
        continue;
      }
      long key = key(scores[i], i);
      if (size < heap.length) {
        heap[size] = key;
        up(heap, size++);
        lowest = size == heap.length ? heap[0] : lowest;
      } else if (size > 0 && key > lowest) {
        heap[0] = key;
        down(heap, size);
        lowest = heap[0];
      }
    }
    long[] kept = Arrays.copyOf(heap, size);
    Arrays.sort(kept);
    int[] rows = new int[size];
    for (int i = 0; i < size; i++) {
      rows[i] = Integer.MAX_VALUE - (int) kept[size - 1 - i];
    }
    return rows;
  }

  /** Ordered by score, then by the earlier position. */
  private static long key(float score, int position) {
    long high = NumericUtils.floatToSortableInt(score + 0f); // makes 0 of -0
    return (high << 32) | (Integer.MAX_VALUE - position);
  }

  private static void up(long[] heap, int from) {
    int i = from;
    while (i > 0 && heap[(i - 1) / 2] > heap[i]) {
      swap(heap, i, (i - 1) / 2);
      i = (i - 1) / 2;
    }
  }

  private static void down(long[] heap, int size) {
    int i = 0;
    while (true) {
      int child = 2 * i + 1;
      if (child >= size) {
        return;
      }
      child += child + 1 < size && heap[child + 1] < heap[child] ? 1 : 0;
      if (heap[i] <= heap[child]) {
        return;
      }
      swap(heap, i, child);
      i = child;
    }
  }

  private static void swap(long[] heap, int a, int b) {
    long kept = heap[a];
    heap[a] = heap[b];
    heap[b] = kept;
  }
}
