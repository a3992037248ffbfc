package dev.nextvec.data;

import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Synthetic documents whose best predictor is known in closed form. */
public final class Sequences {
  private Sequences() {}

  /** What the next vector is made from. */
  @FunctionalInterface
  public interface Step {
    /** The vector at {@code row}, given all rows of the document before it. */
    float[] next(List<float[]> before, Random random);
  }

  /**
   * Vector AR(1) on the sphere: x' = rho x + sqrt(1 - rho^2) e, where e is uniform among the unit
   * vectors orthogonal to x. The best prediction is the direction of x, its cosine exactly rho.
   */
  public static Windows ar1(int documents, int chunks, int dimension, double rho, long seed) {
    return windows(
        documents,
        chunks,
        seed,
        (before, random) -> {
          float[] e = unit(random, dimension);
          if (before.isEmpty()) {
            return e;
          }
          float[] x = before.get(before.size() - 1);
          double along = dot(e, x);
          double norm = Math.sqrt(1 - along * along);
          float[] next = new float[dimension];
          for (int d = 0; d < dimension; d++) {
            next[d] =
                (float) (rho * x[d] + Math.sqrt(1 - rho * rho) * (e[d] - along * x[d]) / norm);
          }
          return next;
        });
  }

  /** Windows of 5 + 1 over documents of equal length. */
  public static Windows windows(int documents, int chunks, long seed, Step step) {
    Random random = new Random(seed);
    List<float[]> rows = new ArrayList<>();
    List<Document> table = new ArrayList<>();
    for (int document = 0; document < documents; document++) {
      List<float[]> own = new ArrayList<>();
      for (int chunk = 0; chunk < chunks; chunk++) {
        own.add(step.next(own, random));
      }
      table.add(new Document("d" + document, "", rows.size(), chunks));
      rows.addAll(own);
    }
    return new Windows(new Rows(rows), table, 5);
  }

  /** A direction drawn uniformly from the sphere. */
  public static float[] unit(Random random, int dimension) {
    float[] vector = new float[dimension];
    double squares = 0;
    for (int d = 0; d < dimension; d++) {
      vector[d] = (float) random.nextGaussian();
      squares += vector[d] * vector[d];
    }
    for (int d = 0; d < dimension; d++) {
      vector[d] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  /** Every window. */
  public static int[] all(Windows windows) {
    return IntStream.range(0, windows.size()).toArray();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }

  private record Rows(List<float[]> vectors) implements VectorStore {
    @Override
    public long rows() {
      return vectors.size();
    }

    @Override
    public int dimension() {
      return vectors.get(0).length;
    }

    @Override
    public void read(long first, int count, float[] into, int offset) {
      for (int i = 0; i < count; i++) {
        float[] row = vectors.get(Math.toIntExact(first) + i);
        System.arraycopy(row, 0, into, offset + i * row.length, row.length);
      }
    }

    @Override
    public void close() {}
  }
}
