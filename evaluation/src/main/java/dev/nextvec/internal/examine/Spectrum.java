package dev.nextvec.internal.examine;

import dev.nextvec.internal.engine.CovarianceSum;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.progress.Progress;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * In how many directions vectors differ: the eigenvalues l of the covariance of the unit vectors.
 *
 * @param shares each eigenvalue as a share of their sum, largest first
 * @param effectiveDimension participation ratio (sum l)^2 / sum l^2: the number of equal
 *     eigenvalues that would spread as much
 * @param components90 components that hold 90 % of the variance
 * @param rows rows it was computed from
 */
public record Spectrum(
    List<Double> shares, double effectiveDimension, int components90, long rows) {
  /** Time grows with the cube of the dimension: beyond this there is no spectrum. */
  public static final int LARGEST = 4096;

  private static final int MOST_ROWS = 100_000;
  private static final int BLOCK = 4096;

  public Spectrum {
    shares = List.copyOf(shares);
  }

  /** Of very many rows an even sample of blocks is taken. */
  static Spectrum measure(Engine engine, VectorStore vectors, Progress progress) {
    int dimension = vectors.dimension();
    long blocks = (vectors.rows() + BLOCK - 1) / BLOCK;
    long used = Math.min(blocks, MOST_ROWS / BLOCK + 1);
    float[] rows = new float[(int) Math.min(BLOCK, vectors.rows()) * dimension];
    double[] mean = new double[dimension];
    long count = 0;
    try (CovarianceSum sum = engine.covariance(dimension)) {
      for (long b = 0; b < used; b++) {
        long first = b * blocks / used * BLOCK;
        int n = (int) Math.min(BLOCK, vectors.rows() - first);
        UnitRows.read(vectors, first, n, rows);
        for (int i = 0; i < n * dimension; i++) {
          mean[i % dimension] += rows[i];
        }
        sum.add(rows, n);
        count += n;
        progress.update(b + 1, used);
      }
      float[] narrow = new float[dimension];
      for (int d = 0; d < dimension; d++) {
        narrow[d] = (float) (mean[d] / count);
      }
      return of(sum.eigenvalues(narrow, count), count);
    }
  }

  static Spectrum of(float[] eigenvalues, long rows) {
    List<Double> values = new ArrayList<>();
    double sum = 0;
    double squares = 0;
    for (float value : eigenvalues) {
      double positive = Math.max(0, value);
      values.add(positive);
      sum += positive;
      squares += positive * positive;
    }
    values.sort(Collections.reverseOrder());
    if (sum <= 0) {
      return new Spectrum(List.of(), 0, 0, rows);
    }
    double total = sum;
    List<Double> shares = values.stream().map(value -> value / total).toList();
    int components = 0;
    for (double held = 0; held < 0.9 && components < shares.size(); components++) {
      held += shares.get(components);
    }
    return new Spectrum(shares, sum * sum / squares, components, rows);
  }
}
