package dev.nextvec.leak;

import dev.nextvec.data.VectorStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A few orthonormal directions in which stored vectors differ much: differences of pairs of them
 * drawn at random, made orthogonal. Such a difference points where the variance is, so a coordinate
 * tells rows apart several times better than one along a random direction would.
 */
final class Directions {
  private static final int MOST = 16;
  private static final long SEED = 1;

  /** Component by component: {@code [dimension, count]}. */
  private final float[] components;

  private final int count;

  private Directions(float[] components, int count) {
    this.components = components;
    this.count = count;
  }

  static Directions of(VectorStore store, long[] rows) {
    SplittableRandom random = new SplittableRandom(SEED);
    int dimension = store.dimension();
    List<double[]> found = new ArrayList<>();
    for (int draw = 0; draw < 4 * MOST && rows.length > 1 && found.size() < MOST; draw++) {
      float[] a = store.read(rows[random.nextInt(rows.length)]);
      float[] b = store.read(rows[random.nextInt(rows.length)]);
      double[] direction = new double[dimension];
      Arrays.setAll(direction, i -> a[i] - (double) b[i]);
      found.forEach(earlier -> addTimes(direction, -dot(direction, earlier), earlier));
      double length = Math.sqrt(dot(direction, direction));
      if (length > 1e-2 && Double.isFinite(length)) {
        Arrays.setAll(direction, i -> direction[i] / length);
        found.add(direction);
      }
    }
    float[] components = new float[dimension * found.size()];
    for (int k = 0; k < found.size(); k++) {
      for (int i = 0; i < dimension; i++) {
        components[i * found.size() + k] = (float) found.get(k)[i];
      }
    }
    return new Directions(components, found.size());
  }

  int count() {
    return count;
  }

  /** Adds {@code scale} times the vector at {@code offset} to the coordinates at {@code at}. */
  void project(float[] vectors, int offset, float scale, float[] into, int at) {
    int dimension = count == 0 ? 0 : components.length / count;
    float[] sums = new float[count];
    for (int i = 0; i < dimension; i++) {
      float x = vectors[offset + i] * scale;
      int from = i * count;
      for (int k = 0; k < sums.length; k++) {
        sums[k] += x * components[from + k];
      }
    }
    System.arraycopy(sums, 0, into, at, count);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void addTimes(double[] into, double factor, double[] b) {
    for (int i = 0; i < into.length; i++) {
      into[i] += factor * b[i];
    }
  }
}
