package dev.nextvec.internal.engine;

import dev.nextvec.data.Windows;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows with a mean subtracted from each of their vectors, and where runs of neighbouring windows
 * begin and end: consecutive windows share all vectors but one.
 */
public final class WindowsLessMean {
  private final Windows windows;
  private final float[] mean;
  private final int positions;

  /**
   * Windows less a mean.
   *
   * @param mean {@code [dimension]}
   */
  public WindowsLessMean(Windows windows, double[] mean) {
    this.windows = windows;
    positions = windows.contextLength() + 1;
    this.mean = new float[mean.length];
    for (int d = 0; d < mean.length; d++) {
      this.mean[d] = (float) mean[d];
    }
  }

  /** Vectors of a window, its target included, which is the last. */
  public int positions() {
    return positions;
  }

  /** Length of one vector. */
  public int dimension() {
    return mean.length;
  }

  /** The windows that do not follow another of {@code rows} in the same document. */
  public int[] starts(int[] rows) {
    return ends(rows, -1);
  }

  /** The windows that no other of {@code rows} follows in the same document. */
  public int[] stops(int[] rows) {
    return ends(rows, 1);
  }

  private int[] ends(int[] rows, int side) {
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      int j = i + side;
      boolean neighbour =
          j >= 0
              && j < rows.length
              && rows[j] == rows[i] + side
              && windows.document(rows[j]) == windows.document(rows[i]);
      if (!neighbour) {
        ends.add(rows[i]);
      }
    }
    return ends.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Reads windows {@code rows[from] .. rows[from + count - 1]}.
   *
   * @param into receives {@code [count, positions * dimension]}
   */
  public void read(int[] rows, int from, int count, float[] into) {
    int width = positions * mean.length;
    for (int i = 0; i < count; i++) {
      windows.contextAndTarget(rows[from + i], into, i * width);
    }
    for (int i = 0; i < count * positions; i++) {
      subtractMean(into, i * mean.length);
    }
  }

  /** One loop to a method, so that the compiler makes vector instructions of it. */
  private void subtractMean(float[] values, int at) {
    for (int d = 0; d < mean.length; d++) {
      values[at + d] -= mean[d];
    }
  }
}
