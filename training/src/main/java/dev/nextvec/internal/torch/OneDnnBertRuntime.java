package dev.nextvec.internal.torch;

import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.engine.BertNetwork;
import dev.nextvec.internal.engine.BertRuntime;
import dev.nextvec.internal.engine.BertWeights;
import dev.nextvec.internal.engine.EngineMissing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** BERT networks on oneDNN. */
public final class OneDnnBertRuntime implements BertRuntime {
  @Override
  public Optional<String> bfloat16() {
    return Bfloat16.instructions();
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
