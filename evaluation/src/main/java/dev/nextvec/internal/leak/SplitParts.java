package dev.nextvec.internal.leak;

import dev.nextvec.data.Document;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.twins.Stretch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** What a split is made of: its test windows, and the rows of each part. */
final class SplitParts {
  private final Windows windows;
  private final List<Document> documents;
  private final int[] testWindows;
  private final long[] train;
  private final long[] validation;
  private final long[] test;
  private final Map<String, Integer> owners = new HashMap<>();

  /** All windows of {@code testWindows} are the test, whatever the split says of it. */
  SplitParts(Windows windows, Split split, int[] testWindows, List<Document> documents) {
    this.windows = windows;
    this.documents = documents;
    this.testWindows = testWindows;
    this.train = SplitRows.of(windows, split.train());
    this.validation = SplitRows.of(windows, split.validation());
    this.test = SplitRows.of(windows, testWindows);
    documents.forEach(document -> owners.putIfAbsent(document.group(), owners.size()));
  }

  Windows windows() {
    return windows;
  }

  List<Document> documents() {
    return documents;
  }

  int[] testWindows() {
    return testWindows;
  }

  long[] train() {
    return train;
  }

  long[] validation() {
    return validation;
  }

  long[] test() {
    return test;
  }

  /** Rows of training and validation, ascending. */
  long[] learned() {
    return LongStream.concat(Arrays.stream(train), Arrays.stream(validation))
        .sorted()
        .distinct()
        .toArray();
  }

  /** Test windows of the documents. */
  int windowsIn(Set<Integer> chosen) {
    return (int)
        Arrays.stream(testWindows)
            .filter(window -> chosen.contains(document(windows.firstRow(window))))
            .count();
  }

  /** Test windows whose target is one of the rows. */
  int windowsThatPredict(Set<Long> rows) {
    return (int)
        Arrays.stream(testWindows)
            .filter(window -> rows.contains(windows.targetRow(window)))
            .count();
  }

  List<Integer> documentsOf(long[] rows) {
    return Arrays.stream(rows)
        .mapToInt(this::document)
        .filter(index -> index >= 0)
        .distinct()
        .boxed()
        .toList();
  }

  /** Rows that follow each other in one document; documents of one group have one owner. */
  List<Stretch> stretches(long[] rows) {
    List<Stretch> stretches = new ArrayList<>();
    for (int from = 0; from < rows.length; ) {
      int index = document(rows[from]);
      int to = from + 1;
      while (to < rows.length && rows[to] == rows[to - 1] + 1 && document(rows[to]) == index) {
        to++;
      }
      if (index >= 0) {
        int owner = owners.getOrDefault(documents.get(index).group(), -1);
        stretches.add(new Stretch(owner, rows[from], to - from));
      }
      from = to;
    }
    return stretches;
  }

  /** The place of the document that a row lies in; -1 for a row of none. */
  int document(long row) {
    return Document.holding(documents, row).orElse(-1);
  }

  String part(long row) {
    return SplitRows.holds(train, row) ? "train" : "validation";
  }

  String id(long row) {
    int index = document(row);
    return index < 0 ? "?" : documents.get(index).id();
  }
}
