package dev.nextvec.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Kernels#sum} of every implementation. */
class SumTest {
  private final Libtorch engine = Libtorch.start(Device.CPU, 2);

  static Stream<Named<Kernels>> implementations() {
    Kernels fastest = Libtorch.start(Device.CPU, 2).kernels();
    return Stream.of(Named.of("torch", new TorchKernels()), Named.of("fastest", fastest));
  }

  private float[] numbers(Tensor tensor) {
    float[] copy = new float[Math.toIntExact(tensor.numel())];
    engine.download(tensor, copy, copy.length);
    return copy;
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void aWindowsPositionsAreAddedUpInOrderToTheBit(Kernels kernels) {
    for (int parts : new int[] {5, 1, 3, 10, 5}) {
      try (PointerScope scope = new PointerScope()) {
        int size = 32 * 768;
        Tensor x = torch.randn(parts, 32, 768);
        Tensor out = engine.empty(32, 768);
        kernels.sum(out, x);
        float[] numbers = numbers(x);
        float[] inOrder = new float[size];
        for (int i = 0; i < numbers.length; i++) {
          inOrder[i % size] += numbers[i];
        }
        assertThat(numbers(out)).as("%d parts", parts).isEqualTo(inOrder);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void theRowsOfABatchAreAddedUp(Kernels kernels) {
    for (int rows : new int[] {32, 1, 160, 33}) {
      try (PointerScope scope = new PointerScope()) {
        int width = 519;
        Tensor x = torch.randn(rows, width);
        Tensor out = engine.empty(width);
        kernels.sum(out, x);
        float[] numbers = numbers(x);
        double[] exact = new double[width];
        double[] sizes = new double[width]; // what rounding goes by
        for (int i = 0; i < numbers.length; i++) {
          exact[i % width] += numbers[i];
          sizes[i % width] += Math.abs(numbers[i]);
        }
        float[] sums = numbers(out);
        for (int i = 0; i < width; i++) {
          assertThat((double) sums[i])
              .as("column %d", i)
              .isCloseTo(exact[i], within(1e-6 * sizes[i]));
        }
      }
    }
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    try (PointerScope scope = new PointerScope();
        Kernels kernels = engine.kernels()) {
      assumeTrue(kernels instanceof OneDnnKernels);
      assertThatThrownBy(() -> kernels.sum(engine.empty(5, 7), engine.empty(2, 5, 6)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("60 numbers in 2 parts do not add up to 35");
    }
  }
}
