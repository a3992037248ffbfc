package dev.nextvec.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import dev.nextvec.internal.random.CounterRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Products in bfloat16 are those of the rounded matrices, summed in float32. */
final class Bfloat16KernelsTest {
  private static final int M = 37;
  private static final int K = 83;
  private static final int N = 48;
  private static final int WIDTH = 96; // of the weights, of which some columns are taken

  private final Libtorch engine = Libtorch.start(Device.CPU, 2);
  private final float[] stored = random("weights", N * WIDTH);
  private PointerScope scope;
  private Tensor weights; // [N, WIDTH]
  private Kernels kernels;

  @BeforeEach
  void open() {
    assumeThatCode(() -> Bfloat16.requireFor(engine)).doesNotThrowAnyException();
    scope = new PointerScope();
    weights = tensor(stored, N, WIDTH);
    kernels = Bfloat16.kernels(engine, weights.view(-1), false);
    kernels.begin();
  }

  @AfterEach
  void close() {
    if (scope != null) {
      kernels.close();
      scope.close();
    }
  }

  private static float[] random(String name, int count) {
    CounterRandom random = CounterRandom.of(5, name);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.gaussian(i);
    }
    return numbers;
  }

  private Tensor tensor(float[] numbers, long... shape) {
    Tensor tensor = engine.empty(shape);
    engine.upload(numbers, numbers.length, tensor);
    return tensor;
  }

  private float[] numbers(Tensor tensor) {
    float[] numbers = new float[Math.toIntExact(tensor.numel())];
    engine.download(tensor, numbers, numbers.length);
    return numbers;
  }

  /** To the nearest of eight significant bits, and to the even one of two. */
  private static double rounded(float x) {
    int bits = Float.floatToRawIntBits(x);
    int even = (bits >>> 16) & 1;
    return Float.intBitsToFloat((bits + 0x7FFF + even) & 0xFFFF0000);
  }

  private interface Entry {
    float at(int row, int column);
  }

  /** Each number of the result, in float64 from rounded numbers, within a float32 sum's error. */
  private static void assertProduct(
      float[] got, int rows, int columns, int k, Entry a, Entry b, Entry added) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double sum = added.at(i, j);
        double size = Math.abs(sum);
        for (int l = 0; l < k; l++) {
          double product = rounded(a.at(i, l)) * rounded(b.at(l, j));
          sum += product;
          size += Math.abs(product);
        }
        assertThat((double) got[i * columns + j])
            .as("[%d, %d]", i, j)
            .isCloseTo(sum, within(size * k * Math.ulp(1f) / 4));
      }
    }
  }

  @Test
  void aLinearLayerMultipliesWhatIsRoundedAndAddsTheBiasAsItIs() {
    float[] x = random("x", M * WIDTH);
    float[] bias = random("bias", N);
    Tensor out = engine.empty(M, N);
    kernels.linear(out, tensor(x, M, WIDTH), weights, tensor(bias, N));
    assertProduct(
        numbers(out),
        M,
        N,
        WIDTH,
        (i, l) -> x[i * WIDTH + l],
        (l, j) -> stored[j * WIDTH + l],
        (i, j) -> bias[j]);
  }

  @Test
  void aPartOfTheWeightsIsFoundWhereItLies() {
    float[] dy = random("dy", M * (N - 5));
    float[] there = random("there", M * K);
    Tensor into = tensor(there, M, K);
    Tensor part = weights.narrow(0, 5, N - 5).narrow(1, 7, K);
    kernels.addTimes(into, tensor(dy, M, N - 5), part);
    assertProduct(
        numbers(into),
        M,
        K,
        N - 5,
        (i, l) -> dy[i * (N - 5) + l],
        (l, j) -> stored[(l + 5) * WIDTH + j + 7],
        (i, j) -> there[i * K + j]);
  }

  @Test
  void matricesThatAreNoWeightsAreRoundedInEveryProduct() {
    Tensor all = tensor(random("a", M * WIDTH), M, WIDTH);
    Tensor a = all.narrow(1, 3, K); // its rows lie further apart than they are long
    float[] b = random("b", M * N);
    Tensor out = engine.empty(K, N);
    for (double factor : new double[] {1, 2}) { // the second time other numbers in the same place
      float[] now = numbers(all.mul_(new Scalar(factor)));
      kernels.transposedTimes(out, a, tensor(b, M, N));
      assertProduct(
          numbers(out),
          K,
          N,
          M,
          (i, l) -> now[l * WIDTH + i + 3],
          (l, j) -> b[l * N + j],
          (i, j) -> 0);
    }
    kernels.times(out, a.t().contiguous(), tensor(b, M, N));
    float[] now = numbers(all);
    assertProduct(
        numbers(out),
        K,
        N,
        M,
        (i, l) -> now[l * WIDTH + i + 3],
        (l, j) -> b[l * N + j],
        (i, j) -> 0);
  }

  @Test
  void whatFollowsAProductIsComputedFromItsFloat32Sum() {
    float[] x = random("x", M * WIDTH);
    Tensor plain = tensor(random("there", M * N), M, N);
    Tensor active = plain.clone();
    try (Kernels.Packed packed = kernels.pack(weights)) {
      kernels.addTimesTransposed(plain, tensor(x, M, WIDTH), weights);
      kernels.addTimesTransposed(active, tensor(x, M, WIDTH), packed, Activation.TANH);
    }
    float[] sums = numbers(plain);
    float[] got = numbers(active);
    for (int i = 0; i < got.length; i++) {
      assertThat((double) got[i]).isCloseTo(Math.tanh(sums[i]), within(1e-6));
    }
  }

  @Test
  void changedWeightsCountFromTheNextPassOn() {
    Tensor x = tensor(random("x", M * WIDTH), M, WIDTH);
    Tensor bias = engine.zeros(N);
    Tensor out = engine.empty(M, N);
    kernels.linear(out, x, weights, bias);
    float[] before = numbers(out);
    weights.neg_();
    kernels.linear(out, x, weights, bias);
    assertThat(numbers(out)).isEqualTo(before);
    kernels.begin();
    kernels.linear(out, x, weights, bias);
    float[] after = numbers(out);
    for (int i = 0; i < after.length; i++) {
      assertThat(after[i]).isEqualTo(-before[i]);
    }
  }

  /** Processors that have nothing for bfloat16 add up one row in another order than many. */
  @Test
  void aRowIsTheSameButForTheOrderOfItsSumsWhateverRowsAreBesideIt() {
    float[] x = random("x", M * WIDTH);
    Tensor all = engine.empty(M, N);
    Tensor bias = tensor(random("bias", N), N);
    kernels.linear(all, tensor(x, M, WIDTH), weights, bias);
    for (int rows : new int[] {1, 2, 16, 31}) {
      Tensor some = engine.empty(rows, N);
      kernels.linear(some, tensor(x, M, WIDTH).narrow(0, 3, rows), weights, bias);
      float[] wanted = numbers(all.narrow(0, 3, rows).contiguous());
      if (Bfloat16.instructions().isPresent()) {
        assertThat(numbers(some)).isEqualTo(wanted);
      } else {
        assertThat(numbers(some)).containsExactly(wanted, within(3e-5f));
      }
    }
  }

  @Test
  void weightsThatStayAreMultipliedWithFromPackedCopies() {
    float[] x = random("x", M * WIDTH);
    Tensor part = weights.narrow(0, 5, N - 5).narrow(1, 7, K); // odd sizes: blocks are filled up
    try (Kernels fixed = Bfloat16.kernels(engine, weights.view(-1), true);
        Kernels.Packed packed = fixed.pack(part)) {
      fixed.begin();
      for (int rows : new int[] {1, 2, M}) {
        Tensor in = tensor(x, M, WIDTH).narrow(0, 0, rows);
        Tensor out = engine.zeros(rows, N - 5);
        fixed.addTimesTransposed(out, in.narrow(1, 0, K), packed, Activation.NONE);
        assertProduct(
            numbers(out),
            rows,
            N - 5,
            K,
            (i, l) -> x[i * WIDTH + l],
            (l, j) -> stored[(j + 5) * WIDTH + l + 7],
            (i, j) -> 0);
        Tensor other = engine.empty(rows, K);
        fixed.times(other, in.narrow(1, 0, N - 5), part); // the same weight, not transposed
        assertProduct(
            numbers(other),
            rows,
            K,
            N - 5,
            (i, l) -> x[i * WIDTH + l],
            (l, j) -> stored[(l + 5) * WIDTH + j + 7],
            (i, j) -> 0);
        weights.neg_(); // which whoever calls weights fixed must not do
        Tensor again = engine.zeros(rows, N - 5);
        fixed.addTimesTransposed(again, in.narrow(1, 0, K), packed, Activation.NONE);
        assertThat(numbers(again)).isEqualTo(numbers(out));
        weights.neg_();
      }
    }
  }

  @Test
  void matricesThatDoNotFitAreRefused() {
    Tensor x = tensor(random("x", M * K), M, K);
    assertThatThrownBy(() -> kernels.times(engine.empty(M, N), x, weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("matrices of [37, 83] and [48, 96] do not make one of [37, 48]");
    assertThatThrownBy(() -> kernels.times(engine.empty(K, N), x.t(), weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("columns stand apart");
  }

  @Test
  void withoutOneDnnATrainingIsRefusedInOneLine() {
    System.setProperty("nextvec.kernels", "torch");
    try {
      Libtorch plain = Libtorch.start(Device.CPU, 2);
      assertThatThrownBy(() -> Bfloat16.requireFor(plain))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "this machine cannot compute in bfloat16 (oneDNN, which computes it, is there for the"
                  + " processor on Linux on x86-64 only): use the setting `precision"
                  + " float32`");
    } finally {
      System.clearProperty("nextvec.kernels");
    }
    assertThatCode(() -> Bfloat16.requireFor(engine)).doesNotThrowAnyException();
  }
}
