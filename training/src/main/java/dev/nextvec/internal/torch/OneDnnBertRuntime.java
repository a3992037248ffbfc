package dev.nextvec.internal.torch;

import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.engine.BertNetwork;
import dev.nextvec.internal.engine.BertRuntime;
import dev.nextvec.internal.engine.BertWeights;
import dev.nextvec.internal.engine.EngineMissing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** BERT networks on oneDNN. */
public final class OneDnnBertRuntime implements BertRuntime {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final List<String> FLAGS = List.of("amx_bf16", "avx512_bf16");

  @Override
  public Optional<String> bfloat16() {
    try (var lines = Files.lines(PROCESSORS)) {
      List<String> flags =
          lines
              .filter(line -> line.startsWith("flags"))
              .findFirst()
              .map(line -> Arrays.asList(line.split("\\s+")))
              .orElse(List.of());
      return FLAGS.stream().filter(flags::contains).findFirst();
    } catch (IOException e) {
      return Optional.empty(); // not Linux
    }
  }

  @Override
  public BertNetwork open(BertWeights weights, EncoderPrecision precision) {
    Libtorch.join(Device.CPU);
    OneDnnKernels.@Nullable Native library = OneDnnKernels.Native.load();
    if (library == null) {
      throw new EngineMissing(
          cannot(precision, "oneDNN, which computes it, is there for Linux on x86-64 only"));
    }
    try {
      return new OneDnnBert(library, weights, precision);
    } catch (IllegalStateException e) {
      throw new EngineMissing(cannot(precision, "its processor lacks the instructions"), e);
    }
  }

  private static String cannot(EncoderPrecision precision, String why) {
    return "this machine cannot encode in %s (%s): take float32".formatted(precision.label(), why);
  }
}
