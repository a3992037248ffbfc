package dev.nextvec.internal.leak;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import java.util.Arrays;
import java.util.List;

/** The rows that the windows of one part of a split cover, and where rows stand. */
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

  /** Index of the document that a row lies in, or -1. */
  static int document(List<Document> documents, long row) {
    int low = 0;
    int high = documents.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Document document = documents.get(middle);
      if (row < document.first()) {
        high = middle - 1;
      } else if (row >= document.first() + document.count()) {
        low = middle + 1;
      } else {
        return middle;
      }
    }
    return -1;
  }
}
