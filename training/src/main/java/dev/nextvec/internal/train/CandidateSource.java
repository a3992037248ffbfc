package dev.nextvec.internal.train;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Gathers the candidates of a step: the chunks of the documents its windows lie in, and some from
 * anywhere in the training windows. Only chunks of training windows are ever candidates.
 */
final class CandidateSource {
  /** Chunks on either side of a window: a document may be a book. */
  static final int REACH = 128;

  private final Windows windows;
  private final int[] train;
  private final int negatives;
  private final CounterRandom random;
  private float[] vectors = {};

  /**
   * @param train the training windows, ascending
   * @param seed with a step's number it decides which chunks are added
   */
  CandidateSource(Windows windows, int[] train, int negatives, long seed) {
    this.windows = windows;
    this.train = train;
    this.negatives = negatives;
    this.random = CounterRandom.of(seed, "negatives");
  }

  /** Rows {@code first .. end - 1}. */
  private record Range(long first, long end) {
    int length() {
      return Math.toIntExact(end - first);
    }

    boolean holds(long row) {
      return row >= first && row < end;
    }
  }

  /** The candidates of {@code order[from] .. order[from + size - 1]}; valid until the next call. */
  Candidates of(int[] order, int from, int size, long step) {
    List<Range> ranges = neighbourhoods(order, from, size);
    long[] others = others(ranges, random.at(step));
    int near = ranges.stream().mapToInt(Range::length).sum();
    int count = near + others.length;
    int dim = windows.dimension();
    if (vectors.length < count * dim) {
      vectors = new float[Math.multiplyExact(count, dim)];
    }
    int at = 0;
    for (Range range : ranges) {
      windows.vectors().read(range.first(), range.length(), vectors, at * dim);
      at += range.length();
    }
    for (long row : others) {
      windows.vectors().read(row, 1, vectors, at++ * dim);
    }
    Rows.normaliseAll(vectors, count, dim);
    int[] contexts = new int[size];
    for (int b = 0; b < size; b++) {
      contexts[b] = place(ranges, windows.firstRow(order[from + b]));
    }
    return new Candidates(vectors, count, contexts, windows.contextLength());
  }

  /** Rows around the windows, ascending and apart from each other. */
  private List<Range> neighbourhoods(int[] order, int from, int size) {
    List<Range> found = new ArrayList<>();
    for (int b = from; b < from + size; b++) {
      found.add(neighbourhood(order[b]));
    }
    found.sort(Comparator.comparingLong(Range::first));
    List<Range> merged = new ArrayList<>();
    for (Range next : found) {
      Range last = merged.isEmpty() ? null : merged.getLast();
      if (last == null || next.first() > last.end()) {
        merged.add(next);
      } else {
        merged.set(merged.size() - 1, new Range(last.first(), Math.max(last.end(), next.end())));
      }
    }
    return merged;
  }

  /** What is near a window in its document, as far as training windows reach. */
  private Range neighbourhood(int window) {
    int document = windows.document(window);
    int firstWindow = windows.firstWindow(document);
    int inDocument = (int) windows.documents().get(document).windows(windows.contextLength());
    int lowest = Math.max(firstWindow, train[0]);
    int highest = Math.min(firstWindow + inDocument - 1, train[train.length - 1]);
    return new Range(
        Math.max(windows.firstRow(lowest), windows.firstRow(window) - REACH),
        Math.min(windows.targetRow(highest), windows.targetRow(window) + REACH) + 1);
  }

  /** Targets of random training windows, without those that are candidates already. */
  private long[] others(List<Range> ranges, CounterRandom draw) {
    long[] rows = new long[negatives];
    for (int i = 0; i < negatives; i++) {
      rows[i] = windows.targetRow(train[draw.below(train.length, i)]);
    }
    return Arrays.stream(rows)
        .distinct()
        .filter(row -> ranges.stream().noneMatch(range -> range.holds(row)))
        .toArray();
  }

  private static int place(List<Range> ranges, long row) {
    int before = 0;
    for (Range range : ranges) {
      if (range.holds(row)) {
        return before + Math.toIntExact(row - range.first());
      }
      before += range.length();
    }
    throw new IllegalStateException("row " + row + " is not among its own candidates");
  }
}
