package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EncoderFingerprintTest {
  private static EncoderFingerprint encoder(String name, String hash, float... vector) {
    return new EncoderFingerprint(
        name, hash, List.of(EncoderFingerprint.Probe.of("probe text", vector)));
  }

  private static void refuses(EncoderFingerprint a, EncoderFingerprint b, String... said) {
    assertThatThrownBy(() -> EncoderFingerprint.requireCompatible(a, b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("`" + a.name() + "`", "`" + b.name() + "`")
        .hasMessageContainingAll(said);
  }

  @Test
  void letsVectorsOfOneEncoderMeet() {
    EncoderFingerprint here = encoder("default", "aa", 1, 0, 0);
    assertThatCode(
            () -> EncoderFingerprint.requireCompatible(here, encoder("default", "aa", 1, 0.01f, 0)))
        .doesNotThrowAnyException();
    assertThatCode(() -> EncoderFingerprint.requireCompatible(here, encoder("url", "", 1, 0, 0)))
        .doesNotThrowAnyException();
  }

  @Test
  void keepsVectorsOfTwoEncodersApart() {
    EncoderFingerprint here = encoder("one", "aa", 1, 0, 0);
    refuses(here, encoder("two", "bb", 1, 0, 0), "weights differ", "aa", "bb");
    refuses(here, encoder("two", "aa", 1, 0.1f, 0), "probe text", "cosine 0.99");
    refuses(here, encoder("two", "", 1, 0), "dimensions are 3 and 2");
    refuses(here, encoder("two", "", 0, 0, 0), "cosine NaN");
    refuses(here, new EncoderFingerprint("two", "", List.of()), "nothing shows");
  }

  @Test
  void survivesBeingStored() throws IOException {
    EncoderFingerprint encoder = encoder("default", "aa", 0.1f, -3e-8f, 0);
    assertThat(EncoderFingerprint.fromJson(encoder.toJson(), "x")).isEqualTo(encoder);
    assertThat(EncoderFingerprint.fromJson(Json.object(encoder.toJson().toString(), "x"), "x"))
        .isEqualTo(encoder);
  }
}
