package dev.nextvec.internal.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.data.Sequences;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.model.Predictor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ridge regression, on whatever engine. */
public abstract class RidgeContract {
  private static final int DIM = 8;
  private static final int POSITIONS = 5;

  private final Engine engine;

  protected RidgeContract(Engine engine) {
    this.engine = engine;
  }

  /** x' = A x + noise. A turns four planes by angles of their own: no average of five does that. */
  private static Windows rotations(int documents, double noise) {
    double[] angles = {0.4, 1.1, 1.9, 2.7};
    return Sequences.windows(
        documents,
        40,
        7,
        (before, random) -> {
          float[] e = Sequences.unit(random, DIM);
          if (before.isEmpty()) {
            return e;
          }
          float[] x = before.getLast();
          float[] next = new float[DIM];
          for (int i = 0; i < DIM; i += 2) {
            double cos = Math.cos(angles[i / 2]);
            double sin = Math.sin(angles[i / 2]);
            next[i] = (float) (cos * x[i] - sin * x[i + 1] + noise * e[i]);
            next[i + 1] = (float) (sin * x[i] + cos * x[i + 1] + noise * e[i + 1]);
          }
          return next;
        });
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  @Test
  protected void findsALinearMapThatNoAverageExpresses() {
    Windows windows = rotations(20, 0.02);
    int[] train = range(0, 560);
    int[] validation = range(560, 630);
    LearnedAverage average = LearnedAverage.fit(windows, train);
    try (Ridge ridge = Ridge.fit(engine, windows, train, validation, average)) {
      assertThat(cosine(average, windows, validation)).isLessThan(0.9);
      assertThat(cosine(ridge, windows, validation)).isGreaterThan(0.99);
      assertThat(ridge.penalty()).isLessThan(300);
      assertThat(ridge.parameters()).isEqualTo(5 * DIM * DIM + 5 + DIM);
    }
  }

  @Test
  protected void solvesTheNormalEquationsOverDocumentsAndGaps() {
    Windows windows = rotations(12, 0.5);
    int[] train =
        IntStream.concat(IntStream.range(3, 170), IntStream.of(175, 177, 178, 260, 300)).toArray();
    LearnedAverage average = LearnedAverage.fit(windows, train);
    try (Ridge ridge = Ridge.fit(engine, windows, train, range(310, 400), average)) {
      double[][] v = map(ridge);
      for (int k = 0; k < POSITIONS; k++) {
        for (int d = 0; d < DIM; d++) {
          v[k * DIM + d][d] -= average.weights()[k];
        }
      }
      double[][] gram = gram(windows, train, average.mean());
      for (int i = 0; i < POSITIONS * DIM; i++) {
        for (int j = 0; j < DIM; j++) {
          double residual = gram[i][POSITIONS * DIM + j];
          double left = ridge.penalty() * v[i][j];
          for (int k = 0; k < POSITIONS * DIM; k++) {
            left += gram[i][k] * v[k][j];
          }
          for (int k = 0; k < POSITIONS; k++) {
            residual -= average.weights()[k] * gram[i][k * DIM + j];
          }
          assertThat(left).isCloseTo(residual, within(1e-2));
        }
      }
    }
  }

  @Test
  protected void isTheLearnedAverageWhereNothingMoreCanBeLearned() {
    Windows windows = Sequences.ar1(30, 30, 16, 0.8, 3);
    int[] train = range(0, 500);
    int[] validation = range(500, 750);
    LearnedAverage average = LearnedAverage.fit(windows, train);
    try (Ridge ridge = Ridge.fit(engine, windows, train, validation, average)) {
      assertThat(ridge.penalty()).isGreaterThanOrEqualTo(300);
      assertThat(cosine(ridge, windows, validation))
          .isCloseTo(cosine(average, windows, validation), within(0.01));
    }
  }

  @Test
  protected void refusesContextsTooLargeForAClosedForm() {
    Windows windows = Sequences.ar1(3, 7, 2000, 0.5, 1);
    int[] all = Sequences.all(windows);
    LearnedAverage average = LearnedAverage.fit(windows, all);
    assertThatThrownBy(() -> Ridge.fit(engine, windows, all, all, average))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 x 2000");
  }

  /** Row i is what one more of number i of the context adds to the prediction. */
  private static double[][] map(Ridge ridge) {
    float[] zero = new float[DIM];
    ridge.predict(new float[POSITIONS * DIM], 1, zero);
    double[][] map = new double[POSITIONS * DIM][DIM];
    for (int i = 0; i < map.length; i++) {
      float[] context = new float[POSITIONS * DIM];
      context[i] = 1;
      float[] raw = new float[DIM];
      ridge.predict(context, 1, raw);
      for (int d = 0; d < DIM; d++) {
        map[i][d] = raw[d] - zero[d];
      }
    }
    return map;
  }

  private static double[][] gram(Windows windows, int[] rows, double[] mean) {
    int side = (POSITIONS + 1) * DIM;
    double[][] gram = new double[side][side];
    float[] window = new float[side];
    for (int row : rows) {
      windows.contextAndTarget(row, window, 0);
      for (int i = 0; i < side; i++) {
        for (int j = 0; j < side; j++) {
          gram[i][j] += (window[i] - mean[i % DIM]) * (window[j] - mean[j % DIM]);
        }
      }
    }
    return gram;
  }

  private static double cosine(Predictor predictor, Windows windows, int[] rows) {
    int dim = windows.dimension();
    float[] context = new float[POSITIONS * dim];
    float[] target = new float[dim];
    float[] raw = new float[dim];
    double sum = 0;
    for (int row : rows) {
      windows.context(row, context, 0);
      windows.target(row, target, 0);
      predictor.predict(context, 1, raw);
      double rt = 0;
      double rr = 0;
      double tt = 0;
      for (int d = 0; d < dim; d++) {
        rt += raw[d] * target[d];
        rr += raw[d] * raw[d];
        tt += target[d] * target[d];
      }
      sum += rt / Math.sqrt(rr * tt);
    }
    return sum / rows.length;
  }
}
