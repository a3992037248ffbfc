package dev.nextvec.serve;

import dev.nextvec.text.Encoder;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** Texts of one request that become vectors, a few at a time. */
final class EncodeTexts extends Job {
  private static final int SLICE = 8;
  private final Encoder encoder;
  private final List<String> texts;
  private final float[][] vectors;
  private final AtomicLong tokens = new AtomicLong();
  private final boolean counting;
  private volatile boolean known; // slices are taken by one thread at a time

  /**
   * Texts to be encoded.
   *
   * @param counting whether their tokens are counted, if the encoder can
   */
  EncodeTexts(Encoder encoder, List<String> texts, boolean counting, Deadline deadline) {
    super(texts.size(), SLICE, deadline);
    this.encoder = encoder;
    this.texts = texts;
    this.counting = counting;
    this.known = counting;
    this.vectors = new float[texts.size()][];
  }

  @Override
  void compute(int from, int to) throws Exception {
    List<String> some = texts.subList(from, to);
    encoder.encode(some, (i, vector) -> vectors[from + i] = vector);
    if (counting) {
      OptionalLong read = encoder.tokens(some);
      tokens.addAndGet(read.orElse(0));
      known = known && read.isPresent();
    }
  }

  /** Tokens that were read, when it has ended; empty where the encoder does not say. */
  OptionalLong tokens() {
    return known ? OptionalLong.of(tokens.get()) : OptionalLong.empty();
  }

  /** One for each text, when it has ended. */
  List<float[]> vectors() {
    for (float[] vector : vectors) {
      if (!Numbers.areFinite(vector)) {
        throw Problem.unprocessable("the encoder made no number of a text");
      }
    }
    return List.of(vectors);
  }
}
