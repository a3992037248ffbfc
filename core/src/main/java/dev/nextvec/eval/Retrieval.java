package dev.nextvec.eval;

/**
 * Ranks of the true next chunk of each test window in every pool; row i is the same window as row i
 * of the {@link WindowScores} beside it.
 *
 * @param document among the chunks of its own document
 * @param test among the chunks of all test documents
 * @param corpus among all chunks
 */
public record Retrieval(Ranks document, Ranks test, Ranks corpus) {
  public Retrieval {
    if (test.size() != document.size() || corpus.size() != document.size()) {
      throw new IllegalArgumentException(
          "ranks of %d, %d and %d windows are not those of the same windows"
              .formatted(document.size(), test.size(), corpus.size()));
    }
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
