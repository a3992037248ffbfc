package dev.nextvec.internal.rerank;

import java.util.Arrays;

/**
 * The scaled features of some windows' candidates, side by side, twice: by candidate and by
 * feature, so that every sum over them is one of long rows.
 *
 * @param rows {@code [candidates][features]}
 * @param columns {@code [features][candidates]}
 * @param ends by window, how many candidates it and those before it have
 * @param answers by window, which of its candidates is the true next chunk
 */
@SuppressWarnings("ArrayRecordComponent")
record Block(float[][] rows, float[][] columns, int[] ends, int[] answers) {
  /** So many windows stay near the processor. */
  static final int WINDOWS = 8;

  static Block of(Cases cases, Scaling scaling, int[] windows) {
    int features = cases.names().size();
    float[][] all = new float[windows.length][];
    int[] ends = new int[windows.length];
    int count = 0;
    for (int w = 0; w < windows.length; w++) {
      all[w] = cases.rows().of(windows[w]);
      count += all[w].length / features;
      ends[w] = count;
    }
    float[][] rows = new float[count][features];
    float[][] columns = new float[features][count];
    int at = 0;
    for (float[] raw : all) {
      for (int from = 0; from < raw.length; from += features, at++) {
        float[] row = rows[at];
        for (int f = 0; f < features; f++) {
          row[f] = scaling.of(raw[from + f], f);
          columns[f][at] = row[f];
        }
      }
    }
    return new Block(
        rows, columns, ends, Arrays.stream(windows).map(w -> cases.answers()[w]).toArray());
  }

  int windows() {
    return ends.length;
  }

  int count() {
    return rows.length;
  }

  int start(int window) {
    return window == 0 ? 0 : ends[window - 1];
  }
}
