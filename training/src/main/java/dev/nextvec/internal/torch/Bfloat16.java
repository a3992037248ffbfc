package dev.nextvec.internal.torch;

import dev.nextvec.internal.wording.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What this machine can do in bfloat16, the upper half of a float32. */
public final class Bfloat16 {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final List<String> FLAGS = List.of("amx_bf16", "avx512_bf16");
  private static final int SIDE = 16;

  private Bfloat16() {}

  /**
   * What the processor multiplies bfloat16 with, by the name of its flag; empty if it has nothing
   * for it. Loads no library.
   */
  public static Optional<String> instructions() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return instructions(lines);
    } catch (IOException e) {
      return Optional.empty(); // not Linux
    }
  }

  /** By the lines of Linux's description of its processors, of which the first counts. */
  static Optional<String> instructions(Stream<String> lines) {
    List<String> flags =
        lines
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .map(line -> Arrays.asList(line.split("\\s+")))
            .orElse(List.of());
    return FLAGS.stream().filter(flags::contains).findFirst();
  }

  /**
   * Makes sure that networks can be computed in it here, at whatever speed.
   *
   * @throws IllegalStateException if not, saying why
   */
  public static void requireFor(Libtorch engine) {
    try (PointerScope scope = engine.scope();
        Tensor square = engine.zeros(SIDE, SIDE);
        Tensor out = engine.empty(SIDE, SIDE);
        Kernels kernels = kernels(engine, square.view(-1), false)) {
      multiply(kernels, out, square);
    }
  }

  private static void multiply(Kernels kernels, Tensor out, Tensor square) {
    try {
      kernels.begin();
      kernels.times(out, square, square);
    } catch (IllegalStateException e) {
      throw cannot("its processor lacks the instructions");
    }
  }

  /**
   * Kernels with products in bfloat16.
   *
   * @param weights of the network, side by side
   * @param fixed whether they stay as they are, so that a packed copy is worth its cost
   */
  static Kernels kernels(Libtorch engine, Tensor weights, boolean fixed) {
    OneDnnKernels.@Nullable Native library = engine.library();
    if (library == null) {
      throw cannot("oneDNN, which computes it, is there for the processor on Linux on x86-64 only");
    }
    return new Bfloat16Kernels(library, weights, fixed);
  }

  private static IllegalStateException cannot(String why) {
    return new IllegalStateException(
        "this machine cannot compute in bfloat16 (%s): use %s"
            .formatted(why, Setting.PRECISION.of("float32")));
  }
}
