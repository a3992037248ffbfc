package dev.nextvec.internal.twins;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.List;

/**
 * A few orthonormal directions in which unit vectors differ most: a few rounds of subspace
 * iteration on a sample. Roughly the principal components, and that is enough: whoever uses them
 * needs them orthonormal, not exact.
 */
final class Directions {
  /** As many as tell apart rows that lie as far from each other as near duplicates may. */
  static final int MOST = 16;

  private static final int SAMPLE = 2048;
  private static final int ROUNDS = 4;
  private static final long SEED = 1;

  /** Component by component: {@code [dimension, count]}. */
  private final float[] components;

  private final int count;

  private Directions(float[][] directions, int dimension) {
    count = directions.length;
    components = new float[dimension * count];
    for (int k = 0; k < count; k++) {
      for (int d = 0; d < dimension; d++) {
        components[d * count + k] = directions[k][d];
      }
    }
  }

  /** At most {@code most} directions; at least one. */
  static Directions of(VectorStore vectors, long[] rows, int most) {
    float[][] sample = sample(vectors, rows);
    int dimension = vectors.dimension();
    CounterRandom random = CounterRandom.of(SEED, "directions");
    double[][] basis = new double[Math.min(most, dimension)][dimension];
    for (int k = 0; k < basis.length; k++) {
      for (int d = 0; d < dimension; d++) {
        basis[k][d] = random.at(k).gaussian(d);
      }
    }
    float[][] directions = orthonormal(basis);
    for (int round = 0; round < ROUNDS; round++) {
      float[][] next = orthonormal(covarianceTimes(sample, directions));
      if (next.length == 0) {
        break; // all rows are equal: any direction serves
      }
      directions = next;
    }
    return new Directions(directions, dimension);
  }

  int count() {
    return count;
  }

  /** Mean squared cosine of these directions with the space of the others. */
  double overlap(Directions other) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      for (int j = 0; j < other.count; j++) {
        double product = 0;
        for (int at = 0; at * count < components.length; at++) {
          product += (double) components[at * count + k] * other.components[at * other.count + j];
        }
        sum += product * product;
      }
    }
    return sum / count;
  }

  /**
   * The coordinates of a row scaled to unit length.
   *
   * @param into receives {@code [count]} from {@code at} on
   * @return false, and nothing is written, if the row's length is zero or not finite
   */
  boolean project(float[] rows, int from, float[] into, int at) {
    int dimension = components.length / count;
    double length = Rows.length(rows, from, dimension);
    if (!(length > 0 && length < Double.POSITIVE_INFINITY)) {
      return false;
    }
    float scale = (float) (1 / length);
    float[] sums = new float[count];
    for (int d = 0; d < dimension; d++) {
      float x = rows[from + d] * scale;
      int first = d * count;
      for (int k = 0; k < sums.length; k++) {
        sums[k] += x * components[first + k];
      }
    }
    System.arraycopy(sums, 0, into, at, count);
    return true;
  }

  /** Evenly spread rows of unit length, less their mean; rows of no finite length are left out. */
  private static float[][] sample(VectorStore vectors, long[] rows) {
    int count = Math.min(SAMPLE, rows.length);
    List<float[]> sample = new ArrayList<>();
    double[] mean = new double[vectors.dimension()];
    for (int i = 0; i < count; i++) {
      float[] row = vectors.read(rows[(int) ((long) i * rows.length / count)]);
      if (Double.isFinite(Rows.length(row, 0, row.length))) {
        Rows.normalise(row, 0, row.length);
        sample.add(row);
      }
    }
    for (float[] vector : sample) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += vector[d] / sample.size();
      }
    }
    for (float[] vector : sample) {
      for (int d = 0; d < mean.length; d++) {
        vector[d] -= (float) mean[d];
      }
    }
    return sample.toArray(float[][]::new);
  }

  private static double[][] covarianceTimes(float[][] sample, float[][] directions) {
    double[][] product = new double[directions.length][directions[0].length];
    for (float[] vector : sample) {
      for (int k = 0; k < directions.length; k++) {
        double along = Rows.dot(vector, 0, directions[k], 0, vector.length);
        double[] sum = product[k];
        for (int d = 0; d < sum.length; d++) {
          sum[d] += along * vector[d];
        }
      }
    }
    return product;
  }

  /** Gram and Schmidt, twice for accuracy; a direction that depends on those before is left out. */
  private static float[][] orthonormal(double[][] vectors) {
    List<double[]> basis = new ArrayList<>();
    for (double[] vector : vectors) {
      double before = Math.sqrt(dot(vector, vector));
      for (int pass = 0; pass < 2; pass++) {
        for (double[] other : basis) {
          double along = dot(vector, other);
          for (int d = 0; d < vector.length; d++) {
            vector[d] -= along * other[d];
          }
        }
      }
      double length = Math.sqrt(dot(vector, vector));
      if (length > 1e-6 * before && length > 1e-12) {
        for (int d = 0; d < vector.length; d++) {
          vector[d] /= length;
        }
        basis.add(vector);
      }
    }
    return basis.stream().map(Directions::narrow).toArray(float[][]::new);
  }

  private static float[] narrow(double[] vector) {
    float[] narrow = new float[vector.length];
    for (int d = 0; d < narrow.length; d++) {
      narrow[d] = (float) vector[d];
    }
    return narrow;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }
}
