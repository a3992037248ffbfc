package dev.nextvec.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.random.CounterRandom;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.api.Test;

/** Vectors whose plane is known, and any by another algorithm. */
class PrincipalPlaneTest {
  private static final CounterRandom RANDOM = CounterRandom.of(5, "plane test");

  @Test
  void pointsOnAPlaneAreFoundWhereTheyAre() {
    int dimension = 40;
    int count = 300;
    double[] east = direction(dimension, 3, 7); // largest entry at 3
    double[] north = direction(dimension, 20, 21); // at right angles to it
    float[] rows = new float[count * dimension];
    double[][] places = new double[count][2];
    for (int i = 0; i < count; i++) {
      places[i][0] = 5 * RANDOM.gaussian(2L * i);
      places[i][1] = RANDOM.gaussian(2L * i + 1);
      for (int d = 0; d < dimension; d++) {
        rows[i * dimension + d] = (float) (100 + places[i][0] * east[d] + places[i][1] * north[d]);
      }
    }
    PrincipalPlane plane = PrincipalPlane.fit(rows, count, dimension);
    assertThat(plane.share(0) + plane.share(1)).isCloseTo(1, within(1e-6));
    for (int i = 1; i < count; i++) {
      double[] here = plane.place(rows, i * dimension);
      double[] first = plane.place(rows, 0);
      double apart = Math.hypot(here[0] - first[0], here[1] - first[1]);
      double truly = Math.hypot(places[i][0] - places[0][0], places[i][1] - places[0][1]);
      assertThat(apart).isCloseTo(truly, within(2e-3));
    }
  }

  @Test
  void theFirstAxisHoldsMostAndItsLargestEntryIsPositive() {
    int dimension = 6;
    float[] rows = new float[2 * 4 * dimension];
    for (int i = 0; i < 8; i++) {
      rows[i * dimension + 2] = i % 2 == 0 ? -3 : 3;
      rows[i * dimension + 4] = i % 4 < 2 ? -1 : 1;
    }
    PrincipalPlane plane = PrincipalPlane.fit(rows, 8, dimension);
    assertThat(plane.share(0)).isCloseTo(0.9, within(1e-9));
    assertThat(plane.share(1)).isCloseTo(0.1, within(1e-9));
    assertThat(plane.place(rows, 0)).containsExactly(new double[] {-3, -1}, within(1e-9));
    assertThat(plane.place(rows, 7 * dimension)).containsExactly(new double[] {3, 1}, within(1e-9));
  }

  @Test
  void manyDirectionsGiveWhatAFullDecompositionGives() {
    int dimension = 60;
    int count = 500;
    float[] rows = new float[count * dimension];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) (RANDOM.gaussian(10_000 + i) / Math.sqrt(1 + i % dimension) + 0.3);
    }
    PrincipalPlane plane = PrincipalPlane.fit(rows, count, dimension);
    double[] values = eigenvalues(rows, count, dimension);
    double total = Arrays.stream(values).sum();
    assertThat(plane.share(0)).isCloseTo(values[dimension - 1] / total, within(1e-6));
    assertThat(plane.share(1)).isCloseTo(values[dimension - 2] / total, within(1e-6));
  }

  @Test
  void theSameVectorsInAnotherOrderGiveTheSamePicture() {
    int dimension = 30;
    int count = 200;
    float[] rows = new float[count * dimension];
    float[] turned = new float[count * dimension];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) RANDOM.gaussian(90_000 + i) * (1 + i % dimension % 5);
      turned[(count - 1 - i / dimension) * dimension + i % dimension] = rows[i];
    }
    double[] one = PrincipalPlane.fit(rows, count, dimension).place(rows, 0);
    double[] other = PrincipalPlane.fit(turned, count, dimension).place(rows, 0);
    assertThat(one).containsExactly(other, within(1e-4));
  }

  @Test
  void vectorsThatAreAllAlikeFallOnOnePoint() {
    float[] rows = {1, 2, 3, 1, 2, 3, 1, 2, 3};
    PrincipalPlane plane = PrincipalPlane.fit(rows, 3, 3);
    assertThat(plane.place(rows, 3)).containsExactly(0, 0);
    assertThat(plane.share(0)).isZero();
    float[] line = {1, 2};
    assertThat(PrincipalPlane.fit(line, 2, 1).place(line, 1)).containsExactly(0.5, 0);
  }

  @Test
  void whatHasNoPlaneIsRefused() {
    assertThatThrownBy(() -> PrincipalPlane.fit(new float[3], 1, 3))
        .hasMessageContaining("two vectors");
    assertThatThrownBy(() -> PrincipalPlane.fit(new float[] {1, Float.NaN, 2, 3}, 2, 2))
        .hasMessageContaining("finite");
  }

  private static double[] direction(int dimension, int large, int small) {
    double[] direction = new double[dimension];
    direction[large] = 0.8;
    direction[small] = 0.6;
    return direction;
  }

  /** Ascending, of the covariance in double, by EJML. */
  private static double[] eigenvalues(float[] rows, int count, int dimension) {
    DMatrixRMaj covariance = new DMatrixRMaj(dimension, dimension);
    double[] mean = new double[dimension];
    for (int i = 0; i < rows.length; i++) {
      mean[i % dimension] += (double) rows[i] / count;
    }
    for (int i = 0; i < count; i++) {
      for (int a = 0; a < dimension; a++) {
        for (int b = 0; b < dimension; b++) {
          double product =
              (rows[i * dimension + a] - mean[a]) * (rows[i * dimension + b] - mean[b]);
          covariance.add(a, b, product / count);
        }
      }
    }
    var eigen = DecompositionFactory_DDRM.eig(dimension, false, true);
    assertThat(eigen.decompose(covariance)).isTrue();
    double[] values = new double[dimension];
    Arrays.setAll(values, i -> eigen.getEigenvalue(i).getReal());
    Arrays.sort(values);
    return values;
  }
}
