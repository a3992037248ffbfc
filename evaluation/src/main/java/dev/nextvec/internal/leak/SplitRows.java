package dev.nextvec.internal.leak;

import dev.nextvec.data.Windows;
import java.util.Arrays;

/** The rows that the windows of one part of a split cover. */
final class SplitRows {
  private SplitRows() {}

  /** Rows of the windows, contexts and targets, ascending, each once. */
  static long[] of(Windows windows, int[] part) {
    long[] rows = new long[Math.multiplyExact(part.length, windows.contextLength() + 1)];
    int count = 0;
    for (int window : part) {
      long first = windows.firstRow(window);
      for (int i = 0; i <= windows.contextLength(); i++) {
        rows[count++] = first + i;
      }
    }
    return Arrays.stream(rows).sorted().distinct().toArray();
  }

  static boolean holds(long[] ascending, long row) {
    return Arrays.binarySearch(ascending, row) >= 0;
  }
}
