package dev.nextvec.internal.eval;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.internal.engine.Similarities;
import dev.nextvec.internal.twins.TwinSearch;
import dev.nextvec.progress.Progress;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many other candidates of each pool point in the direction of a window's target: nobody can
 * tell them apart. They are searched for, not met in a comparison of every pair, which takes as
 * long as the ranking itself.
 */
@SuppressWarnings("ArrayRecordComponent")
record IdenticalChunks(int[] document, int[] test, int[] corpus) {

  /**
   * Finds them.
   *
   * @param rows the ranked windows
   * @param testRows the candidates of pool {@link Pool#TEST}
   */
  static IdenticalChunks find(Windows windows, int[] rows, TestRows testRows) {
    long[] targets = Arrays.stream(rows).mapToLong(windows::targetRow).toArray();
    List<long[]> groups =
        TwinSearch.sameDirection(
            windows.vectors(), targets, 1 - Similarities.ROUNDING, Progress.none());
    Map<long[], Integer> ofTest = new IdentityHashMap<>();
    IdenticalChunks found =
        new IdenticalChunks(new int[rows.length], new int[rows.length], new int[rows.length]);
    for (int i = 0; i < rows.length; i++) {
      long[] group = groups.get(i);
      if (group.length > 1) {
        Document own = windows.documents().get(windows.document(rows[i]));
        int seen = between(group, windows.firstRow(rows[i]), targets[i] + 1); // and the target
        found.document[i] = between(group, own.first(), own.end()) - seen;
        found.test[i] = ofTest.computeIfAbsent(group, g -> inside(g, testRows)) - seen;
        found.corpus[i] = group.length - seen;
      }
    }
    return found;
  }

  /** What the ranks of another prediction for the same windows know. */
  static IdenticalChunks of(RetrievalRanks known) {
    return new IdenticalChunks(
        known.document().identical(), known.test().identical(), known.corpus().identical());
  }

  /** The counts of one pool, by ranked window. */
  int[] in(Pool pool) {
    return switch (pool) {
      case DOCUMENT -> document;
      case TEST -> test;
      case CORPUS -> corpus;
    };
  }

  private static int inside(long[] group, TestRows rows) {
    return rows.ranges().stream().mapToInt(range -> between(group, range[0], range[1])).sum();
  }

  /** How many of ascending rows lie in {@code from .. to - 1}. */
  private static int between(long[] ascending, long from, long to) {
    return place(ascending, to) - place(ascending, from);
  }

  private static int place(long[] ascending, long row) {
    int at = Arrays.binarySearch(ascending, row);
    return at < 0 ? -at - 1 : at;
  }
}
