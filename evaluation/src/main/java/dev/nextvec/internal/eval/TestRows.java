package dev.nextvec.internal.eval;

import dev.nextvec.data.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rows that test windows touch, as ascending ranges [first, end). */
record TestRows(List<long[]> ranges, long count) {
  static TestRows of(Windows windows, int[] rows) {
    int[] ascending = rows.clone();
    Arrays.sort(ascending);
    List<long[]> ranges = new ArrayList<>();
    long count = 0;
    for (int window : ascending) {
      long first = windows.firstRow(window);
      long end = windows.targetRow(window) + 1;
      if (!ranges.isEmpty() && ranges.getLast()[1] >= first) {
        count += end - ranges.getLast()[1];
        ranges.getLast()[1] = end;
      } else {
        count += end - first;
        ranges.add(new long[] {first, end});
      }
    }
    return new TestRows(List.copyOf(ranges), count);
  }
}
