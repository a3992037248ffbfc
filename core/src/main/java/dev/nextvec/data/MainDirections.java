package dev.nextvec.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Orthonormal directions in which unit vectors differ most: a few rounds of subspace iteration on a
 * sample. Roughly the principal components, and that is enough: whoever uses them needs them
 * orthonormal, not exact.
 */
final class MainDirections {
  private static final int MOST = 16;
  private static final int SAMPLE = 2048;
  private static final int ROUNDS = 4;
  private static final long SEED = 1;

  private MainDirections() {}

  /** At most {@value #MOST} directions {@code [dimension]}; at least one. */
  static float[][] of(VectorStore vectors, long[] rows) {
    float[][] sample = sample(vectors, rows);
    int dimension = vectors.dimension();
    CounterRandom random = CounterRandom.of(SEED, "directions");
    double[][] basis = new double[Math.min(MOST, dimension)][dimension];
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
    return directions;
  }

  /** Evenly spread rows of unit length, less their mean. */
  private static float[][] sample(VectorStore vectors, long[] rows) {
    int count = Math.min(SAMPLE, rows.length);
    float[][] sample = new float[count][];
    double[] mean = new double[vectors.dimension()];
    for (int i = 0; i < count; i++) {
      sample[i] = vectors.read(rows[(int) ((long) i * rows.length / count)]);
      normalise(sample[i]);
      for (int d = 0; d < mean.length; d++) {
        mean[d] += sample[i][d] / count;
      }
    }
    for (float[] vector : sample) {
      for (int d = 0; d < mean.length; d++) {
        vector[d] -= (float) mean[d];
      }
    }
    return sample;
  }

  private static double[][] covarianceTimes(float[][] sample, float[][] directions) {
    double[][] product = new double[directions.length][directions[0].length];
    for (float[] vector : sample) {
      for (int k = 0; k < directions.length; k++) {
        float along = dot(vector, directions[k]);
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
    return basis.stream().map(MainDirections::narrow).toArray(float[][]::new);
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

  /** Four sums side by side: additions of floats in a fixed order run one after the other. */
  static float dot(float[] a, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int d = 0;
    for (; d + 3 < a.length; d += 4) {
      s0 += a[d] * b[d];
      s1 += a[d + 1] * b[d + 1];
      s2 += a[d + 2] * b[d + 2];
      s3 += a[d + 3] * b[d + 3];
    }
    for (; d < a.length; d++) {
      s0 += a[d] * b[d];
    }
    return (s0 + s1) + (s2 + s3);
  }

  static void normalise(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    if (squares > 0) {
      float scale = (float) (1 / Math.sqrt(squares));
      for (int d = 0; d < vector.length; d++) {
        vector[d] *= scale;
      }
    }
  }
}
