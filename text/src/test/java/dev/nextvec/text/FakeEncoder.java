package dev.nextvec.text;

import dev.nextvec.data.EncoderFingerprint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Unit vectors of dimension 3 made from a text's hash; remembers what it was asked. */
final class FakeEncoder implements Encoder {
  final List<String> asked = new ArrayList<>();
  private int failAfter = Integer.MAX_VALUE;
  private OptionalInt longest = OptionalInt.empty();

  static float[] vectorOf(String text) {
    int hash = text.hashCode();
    return Vectors.normalise(
        new float[] {1, (hash & 0xffff) / 65536f, ((hash >> 16) & 0xffff) / 65536f});
  }

  FakeEncoder failingAfter(int texts) {
    failAfter = texts;
    return this;
  }

  /** Says that of a text it reads so many characters, which it calls tokens. */
  FakeEncoder readingAtMost(int characters) {
    longest = OptionalInt.of(characters);
    return this;
  }

  @Override
  public Optional<BitSet> cut(List<String> texts) {
    BitSet cut = new BitSet();
    longest.ifPresent(
        most ->
            IntStream.range(0, texts.size())
                .filter(i -> texts.get(i).length() > most)
                .forEach(cut::set));
    return longest.isPresent() ? Optional.of(cut) : Optional.empty();
  }

  @Override
  public OptionalInt longestTokens() {
    return longest;
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
