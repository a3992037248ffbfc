package dev.nextvec.internal.eval;

/**
 * Predictions for some windows, with what they were made from and what they should have been. The
 * arrays are reused for the next batch: copy what must outlive {@link BatchConsumer#accept}.
 *
 * @param windows window numbers; those of this batch are {@code windows[from .. from + count - 1]}
 * @param from position of the batch's first window in {@code windows}
 * @param count number of windows in the batch
 * @param dimension length of one vector
 * @param contexts {@code [count, contextLength, dimension]}, oldest vector first
 * @param raw {@code [count, dimension]}: predictions as the model gives them, not normalised
 * @param targets {@code [count, dimension]}
 */
@SuppressWarnings("ArrayRecordComponent")
public record Batch(
    int[] windows,
    int from,
    int count,
    int dimension,
    float[] contexts,
    float[] raw,
    float[] targets) {

  /** Receives batches in order of the windows asked for. */
  @FunctionalInterface
  public interface BatchConsumer {
    void accept(Batch batch);
  }
}
