package dev.nextvec.internal.nn;

/**
 * Which windows of a step's batch are computed here.
 *
 * @param first the first of them
 * @param size how many
 * @param of how many the batch has
 */
public record BatchShare(int first, int size, int of) {
  public BatchShare {
    if (first < 0 || size < 0 || of < 1 || first > of - size) {
      throw new IllegalArgumentException(
          "a share of a batch must lie in it but begins at %d, has %d windows, and the batch %d"
              .formatted(first, size, of));
    }
  }

  /** All of a batch. */
  public static BatchShare whole(int size) {
    return new BatchShare(0, size, size);
  }

  /** What one of several workers takes: consecutive windows, as even as they go. */
  public static BatchShare of(int batch, int rank, int workers) {
    int first = (int) ((long) batch * rank / workers);
    int end = (int) ((long) batch * (rank + 1) / workers);
    return new BatchShare(first, end - first, batch);
  }

  /** One of several pieces of it, which are computed one after another. */
  public BatchShare piece(int number, int pieces) {
    int begin = first + (int) ((long) size * number / pieces);
    int end = first + (int) ((long) size * (number + 1) / pieces);
    return new BatchShare(begin, end - begin, of);
  }

  /** Whether a window of the batch is computed here. */
  public boolean holds(int window) {
    return window >= first && window < first + size;
  }

  /** Whether nothing is computed elsewhere. */
  public boolean isWhole() {
    return size == of;
  }

  /** The share of the mean over the batch that these windows make. */
  public double weight() {
    return (double) size / of;
  }
}
