package dev.nextvec.internal.diagnose;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import java.util.Arrays;

/**
 * A window with the chunks around it that lie in the same document.
 *
 * @param before chunks before the context
 * @param after chunks after the target
 */
record RolloutStretch(int before, int after) {
  /** Context and target alone. */
  static final RolloutStretch WINDOW = new RolloutStretch(0, 0);

  /** Windows read and predicted at once. */
  static final int BATCH = 256;

  /** Receives stretches in order; the arrays are reused for the next batch. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param from position of the first window among those walked
     * @param count windows in this batch
     * @param chunks {@code [count, width, dimension]}
     * @param contexts {@code [count, contextLength, dimension]}
     */
    void visit(int from, int count, float[] chunks, float[] contexts);
  }

  /** Chunks in a stretch. */
  int width(int contextLength) {
    return before + contextLength + 1 + after;
  }

  /** Those of {@code rows} whose document reaches so far to both sides. */
  int[] within(Windows windows, int[] rows) {
    return Arrays.stream(rows)
        .filter(
            window -> {
              Document document = windows.documents().get(windows.document(window));
              return windows.firstRow(window) - before >= document.first()
                  && windows.targetRow(window) + after < document.end();
            })
        .toArray();
  }

  /** Reads the stretches of {@code rows}, batch by batch. */
  void walk(Windows windows, int[] rows, Visitor visitor) {
    int dimension = windows.dimension();
    int width = width(windows.contextLength()) * dimension;
    int context = windows.contextLength() * dimension;
    float[] chunks = new float[Math.min(BATCH, rows.length) * width];
    float[] contexts = new float[Math.min(BATCH, rows.length) * context];
    for (int from = 0; from < rows.length; from += BATCH) {
      int count = Math.min(BATCH, rows.length - from);
      for (int i = 0; i < count; i++) {
        long first = windows.firstRow(rows[from + i]) - before;
        windows.vectors().read(first, width / dimension, chunks, i * width);
        int start = i * width + before * dimension;
        System.arraycopy(chunks, start, contexts, i * context, context);
      }
      visitor.visit(from, count, chunks, contexts);
    }
  }
}
