package dev.nextvec.examine;

import dev.nextvec.data.Rows;
import dev.nextvec.data.VectorStore;

/** Rows scaled to unit length, so that products are cosines. */
final class UnitRows {
  private UnitRows() {}

  static void read(VectorStore vectors, long first, int count, float[] into) {
    vectors.read(first, count, into, 0);
    Rows.normaliseAll(into, count, vectors.dimension());
  }
}
