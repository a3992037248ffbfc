package dev.nextvec.serve;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderFingerprint.ProbeText;
import dev.nextvec.text.Encoder;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** Adds up a vector of each word. The word `slowly` takes a fifth of a second. */
final class WordEncoder implements Encoder {
  static final String NAME = "words";
  static final int DIM = 16;
  private static final int SLOW_MILLIS = 200;
  private static final String PROBE = "some words to know it by";

  final AtomicInteger texts = new AtomicInteger();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int dimension() {
    return DIM;
  }

  @Override
  public EncoderFingerprint fingerprint() {
    return new EncoderFingerprint(NAME, "", List.of(ProbeText.of(PROBE, vector(PROBE))));
  }

  @Override
  public OptionalLong tokens(List<String> all) {
    return OptionalLong.of(all.stream().mapToInt(text -> text.split("\\s+", -1).length).sum());
  }

  @Override
  public OptionalInt longestTokens() {
    return OptionalInt.of(1000);
  }

  @Override
  public void encode(List<String> all, Sink sink) throws IOException {
    for (int i = 0; i < all.size(); i++) {
      texts.incrementAndGet();
      if (all.get(i).contains("slowly")) {
        sleep();
      }
      sink.accept(i, vector(all.get(i)));
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(SLOW_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static float[] vector(String text) {
    float[] vector = new float[DIM];
    for (String word : text.split("\\s+", -1)) {
      java.util.Random random = new java.util.Random(word.hashCode());
      for (int i = 0; i < DIM; i++) {
        vector[i] += (float) random.nextGaussian();
      }
    }
    Rows.normalise(vector, 0, DIM);
    return vector;
  }

  @Override
  public void close() {}
}
