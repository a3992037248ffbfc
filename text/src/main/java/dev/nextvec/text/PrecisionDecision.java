package dev.nextvec.text;

import dev.nextvec.data.EncoderPrecision;
import dev.nextvec.internal.engine.BertNetwork;
import dev.nextvec.internal.engine.BertWeights;
import dev.nextvec.internal.engine.EngineMissing;
import dev.nextvec.internal.engine.Engines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Decides what an encoder computes in: nothing is believed, everything is measured here.
 *
 * @param instructions what the processor multiplies bfloat16 with; empty if it has nothing for it
 * @param clock nanoseconds that have passed
 */
record PrecisionDecision(Supplier<Optional<String>> instructions, LongSupplier clock) {
  private static final double WORTH = 1.1; // times as fast: less is not worth any loss
  private static final int TEXTS = 16;
  private static final int ROUNDS = 3;

  /** On this machine. */
  static PrecisionDecision here() {
    return new PrecisionDecision(Engines::bfloat16, System::nanoTime);
  }

  /** Loads the encoder that computes in bfloat16. */
  @FunctionalInterface
  interface Narrow {
    /**
     * Loads it.
     *
     * @throws IOException if its networks are not of a kind that can be computed so
     */
    Encoder open() throws IOException;
  }

  /**
   * The encoder to use; the other is closed.
   *
   * @param exact computes in float32
   * @param narrow of the same weights
   * @param told what was decided and why, where there was something to decide
   */
  Encoder open(PrecisionChoice choice, Encoder exact, Narrow narrow, Consumer<String> told)
      throws IOException {
    return switch (choice) {
      case FLOAT32 -> exact;
      case BFLOAT16 -> {
        try (exact) {
          Encoder near = requireNear(exact, loaded(narrow));
          if (instructions.get().isEmpty()) {
            told.accept(
                "warning: this processor has no instructions for bfloat16: expect it to be slow");
          }
          yield near;
        }
      }
      case AUTO -> measured(exact, narrow, told);
    };
  }

  private static Encoder loaded(Narrow narrow) throws IOException {
    try {
      return narrow.open();
    } catch (EngineMissing e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Encoder requireNear(Encoder exact, Encoder narrow) throws IOException {
    Optional<String> difference = exact.fingerprint().differenceFrom(narrow.fingerprint());
    if (difference.isEmpty()) {
      return narrow;
    }
    narrow.close();
    throw new IOException(
        "encoder %s loses too much in bfloat16: %s; take float32"
            .formatted(exact.name(), difference.get()));
  }

  private Encoder measured(Encoder exact, Narrow narrow, Consumer<String> told) throws IOException {
    if (instructions.get().isEmpty()) {
      told.accept(
          "encodes in float32: bfloat16 needs a processor with avx512_bf16 or amx_bf16, and"
              + " nextvec-training on the class path");
      return exact;
    }
    Encoder other;
    try {
      other = requireNear(exact, loaded(narrow));
    } catch (IOException e) {
      told.accept("encodes in float32: " + e.getMessage());
      return exact;
    }
    double ratio = speedup(exact, other);
    boolean worth = ratio >= WORTH;
    told.accept(
        String.format(
            Locale.ROOT,
            "encodes in %s: bfloat16 is measured to be %.1f times as fast as float32 here",
            (worth ? EncoderPrecision.BFLOAT16 : EncoderPrecision.FLOAT32).label(),
            ratio));
    (worth ? exact : other).close();
    return worth ? other : exact;
  }

  /** How many times as fast the second is: in turns, by the medians. */
  private double speedup(Encoder exact, Encoder narrow) throws IOException {
    String text = String.join(" ", Probes.TEXTS);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      texts.add(text + " " + text.substring(0, i * text.length() / TEXTS)); // as chunks vary
    }
    long[] exactNanos = new long[ROUNDS];
    long[] narrowNanos = new long[ROUNDS];
    narrow.encode(texts); // compiles its kernels
    for (int round = 0; round < ROUNDS; round++) {
      exactNanos[round] = nanos(exact, texts);
      narrowNanos[round] = nanos(narrow, texts);
    }
    return (double) median(exactNanos) / median(narrowNanos);
  }

  private long nanos(Encoder encoder, List<String> texts) throws IOException {
    long start = clock.getAsLong();
    encoder.encode(texts);
    return clock.getAsLong() - start;
  }

  private static long median(long[] nanos) {
    Arrays.sort(nanos);
    return Math.max(1, nanos[nanos.length / 2]);
  }

  /**
   * A network in bfloat16.
   *
   * @param onnx the file's content
   * @param tokens its tokenizer, closed with it
   * @throws IOException if it is no BERT network, or its texts would be longer than it has
   *     positions
   */
  static BertModel model(byte[] onnx, Tokens tokens, Readout readout, String where)
      throws IOException {
    try {
      BertWeights weights = BertReader.read(onnx, where);
      requireRoom(weights, tokens, where);
      BertNetwork network = Engines.bert(weights, EncoderPrecision.BFLOAT16);
      return new BertModel(network, weights.hidden(), tokens, readout);
    } catch (IOException | EngineMissing e) {
      tokens.close();
      throw e;
    }
  }

  private static void requireRoom(BertWeights weights, Tokens tokens, String where)
      throws IOException {
    if (tokens.maxLength() > weights.longest()) {
      throw new IOException(
          "%s has positions for %d tokens but reads %d"
              .formatted(where, weights.longest(), tokens.maxLength()));
    }
  }
}
