package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DefaultEncoderTest {
  private static Encoder encoder;

  @BeforeAll
  static void open() throws IOException {
    encoder = DefaultEncoder.open(2);
  }

  @AfterAll
  static void close() {
    encoder.close();
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
    }
    return dot;
  }

  @Test
  void placesTextsOfOneMeaningNearEachOther() throws IOException {
    float[][] v =
        encoder.encode(
            List.of(
                "A cat sat on the mat.",
                "The kitten was resting on the rug.",
                "Interest rates were raised by the central bank."));
    assertThat(cosine(v[0], v[1])).isGreaterThan(cosine(v[0], v[2]) + 0.2);
    assertThat(cosine(v[2], v[2])).isBetween(1 - 1e-5, 1 + 1e-5);
    assertThat(v[0]).hasSize(768);
    assertThat(encoder.dimension()).isEqualTo(768);
  }

  @Test
  void givesATextTheSameVectorWhateverElseIsEncodedWithIt() throws IOException {
    String text = "The session is replicated to all other nodes of the cluster.";
    float[] alone = encoder.encode(List.of(text))[0];
    float[] among =
        encoder
            .encode(
                List.of(
                    "Short.", text, "A " + "very ".repeat(80) + "long text.", "x".repeat(5000)))[1];
    assertThat(cosine(alone, among)).isGreaterThan(0.999999);
  }

  @Test
  void hasOneFingerprintWhateverTheNumberOfThreads() throws IOException {
    try (Encoder other = DefaultEncoder.open(1)) {
      assertThat(other.fingerprint()).isEqualTo(encoder.fingerprint());
      assertThat(other.fingerprint().weightsSha256()).hasSize(64);
      assertThat(other.name()).isEqualTo("all-MiniLM-L6-v2+bge-small-en-v1.5");
    }
  }

  @Test
  void knowsThatItReadsTheFirst256TokensOfAText() throws IOException {
    String words = "river ".repeat(254);
    List<String> texts = List.of(words, words + "valley", "short");
    assertThat(encoder.longestTokens()).hasValue(256);
    assertThat(encoder.cut(texts).orElseThrow().stream()).containsExactly(1);
    assertThat(encoder.tokens(texts)).hasValue(256 + 256 + 3);
    assertThat(encoder.tokens(List.of())).hasValue(0);
    float[][] vectors = encoder.encode(List.of(words, words + "valley", "river ".repeat(200)));
    assertThat(cosine(vectors[0], vectors[1])).as("the cut end").isGreaterThan(0.999999);
    assertThat(cosine(vectors[0], vectors[2])).as("all 256 are read").isLessThan(0.999999);
  }
}
