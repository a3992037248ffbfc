package dev.nextvec.internal.examine;

import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorStore;

/** Rows scaled to unit length, so that products are cosines. */
final class UnitRows {
  private UnitRows() {}

  static void read(VectorStore vectors, long first, int count, float[] into) {
    vectors.read(first, count, into, 0);
    Rows.normaliseAll(into, count, vectors.dimension());
  }
}
