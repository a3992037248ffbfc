package dev.nextvec.data;

/**
 * An ordered run of chunks: rows {@code first} to {@code first + count - 1} of the vector store.
 *
 * @param id unique name within the dataset
 * @param title what a person calls it; may be empty
 * @param first first row
 * @param count number of chunks
 * @param group documents of one group never part between train, validation and test; usually the id
 */
public record Document(String id, String title, long first, long count, String group) {
  public Document {
    if (first < 0 || count < 0) {
      throw new IllegalArgumentException(
          "document `"
              + id
              + "` has first "
              + first
              + " and count "
              + count
              + ": both must be >= 0");
    }
  }

  /** A document that is its own group. */
  public Document(String id, String title, long first, long count) {
    this(id, title, first, count, id);
  }

  /** Number of windows of {@code contextLength + 1} chunks inside this document. */
  public long windows(int contextLength) {
    return Math.max(0, count - contextLength);
  }
}
