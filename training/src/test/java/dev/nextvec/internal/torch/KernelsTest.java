package dev.nextvec.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nextvec.internal.random.CounterRandom;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every implementation of {@link Kernels} must do. */
class KernelsTest {
  private static final int M = 5;
  private static final int K = 7;
  private static final int N = 6;
  private static final int GAP = 3; // rows lie further apart than they are long

  private final Libtorch engine = Libtorch.start(Device.CPU, 2);

  static Stream<Named<Kernels>> implementations() {
    Kernels fastest = Libtorch.start(Device.CPU, 2).kernels();
    return Stream.of(Named.of("torch", new TorchKernels()), Named.of("fastest", fastest));
  }

  @Test
  void oneDnnMultipliesWhereItIsThere() {
    assumeTrue(Loader.getPlatform().equals("linux-x86_64"));
    assertThat(engine.kernels()).isInstanceOf(OneDnnKernels.class);
    assertThat(engine.environment().blas()).startsWith("oneDNN 3.");
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aLinearLayerIsTheProductWithTheTransposedWeightPlusTheBiasInEachRow(Kernels kernels) {
    try (PointerScope scope = new PointerScope()) {
      Matrix x = new Matrix(1, M, K);
      Matrix w = new Matrix(2, N, K);
      Matrix b = new Matrix(3, 1, N);
      Matrix out = new Matrix(4, M, N);
      for (int twice = 0; twice < 2; twice++) { // the second time from what was kept
        kernels.linear(out.tensor, x.tensor, w.tensor, b.tensor.select(0, 0));
        out.expect((i, j) -> dot(K, k -> x.at(i, k) * w.at(j, k)) + b.at(0, j));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aProductWithATransposedIsAdded(Kernels kernels) {
    try (PointerScope scope = new PointerScope()) {
      Matrix a = new Matrix(1, M, K);
      Matrix b = new Matrix(2, N, K);
      Matrix into = new Matrix(3, M, N);
      kernels.addTimesTransposed(into.tensor, a.tensor, b.tensor);
      into.expect((i, j) -> into.at(i, j) + dot(K, k -> a.at(i, k) * b.at(j, k)));
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void whatFollowsAProductIsAppliedToEachNumber(Kernels kernels) {
    try (PointerScope scope = new PointerScope()) {
      for (Activation activation : Activation.values()) {
        Matrix x = new Matrix(1, M, K);
        Matrix w = new Matrix(2, N, K);
        Matrix b = new Matrix(3, 1, N);
        Matrix out = new Matrix(4, M, N);
        kernels.linear(out.tensor, x.tensor, w.tensor, b.tensor.select(0, 0), activation);
        out.expect(
            (i, j) -> expected(activation, dot(K, k -> x.at(i, k) * w.at(j, k)) + b.at(0, j)));
        Matrix into = new Matrix(5, M, N);
        kernels.addTimesTransposed(into.tensor, x.tensor, w.tensor, activation);
        into.expect(
            (i, j) -> expected(activation, into.at(i, j) + dot(K, k -> x.at(i, k) * w.at(j, k))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void anActivationMayReplaceItsArgument(Kernels kernels) {
    for (int count : new int[] {1, 37, 20_000}) {
      try (PointerScope scope = new PointerScope()) {
        CounterRandom random = CounterRandom.of(6, "activation");
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
          x[i] = (float) (5 * random.gaussian(i));
        }
        for (Activation activation : Activation.values()) {
          Tensor argument = engine.empty(count);
          Tensor out = engine.empty(count);
          engine.upload(x, count, argument);
          kernels.activate(out, argument, activation);
          kernels.activate(argument, argument, activation);
          for (Tensor result : new Tensor[] {out, argument}) {
            float[] got = new float[count];
            engine.download(result, got, count);
            for (int i = 0; i < count; i++) {
              double most = 1e-6 * Math.max(1, Math.abs(x[i]));
              assertThat((double) got[i]).isCloseTo(expected(activation, x[i]), within(most));
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aPackedWeightServesAnyNumberOfRowsAndFollowsItsWeightWhenRenewed(Kernels kernels) {
    try (PointerScope scope = new PointerScope()) {
      Matrix w = new Matrix(2, N, K);
      Matrix b = new Matrix(3, 1, N);
      try (Kernels.Packed packed = kernels.pack(w.tensor)) {
        for (int rows : new int[] {1, M, 40}) {
          Matrix x = new Matrix(1, rows, K);
          Matrix out = new Matrix(4, rows, N);
          Tensor bias = b.tensor.select(0, 0);
          kernels.linear(out.tensor, x.tensor, packed, bias, Activation.TANH);
          out.expect((i, j) -> Math.tanh(dot(K, k -> x.at(i, k) * w.at(j, k)) + b.at(0, j)));
          Matrix into = new Matrix(5, rows, N);
          kernels.addTimesTransposed(into.tensor, x.tensor, packed, Activation.NONE);
          into.expect((i, j) -> into.at(i, j) + dot(K, k -> x.at(i, k) * w.at(j, k)));
        }
        w.tensor.mul_(NativeConstants.MINUS_ONE);
        packed.renew();
        Matrix x = new Matrix(1, M, K);
        Matrix out = new Matrix(4, M, N);
        Tensor bias = b.tensor.select(0, 0);
        kernels.linear(out.tensor, x.tensor, packed, bias, Activation.NONE);
        out.expect((i, j) -> b.at(0, j) - dot(K, k -> x.at(i, k) * w.at(j, k)));
      }
    }
  }

  private static double expected(Activation activation, double x) {
    return switch (activation) {
      case NONE -> x;
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case RELU -> Math.max(x, 0);
      case GELU -> x * phi(x);
    };
  }

  /** The share of a normal distribution below x, summed by Simpson's rule from 0. */
  private static double phi(double x) {
    int pieces = 2000;
    double width = x / pieces;
    double sum = 0;
    for (int i = 0; i <= pieces; i++) {
      double weight = i == 0 || i == pieces ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * density(i * width);
    }
    return 0.5 + sum * width / 3;
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void theGradientOfGeluIsItsSlopeTimesThatOfItsResult(Kernels kernels) {
    try (PointerScope scope = new PointerScope()) {
      Matrix x = new Matrix(1, M, K);
      Matrix dy = new Matrix(2, M, K);
      Tensor dx = engine.empty(M, K);
      for (int twice = 0; twice < 2; twice++) { // the second time from what was kept
        kernels.geluBackward(dx, dy.tensor.contiguous(), x.tensor.contiguous());
        float[] got = new float[M * K];
        engine.download(dx, got, M * K);
        for (int i = 0; i < M * K; i++) {
          double at = x.at(i / K, i % K);
          double slope = phi(at) + at * density(at);
          assertThat((double) got[i]).isCloseTo(slope * dy.at(i / K, i % K), within(2e-6));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aProductWithATransposedMatrixReplacesWhatWasThere(Kernels kernels) {
    try (PointerScope scope = new PointerScope()) {
      Matrix a = new Matrix(1, M, K);
      Matrix b = new Matrix(2, N, K);
      Matrix out = new Matrix(3, M, N);
      kernels.timesTransposed(out.tensor, a.tensor, b.tensor);
      out.expect((i, j) -> dot(K, k -> a.at(i, k) * b.at(j, k)));
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aPlainProductReplacesWhatWasThereOrIsAdded(Kernels kernels) {
    try (PointerScope scope = new PointerScope()) {
      Matrix a = new Matrix(1, M, K);
      Matrix b = new Matrix(2, K, N);
      Matrix out = new Matrix(3, M, N);
      kernels.times(out.tensor, a.tensor, b.tensor);
      out.expect((i, j) -> dot(K, k -> a.at(i, k) * b.at(k, j)));
      Matrix into = new Matrix(4, M, N);
      kernels.addTimes(into.tensor, a.tensor, b.tensor);
      into.expect((i, j) -> into.at(i, j) + dot(K, k -> a.at(i, k) * b.at(k, j)));
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aTransposedProductSumsOverRows(Kernels kernels) {
    try (PointerScope scope = new PointerScope()) {
      Matrix a = new Matrix(1, K, M);
      Matrix b = new Matrix(2, K, N);
      Matrix out = new Matrix(3, M, N);
      kernels.transposedTimes(out.tensor, a.tensor, b.tensor);
      out.expect((i, j) -> dot(K, k -> a.at(k, i) * b.at(k, j)));
    }
  }

  @Test
  void matricesThatDoNotFitAreRefused() {
    assumeTrue(engine.kernels() instanceof OneDnnKernels);
    try (PointerScope scope = new PointerScope();
        Kernels kernels = engine.kernels()) {
      Matrix a = new Matrix(1, M, K);
      Matrix out = new Matrix(2, M, N);
      assertThatThrownBy(() -> kernels.times(out.tensor, a.tensor, a.tensor))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("matrices of [5, 7] and [5, 7] do not make one of [5, 6]");
    }
  }

  @Test
  void manyShapesInTurnGiveTheSameAsEachAlone() {
    try (PointerScope scope = new PointerScope();
        Kernels kernels = engine.kernels()) {
      for (int round = 0; round < 2; round++) {
        for (int rows = 1; rows <= 100; rows++) { // more than are kept
          Matrix x = new Matrix(rows, rows, K);
          Matrix w = new Matrix(2, N, K);
          Matrix b = new Matrix(3, 1, N);
          Matrix out = new Matrix(4, rows, N);
          kernels.linear(out.tensor, x.tensor, w.tensor, b.tensor.select(0, 0));
          out.expect((i, j) -> dot(K, k -> x.at(i, k) * w.at(j, k)) + b.at(0, j));
        }
      }
    }
  }

  private interface Term {
    double of(int k);
  }

  private interface Entry {
    double of(int i, int j);
  }

  private static double dot(int length, Term term) {
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += term.of(k);
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void rowsAreNormalisedAndTheGradientsAreThoseOfTheFormula(Kernels kernels) {
    try (PointerScope scope = new PointerScope()) {
      Matrix x = new Matrix(1, M, N);
      Matrix gain = new Matrix(2, 1, N);
      Matrix bias = new Matrix(3, 1, N);
      Matrix dy = new Matrix(4, M, N);
      RowNorm norm =
          new RowNorm(
              gain.tensor.select(0, 0), bias.tensor.select(0, 0), engine.empty(M), engine.empty(M));
      Tensor in = x.tensor.contiguous();
      Tensor out = engine.empty(M, N);
      Tensor dx = engine.empty(M, N);
      Tensor dGain = engine.empty(N);
      Tensor dBias = engine.empty(N);
      for (int twice = 0; twice < 2; twice++) { // the second time from what was kept
        kernels.normalise(out, in, norm);
        kernels.normaliseBackward(dx, dGain, dBias, dy.tensor.contiguous(), in, norm);
      }
      double[] gainSums = new double[N];
      double[] biasSums = new double[N];
      for (int i = 0; i < M; i++) {
        int row = i;
        double mean = dot(N, j -> x.at(row, j)) / N;
        double variance = dot(N, j -> Math.pow(x.at(row, j) - mean, 2)) / N;
        double root = Math.sqrt(variance + 1e-5);
        double alongOne = dot(N, j -> dy.at(row, j) * gain.at(0, j)) / N;
        double alongX =
            dot(N, j -> dy.at(row, j) * gain.at(0, j) * (x.at(row, j) - mean) / root) / N;
        for (int j = 0; j < N; j++) {
          double unit = (x.at(i, j) - mean) / root;
          assertThat(number(out, i * N + j))
              .isCloseTo(unit * gain.at(0, j) + bias.at(0, j), within(1e-5));
          double slope = (dy.at(i, j) * gain.at(0, j) - alongOne - unit * alongX) / root;
          assertThat(number(dx, i * N + j)).isCloseTo(slope, within(1e-5));
          gainSums[j] += dy.at(i, j) * unit;
          biasSums[j] += dy.at(i, j);
        }
      }
      for (int j = 0; j < N; j++) {
        assertThat(number(dGain, j)).isCloseTo(gainSums[j], within(1e-5));
        assertThat(number(dBias, j)).isCloseTo(biasSums[j], within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void refusesANormOfAnotherWidth(Kernels kernels) {
    try (PointerScope scope = new PointerScope()) {
      Tensor x = engine.zeros(M, N);
      Tensor narrow = engine.zeros(N - 1);
      Tensor wide = engine.zeros(N);
      Tensor rows = engine.empty(M);
      for (RowNorm norm :
          List.of(
              new RowNorm(narrow, wide, rows, engine.empty(M)),
              new RowNorm(wide, narrow, rows, engine.empty(M)))) {
        assertThatThrownBy(() -> kernels.normalise(engine.empty(M, N), x, norm))
            .isInstanceOf(RuntimeException.class);
      }
    }
  }

  private double number(Tensor from, int at) {
    float[] all = new float[(int) from.numel()];
    engine.download(from, all, all.length);
    return all[at];
  }

  /** A matrix inside a wider one, with the values it began with. */
  private final class Matrix {
    final int rows;
    final int columns;
    final float[] begun;
    final Tensor whole;
    final Tensor tensor;

    Matrix(long seed, int rows, int columns) {
      this.rows = rows;
      this.columns = columns;
      CounterRandom random = CounterRandom.of(seed, "products");
      begun = new float[rows * (columns + GAP)];
      for (int i = 0; i < begun.length; i++) {
        begun[i] = (float) random.gaussian(i);
      }
      whole = engine.empty(rows, columns + GAP);
      engine.upload(begun, begun.length, whole);
      tensor = whole.narrow(1, 0, columns);
    }

    double at(int i, int j) {
      return begun[i * (columns + GAP) + j];
    }

    void expect(Entry expected) {
      float[] now = new float[begun.length];
      engine.download(whole, now, now.length);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns + GAP; j++) {
          double wanted = j < columns ? expected.of(i, j) : at(i, j);
          double got = now[i * (columns + GAP) + j];
          assertThat(got).as("row %d, column %d", i, j).isCloseTo(wanted, within(2e-5));
        }
      }
    }
  }
}
