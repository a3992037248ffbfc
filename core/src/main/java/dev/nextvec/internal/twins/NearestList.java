package dev.nextvec.internal.twins;

import java.util.Arrays;

/** The few best of many, the best first: stretches, and a row of each. */
final class NearestList {
  private final int[] stretches;
  private final long[] rows;
  private final float[] scores;
  private int size;

  NearestList(int most) {
    stretches = new int[most];
    rows = new long[most];
    scores = new float[most];
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
  }

  /** What must be exceeded to be taken. */
  float least() {
    return scores[scores.length - 1];
  }

  void add(int stretch, long row, float score) {
    int at = Math.min(size, scores.length - 1);
    while (at > 0 && scores[at - 1] < score) {
      scores[at] = scores[at - 1];
      stretches[at] = stretches[at - 1];
      rows[at] = rows[at - 1];
      at--;
    }
    scores[at] = score;
    stretches[at] = stretch;
    rows[at] = row;
    size = Math.min(size + 1, scores.length);
  }

  int size() {
    return size;
  }

  int stretch(int i) {
    return stretches[i];
  }

  long row(int i) {
    return rows[i];
  }
}
