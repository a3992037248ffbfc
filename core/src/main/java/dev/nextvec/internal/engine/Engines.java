package dev.nextvec.internal.engine;

import dev.nextvec.data.EncoderPrecision;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * Decides what computes, here alone: a fast engine where it is on the class path and can be loaded,
 * plain Java otherwise, which runs networks on ONNX Runtime.
 */
public final class Engines {
  /** {@code -Dnextvec.engine=plain} leaves the fast one out. */
  private static final String PROPERTY = "nextvec.engine";

  private static final String PLAIN = "plain";
  private static final String BINDING = "bytedeco"; // whose classes call libtorch

  private Engines() {}

  /** The engine of this class path, or what runs of it already. */
  public static Engine join() {
    Optional<FastEngine> fast = ServiceLoader.load(FastEngine.class).findFirst();
    return fast.isPresent() ? start(fast.get()::join, 0) : new PlainEngine(0);
  }

  /**
   * The fast engine, or else the one in plain Java.
   *
   * @param fast starts it, or throws {@link EngineMissing}
   * @param threads of one operation of the other; 0 for one per processor
   */
  public static Engine start(Supplier<? extends Engine> fast, int threads) {
    try {
      return require(fast);
    } catch (EngineMissing missing) {
      return new PlainEngine(threads);
    }
  }

  /**
   * What this processor multiplies bfloat16 with, by the name of its flag; empty if it has nothing
   * for it or nothing on the class path would use it. Loads no library.
   */
  public static Optional<String> bfloat16() {
    return bertRuntime().flatMap(BertRuntime::bfloat16);
  }

  private static Optional<BertRuntime> bertRuntime() {
    return PLAIN.equals(System.getProperty(PROPERTY))
        ? Optional.empty()
        : ServiceLoader.load(BertRuntime.class).findFirst();
  }

  /**
   * A BERT network on kernels of our own, to be closed.
   *
   * @throws EngineMissing if they are not there, or cannot compute in that precision
   */
  public static BertNetwork bert(BertWeights weights, EncoderPrecision precision) {
    BertRuntime runtime =
        bertRuntime()
            .orElseThrow(
                () ->
                    new EngineMissing(
                        "encoding in %s needs nextvec-training on the class path, and not -D%s=%s"
                            .formatted(precision.label(), PROPERTY, PLAIN)));
    return require(() -> runtime.open(weights, precision));
  }

  /**
   * The fast engine, for what no other can do.
   *
   * @param fast starts it, or throws {@link EngineMissing}
   * @throws EngineMissing if it is not there or is left out
   */
  public static <E> E require(Supplier<E> fast) {
    if (PLAIN.equals(System.getProperty(PROPERTY))) {
      throw new EngineMissing(
          "libtorch is left out by -D%s=%s: training and GPUs need it; prediction, tests, indexing and everything else work without it"
              .formatted(PROPERTY, PLAIN));
    }
    try {
      return fast.get();
    } catch (NoClassDefFoundError e) {
      if (!String.valueOf(e.getMessage()).contains(BINDING)) {
        throw e;
      }
      throw new EngineMissing(
          "libtorch is not on the class path (%s is missing): training and GPUs need nextvec-training with all it depends on"
              .formatted(e.getMessage()),
          e);
    }
  }
}
