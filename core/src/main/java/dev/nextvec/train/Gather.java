package dev.nextvec.train;

import dev.nextvec.data.Windows;

/** Copies windows from the store into one reused batch, contexts turned step by step. */
final class Gather {
  private final Windows windows;
  private final float[] contexts;
  private final float[] targets;

  Gather(Windows windows, int largestBatch) {
    this.windows = windows;
    int row = windows.dimension();
    contexts = new float[Math.multiplyExact(largestBatch * windows.contextLength(), row)];
    targets = new float[largestBatch * row];
  }

  /** Most windows of a batch. */
  int largestBatch() {
    return targets.length / windows.dimension();
  }

  /** The windows {@code order[from] .. order[from + size - 1]}; valid until the next call. */
  Batch batch(int[] order, int from, int size) {
    int n = windows.contextLength();
    int dim = windows.dimension();
    for (int b = 0; b < size; b++) {
      long first = windows.firstRow(order[from + b]);
      for (int t = 0; t < n; t++) {
        windows.vector(first + t, contexts, (t * size + b) * dim);
      }
      windows.vector(first + n, targets, b * dim);
    }
    return new Batch(contexts, targets, size);
  }
}
