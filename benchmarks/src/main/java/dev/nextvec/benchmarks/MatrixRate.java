package dev.nextvec.benchmarks;

import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.Libtorch;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * How fast this machine multiplies two square matrices: the ceiling of every training step. Prints
 * one JSON line for the library that training uses.
 *
 * <p>Arguments: threads, side of the matrices.
 */
public final class MatrixRate {
  private static final int ROUNDS = 15;

  private MatrixRate() {}

  public static void main(String[] arguments) {
    int threads = Integer.parseInt(arguments[0]);
    int side = Integer.parseInt(arguments[1]);
    Libtorch engine = Libtorch.start(Device.CPU, threads);
    double[] seconds = new double[ROUNDS];
    try (PointerScope scope = new PointerScope();
        Kernels kernels = engine.kernels()) {
      float[] values = Arrays.copyOf(Subjects.unitVectors(1, side * side / 768 + 1), side * side);
      Tensor a = engine.empty(side, side);
      Tensor b = engine.empty(side, side);
      Tensor out = engine.empty(side, side);
      engine.upload(values, values.length, a);
      engine.upload(values, values.length, b);
      for (int i = -ROUNDS; i < ROUNDS; i++) {
        long started = System.nanoTime();
        kernels.times(out, a, b);
        if (i >= 0) {
          seconds[i] = (System.nanoTime() - started) / 1e9;
        }
      }
    }
    Arrays.sort(seconds);
    double rate = 2.0 * side * side * side / seconds[ROUNDS / 2] / 1e9;
    System.out.printf(
        "{\"engine\": \"nextvec\", \"library\": \"%s\", \"threads\": %d, \"side\": %d,"
            + " \"gflops\": %.1f}%n",
        engine.environment().blas(), threads, side, rate);
  }
}
