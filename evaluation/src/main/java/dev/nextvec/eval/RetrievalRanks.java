package dev.nextvec.eval;

/**
 * Ranks of the true next chunk of each ranked test window in every pool; row i belongs to the
 * window at position i of {@link RankedWindows#positions} among those of the {@link WindowScores}
 * beside it.
 *
 * @param document among the chunks of its own document
 * @param test among the chunks of all test documents
 * @param corpus among all chunks
 */
public record RetrievalRanks(Ranks document, Ranks test, Ranks corpus) {
  public RetrievalRanks {
    if (test.size() != document.size() || corpus.size() != document.size()) {
      throw new IllegalArgumentException(
          "ranks of %d, %d and %d windows are not those of the same windows"
              .formatted(document.size(), test.size(), corpus.size()));
    }
  }

  /** Whether these may be the ranks of a test with so many windows: of all, or of enough. */
  public boolean covers(int windows) {
    boolean share =
        size() < windows && (long) size() * corpus.candidates()[0] > RankedWindows.MOST_PAIRS / 2;
    return size() == windows || share;
  }

  /** Number of windows. */
  public int size() {
    return document.size();
  }

  /** The ranks in one pool. */
  public Ranks in(Pool pool) {
    return switch (pool) {
      case DOCUMENT -> document;
      case TEST -> test;
      case CORPUS -> corpus;
    };
  }
}
