package dev.nextvec.internal.diagnose;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.vector.Rows;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What each test window is like, whatever predicts it; row i of every array is the same window.
 *
 * @param coherence mean cosine of all pairs in the context: how much it is about one thing
 * @param ahead topic shift: 1 - cosine between the newest chunk and the target
 * @param inside 1 - cosine between the newest chunk and the mean of those before it: a shift that a
 *     predictor can see
 * @param place where in its document the window lies, from 0 (first window) to below 1
 */
@SuppressWarnings("ArrayRecordComponent")
record Traits(float[] coherence, float[] ahead, float[] inside, float[] place) {

  static Traits of(Windows windows, int[] rows) {
    int n = windows.contextLength();
    int dimension = windows.dimension();
    int size = rows.length;
    Traits traits = new Traits(new float[size], new float[size], new float[size], new float[size]);
    RolloutStretch.WINDOW.walk(
        windows,
        rows,
        (from, count, chunks, contexts) -> {
          for (int i = 0; i < count; i++) {
            int start = i * (n + 1) * dimension;
            int newest = start + (n - 1) * dimension;
            int target = start + n * dimension;
            int row = from + i;
            traits.coherence[row] = (float) coherence(chunks, start, n, dimension);
            traits.ahead[row] =
                (float) (1 - Rows.cosine(chunks, newest, chunks, target, dimension));
            traits.inside[row] = (float) inside(chunks, start, n, dimension);
            traits.place[row] = (float) place(windows, rows[row]);
          }
        });
    return traits;
  }

  /** Of a single chunk: 1. */
  static double coherence(float[] chunks, int start, int n, int dimension) {
    double sum = 0;
    for (int k = 1; k < n; k++) {
      for (int l = 0; l < k; l++) {
        sum += Rows.cosine(chunks, start + k * dimension, chunks, start + l * dimension, dimension);
      }
    }
    return n == 1 ? 1 : sum / (n * (n - 1) / 2.0);
  }

  private static double inside(float[] chunks, int start, int n, int dimension) {
    if (n == 1) {
      return 0;
    }
    float[] mean = ContextMean.of(chunks, start, 0, n - 1, -1, dimension);
    return 1 - Rows.cosine(chunks, start + (n - 1) * dimension, mean, 0, dimension);
  }

  private static double place(Windows windows, int window) {
    int index = windows.document(window);
    Document document = windows.documents().get(index);
    double number = window - windows.firstWindow(index);
    return number / document.windows(windows.contextLength());
  }

  /**
   * Positions of the windows whose trait is among the lowest fifth, the next, ... the highest;
   * equal traits keep the order of the windows.
   */
  static int[][] fifths(float[] trait) {
    Integer[] order = new Integer[trait.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Float.compare(trait[a], trait[b]));
    int[][] fifths = new int[5][];
    for (int f = 0; f < 5; f++) {
      int from = (int) ((long) f * order.length / 5);
      int to = (int) ((long) (f + 1) * order.length / 5);
      fifths[f] = Arrays.stream(order, from, to).mapToInt(Integer::intValue).toArray();
    }
    return fifths;
  }

  /** Positions of the windows in each fifth of their document. */
  int[][] fifthsOfDocuments() {
    int[][] fifths = new int[5][];
    for (int f = 0; f < 5; f++) {
      int fifth = f;
      fifths[f] =
          IntStream.range(0, place.length).filter(i -> (int) (5 * place[i]) == fifth).toArray();
    }
    return fifths;
  }
}
