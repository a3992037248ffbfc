package dev.nextvec.internal.twins;

import dev.nextvec.vector.VectorStore;

/** How much two sets of vectors are spread over the same directions. */
public final class Subspaces {
  private Subspaces() {}

  /**
   * Overlap of the main directions of two sets: the mean squared cosine of the one's with the space
   * of the other's. 1 for the same space; count / dimension for spaces that have nothing to do with
   * each other.
   *
   * @param count directions of each
   */
  public static double overlap(VectorStore vectors, long[] a, long[] b, int count) {
    return Directions.of(vectors, a, count).overlap(Directions.of(vectors, b, count));
  }
}
