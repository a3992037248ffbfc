package dev.nextvec.internal.engine;

import dev.nextvec.internal.random.CounterRandom;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The plane in which vectors differ most: the first two principal components (K. Pearson, "On lines
 * and planes of closest fit", 1901), the eigenvectors of the two largest eigenvalues of the
 * covariance, by subspace iteration with Rayleigh and Ritz's projection.
 *
 * <p>The first axis is that of the larger eigenvalue; the entry of each axis that is largest
 * without its sign is positive. So the same vectors always give the same picture.
 */
public final class PrincipalPlane {
  /** Axes of a picture. */
  private static final int AXES = 2;

  /** More directions than are wanted make the wanted ones settle sooner. */
  private static final int BLOCK = 10;

  private static final int MOST_ITERATIONS = 2_000;
  private static final double EXACT = 1e-7;
  private static final double ROUNDING = 1e-12;
  private static final int ROWS_AT_ONCE = 256;

  private final int dimension;
  private final float[] mean;
  private final double[][] axes;
  private final double[] shares;

  private PrincipalPlane(float[] mean, double[][] axes, double[] shares) {
    this.dimension = mean.length;
    this.mean = mean;
    this.axes = axes;
    this.shares = shares;
  }

  /**
   * Fits the plane.
   *
   * @param rows {@code [count, dimension]}, row-major
   * @throws IllegalArgumentException if there are fewer than two rows, or numbers that are not
   *     finite
   */
  public static PrincipalPlane fit(float[] rows, int count, int dimension) {
    if (count < 2 || dimension < 1) {
      throw new IllegalArgumentException(
          "a plane needs two vectors at least, but there are %d of dimension %d"
              .formatted(count, dimension));
    }
    float[] mean = mean(rows, count, dimension);
    DMatrixRMaj covariance = covariance(rows, count, mean);
    double total = CommonOps_DDRM.trace(covariance);
    if (!Double.isFinite(total)) {
      throw new IllegalArgumentException("a vector has an entry that is not a finite number");
    }
    double[][] axes = new double[AXES][dimension];
    double[] shares = new double[AXES];
    if (total > 0) {
      DMatrixRMaj directions = directions(covariance, total);
      for (int a = 0; a < Math.min(AXES, directions.numCols); a++) {
        axes[a] = signed(column(directions, a));
        shares[a] = Math.clamp(rayleigh(covariance, axes[a]) / total, 0, 1);
      }
    }
    return new PrincipalPlane(mean, axes, shares);
  }

  private static float[] mean(float[] rows, int count, int dimension) {
    double[] sum = new double[dimension];
    for (int i = 0; i < count * dimension; i++) {
      sum[i % dimension] += rows[i];
    }
    float[] mean = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      mean[d] = (float) (sum[d] / count);
    }
    return mean;
  }

  /** Of the rows less their mean, so that nothing is lost where the mean is far from zero. */
  private static DMatrixRMaj covariance(float[] rows, int count, float[] mean) {
    int dimension = mean.length;
    PlainCovariance sum = new PlainCovariance(new FloatProducts(2), dimension);
    for (int first = 0; first < count; first += ROWS_AT_ONCE) {
      int n = Math.min(ROWS_AT_ONCE, count - first);
      float[] centred = Arrays.copyOfRange(rows, first * dimension, (first + n) * dimension);
      for (int i = 0; i < centred.length; i++) {
        centred[i] -= mean[i % dimension];
      }
      sum.add(centred, n);
    }
    return sum.covariance(new float[dimension], count);
  }

  /** The first eigenvectors as columns, that of the largest eigenvalue first. */
  private static DMatrixRMaj directions(DMatrixRMaj covariance, double total) {
    int dimension = covariance.numRows;
    int block = Math.min(BLOCK, dimension);
    DMatrixRMaj found = start(dimension, block);
    DMatrixRMaj mapped = new DMatrixRMaj(dimension, block);
    for (int i = 0; i < MOST_ITERATIONS; i++) {
      orthonormalise(found);
      CommonOps_DDRM.mult(covariance, found, mapped);
      if (i % 4 == 3) {
        rotate(found, mapped);
        if (error(found, mapped) < EXACT * total) {
          return found;
        }
      }
      found.setTo(mapped);
    }
    orthonormalise(found); // eigenvalues that are all but equal: any direction among them will do
    CommonOps_DDRM.mult(covariance, found, mapped);
    rotate(found, mapped);
    return found;
  }

  private static DMatrixRMaj start(int dimension, int block) {
    CounterRandom random = CounterRandom.of(1, "principal plane");
    DMatrixRMaj start = new DMatrixRMaj(dimension, block);
    for (int i = 0; i < start.getNumElements(); i++) {
      start.data[i] = random.gaussian(i);
    }
    return start;
  }

  /** Gram and Schmidt's way, twice; what only rounding leaves of a direction becomes zero. */
  private static void orthonormalise(DMatrixRMaj m) {
    for (int c = 0; c < m.numCols; c++) {
      double before = Math.sqrt(dot(m, c, m, c));
      for (int pass = 0; pass < 2; pass++) {
        for (int earlier = 0; earlier < c; earlier++) {
          double along = dot(m, c, m, earlier);
          for (int r = 0; r < m.numRows; r++) {
            m.add(r, c, -along * m.get(r, earlier));
          }
        }
      }
      double length = Math.sqrt(dot(m, c, m, c));
      for (int r = 0; r < m.numRows; r++) {
        m.set(r, c, length > ROUNDING * before ? m.get(r, c) / length : 0);
      }
    }
  }

  /** Turns directions and what the covariance makes of them to the eigenvectors among them. */
  private static void rotate(DMatrixRMaj found, DMatrixRMaj mapped) {
    int block = found.numCols;
    DMatrixRMaj small = new DMatrixRMaj(block, block);
    CommonOps_DDRM.multTransA(found, mapped, small);
    for (int i = 0; i < block; i++) {
      for (int j = 0; j < i; j++) {
        double even = (small.get(i, j) + small.get(j, i)) / 2;
        small.set(i, j, even);
        small.set(j, i, even);
      }
    }
    DMatrixRMaj rotation = eigenvectors(small);
    DMatrixRMaj turned = new DMatrixRMaj(found.numRows, block);
    CommonOps_DDRM.mult(found, rotation, turned);
    found.setTo(turned);
    CommonOps_DDRM.mult(mapped, rotation, turned);
    mapped.setTo(turned);
  }

  /** As columns, that of the largest eigenvalue first. */
  private static DMatrixRMaj eigenvectors(DMatrixRMaj small) {
    int block = small.numRows;
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(block, true, true);
    if (!eigen.decompose(small)) {
      throw new IllegalStateException("the eigenvectors of a covariance were not found");
    }
    Integer[] order = new Integer[block];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) ->
            Double.compare(eigen.getEigenvalue(b).getReal(), eigen.getEigenvalue(a).getReal()));
    DMatrixRMaj vectors = new DMatrixRMaj(block, block);
    for (int c = 0; c < block; c++) {
      DMatrixRMaj vector = eigen.getEigenVector(order[c]);
      for (int r = 0; r < block; r++) {
        vectors.set(r, c, vector.get(r, 0));
      }
    }
    return vectors;
  }

  /** How far the wanted directions are from being eigenvectors: the longest rest. */
  private static double error(DMatrixRMaj found, DMatrixRMaj mapped) {
    double worst = 0;
    for (int c = 0; c < Math.min(AXES, found.numCols); c++) {
      double value = dot(found, c, mapped, c);
      double rest = 0;
      for (int r = 0; r < found.numRows; r++) {
        double each = mapped.get(r, c) - value * found.get(r, c);
        rest += each * each;
      }
      worst = Math.max(worst, Math.sqrt(rest));
    }
    return worst;
  }

  private static double dot(DMatrixRMaj a, int ac, DMatrixRMaj b, int bc) {
    double sum = 0;
    for (int r = 0; r < a.numRows; r++) {
      sum += a.get(r, ac) * b.get(r, bc);
    }
    return sum;
  }

  private static double[] column(DMatrixRMaj m, int c) {
    double[] column = new double[m.numRows];
    Arrays.setAll(column, r -> m.get(r, c));
    return column;
  }

  private static double[] signed(double[] axis) {
    int largest = 0;
    for (int d = 1; d < axis.length; d++) {
      // What rounding alone makes larger does not turn the axis.
      largest = Math.abs(axis[d]) > Math.abs(axis[largest]) + 1e-9 ? d : largest;
    }
    double sign = axis[largest] < 0 ? -1 : 1;
    return Arrays.stream(axis).map(value -> sign * value).toArray();
  }

  private static double rayleigh(DMatrixRMaj covariance, double[] axis) {
    DMatrixRMaj column = DMatrixRMaj.wrap(axis.length, 1, axis);
    DMatrixRMaj mapped = new DMatrixRMaj(axis.length, 1);
    CommonOps_DDRM.mult(covariance, column, mapped);
    return dot(column, 0, mapped, 0);
  }

  /**
   * Where a vector falls on the plane.
   *
   * @param rows holds the vector from {@code from} on
   * @return along the first axis and the second
   */
  public double[] place(float[] rows, int from) {
    double[] place = new double[AXES];
    for (int a = 0; a < AXES; a++) {
      for (int d = 0; d < dimension; d++) {
        place[a] += ((double) rows[from + d] - mean[d]) * axes[a][d];
      }
    }
    return place;
  }

  /** Which share of all variance of the vectors an axis holds, 0 to 1. */
  public double share(int axis) {
    return shares[axis];
  }

  public int dimension() {
    return dimension;
  }
}
