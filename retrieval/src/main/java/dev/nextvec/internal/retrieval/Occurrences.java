package dev.nextvec.internal.retrieval;

import java.io.IOException;
import java.util.List;

/** Knows which chunks have a word, and how often. Safe to share by all threads. */
@FunctionalInterface
interface Occurrences {
  /** What is done with a word that a chunk has. */
  @FunctionalInterface
  interface Use {
    /**
     * Takes one.
     *
     * @param word its place in the list of words
     * @param chunk place in the list of chunks
     * @param having how many chunks of the index have the word
     * @param times how often this one has it
     */
    void of(int word, int chunk, int having, int times);
  }

  /**
   * Looks up words in some chunks; those of one chunk come in the order of their list.
   *
   * @param words each once
   * @param chunks in any order
   */
  void each(List<String> words, int[] chunks, Use use) throws IOException;
}
