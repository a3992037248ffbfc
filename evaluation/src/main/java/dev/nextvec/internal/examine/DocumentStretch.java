package dev.nextvec.internal.examine;

import dev.nextvec.data.Document;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Consecutive rows of one document in one part of a split: usually the whole document.
 *
 * @param document its number
 * @param group number of the first document of its group
 * @param part 0 for training, 1 for validation, 2 for testing
 * @param first first row
 * @param count number of rows
 */
record DocumentStretch(int document, int group, int part, long first, int count) {
  /** Names of the parts, by number. */
  static final List<String> PARTS = List.of("train", "validation", "test");

  /** The part of each row; -1 for rows that no window of the split holds. */
  static byte[] partOfRows(Windows windows, Split split) {
    byte[] parts = new byte[(int) windows.vectors().rows()];
    Arrays.fill(parts, (byte) -1);
    int[][] members = {split.train(), split.validation(), split.test()};
    for (byte part = 0; part < members.length; part++) {
      for (int window : members[part]) {
        int first = (int) windows.firstRow(window);
        Arrays.fill(parts, first, first + windows.contextLength() + 1, part);
      }
    }
    return parts;
  }

  /** All stretches, in order of their rows. */
  static List<DocumentStretch> of(Windows windows, byte[] partOfRows) {
    List<Document> documents = windows.documents();
    List<DocumentStretch> stretches = new ArrayList<>();
    for (int d = 0; d < documents.size(); d++) {
      int end = (int) documents.get(d).end();
      for (int row = (int) documents.get(d).first(); row < end; ) {
        int from = row;
        while (row < end && partOfRows[row] == partOfRows[from]) {
          row++;
        }
        if (partOfRows[from] >= 0) {
          stretches.add(
              new DocumentStretch(d, windows.groupOf(d), partOfRows[from], from, row - from));
        }
      }
    }
    return stretches;
  }
}
