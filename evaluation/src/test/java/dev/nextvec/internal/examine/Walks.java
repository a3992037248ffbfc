package dev.nextvec.internal.examine;

import dev.nextvec.data.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Documents whose vectors walk on the sphere: what can be learned of them is known. */
final class Walks {
  static final int DIM = 16;

  private Walks() {}

  /** Vector AR(1) on the sphere: neighbours have cosine rho exactly, chunks k apart rho^k. */
  static float[][] of(int documents, int chunks, double rho, Random random) {
    float[][] rows = new float[documents * chunks][];
    for (int i = 0; i < rows.length; i++) {
      float[] e = unit(random);
      if (i % chunks > 0) {
        double along = 0;
        for (int d = 0; d < DIM; d++) {
          along += e[d] * rows[i - 1][d];
        }
        for (int d = 0; d < DIM; d++) {
          double aside = (e[d] - along * rows[i - 1][d]) / Math.sqrt(1 - along * along);
          e[d] = (float) (rho * rows[i - 1][d] + Math.sqrt(1 - rho * rho) * aside);
        }
      }
      rows[i] = e;
    }
    return rows;
  }

  private static float[] unit(Random random) {
    float[] vector = new float[DIM];
    double squares = 0;
    for (int d = 0; d < DIM; d++) {
      vector[d] = (float) random.nextGaussian();
      squares += vector[d] * vector[d];
    }
    for (int d = 0; d < DIM; d++) {
      vector[d] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  static List<Document> table(int documents, int chunks) {
    List<Document> table = new ArrayList<>();
    for (int i = 0; i < documents; i++) {
      table.add(new Document("d" + i, "", (long) i * chunks, chunks));
    }
    return table;
  }
}
