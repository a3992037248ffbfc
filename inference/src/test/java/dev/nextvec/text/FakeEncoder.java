package dev.nextvec.text;

import dev.nextvec.data.EncoderFingerprint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Unit vectors of dimension 3 made from a text's hash; remembers what it was asked. */
final class FakeEncoder implements Encoder {
  final List<String> asked = new ArrayList<>();
  private int failAfter = Integer.MAX_VALUE;

  static float[] vectorOf(String text) {
    int hash = text.hashCode();
    return Vectors.normalize(
        new float[] {1, (hash & 0xffff) / 65536f, ((hash >> 16) & 0xffff) / 65536f});
  }

  FakeEncoder failingAfter(int texts) {
    failAfter = texts;
    return this;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public int dimension() {
    return 3;
  }

  @Override
  public EncoderFingerprint fingerprint() {
    return Probes.fingerprint(
        name(), "", Probes.TEXTS.stream().map(FakeEncoder::vectorOf).toArray(float[][]::new));
  }

  @Override
  public void encode(List<String> texts, Sink sink) throws IOException {
    for (int i = texts.size() - 1; i >= 0; i--) {
      if (asked.size() == failAfter) {
        throw new IOException("the encoder broke");
      }
      asked.add(texts.get(i));
      sink.accept(i, vectorOf(texts.get(i)));
    }
  }

  @Override
  public void close() {}
}
