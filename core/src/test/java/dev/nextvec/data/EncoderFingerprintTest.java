package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EncoderFingerprintTest {
  private static EncoderFingerprint encoder(String name, String hash, float... vector) {
    return new EncoderFingerprint(
        name, hash, List.of(EncoderFingerprint.ProbeText.of("probe text", vector)));
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
    assertThat(
            EncoderFingerprint.fromJson(
                JsonValue.parse(encoder.toJson().toString(), "x").node(), "x"))
        .isEqualTo(encoder);
  }

  @Test
  void readsNoNumberThatIsNotThere() throws IOException {
    String json = encoder("default", "aa", 0.5f, 1).toJson().toString();
    for (String bad : List.of("null", "\"0.5\"", "true", "[0.5]", "1e39")) {
      JsonNode changed = JsonValue.parse(json.replace("0.5", bad), "x").node();
      assertThatThrownBy(() -> EncoderFingerprint.fromJson(changed, "x"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("x: `probes[0].vector[0]` must be a number");
    }
    JsonNode none = JsonValue.parse(json.replace("probes", "other"), "x").node();
    assertThatThrownBy(() -> EncoderFingerprint.fromJson(none, "x"))
        .hasMessageContaining("`probes` must be there");
  }

  @Test
  void forgetsAPasswordThatAnEarlierVersionRecorded() {
    EncoderFingerprint old = encoder("m at me:pass@word@host:80", "", 1, 0);
    assertThat(old.name()).isEqualTo("m at host:80");
  }

  @Test
  void isMeasuredToBeAnotherByWeightsOrProbesNeverByName() {
    EncoderFingerprint here = encoder("one", "", 1, 0);
    assertThat(here.isMeasuredToBe(encoder("two", "", 1, 0))).isTrue();
    assertThat(here.isMeasuredToBe(encoder("one", "", 0, 1))).isFalse();
    assertThat(here.isMeasuredToBe(new EncoderFingerprint("one", "", List.of()))).isFalse();
    EncoderFingerprint hashed = new EncoderFingerprint("one", "aa", List.of());
    assertThat(hashed.isMeasuredToBe(new EncoderFingerprint("two", "aa", List.of()))).isTrue();
  }

  private static EncoderFingerprint narrow(String hash, float... vector) {
    return new EncoderFingerprint(
        "one",
        hash,
        EncoderPrecision.BFLOAT16,
        List.of(EncoderFingerprint.ProbeText.of("probe text", vector)));
  }

  @Test
  void isTheSameInAnotherPrecisionWhereTheProbeTextsAreMeasuredToBeNear() {
    EncoderFingerprint here = encoder("one", "aa", 1, 0);
    float near = 0.0141f; // cosine 0.99990
    float further = 0.0150f; // cosine 0.99989
    assertThat(here.differenceFrom(narrow("aa", 1, near))).isEmpty();
    assertThat(narrow("aa", 1, near).differenceFrom(here)).isEmpty();
    assertThat(here.differenceFrom(narrow("aa", 1, further)).orElseThrow())
        .contains("probe text", "cosine 0.9998");
    assertThat(narrow("aa", 1, 0).differenceFrom(narrow("aa", 1, further)))
        .as("of one precision")
        .isEmpty();
    assertThatThrownBy(() -> EncoderFingerprint.requireCompatible(here, narrow("aa", 1, further)))
        .hasMessageContainingAll("`one`", "`one in bfloat16`", "0.9998");
  }

  @Test
  void believesNoOtherPrecisionThatIsNotMeasured() {
    EncoderFingerprint blind =
        new EncoderFingerprint("one", "aa", EncoderPrecision.BFLOAT16, List.of());
    assertThat(encoder("one", "aa", 1, 0).differenceFrom(blind).orElseThrow())
        .contains("nothing measured");
  }

  @Test
  void isNotMeasuredToBeOneOfAnotherPrecisionHoweverNear() {
    assertThat(encoder("one", "aa", 1, 0).isMeasuredToBe(narrow("aa", 1, 0))).isFalse();
    assertThat(narrow("aa", 1, 0).isMeasuredToBe(narrow("aa", 1, 0))).isTrue();
  }

  @Test
  void keepsItsPrecisionInFilesAndReadsThoseThatSayNone() throws IOException {
    EncoderFingerprint narrow = narrow("aa", 1, 0);
    assertThat(EncoderFingerprint.fromJson(narrow.toJson(), "x")).isEqualTo(narrow);
    assertThat(encoder("one", "aa", 1, 0).toJson().has("precision")).isFalse();
    JsonNode wrong =
        JsonValue.parse(narrow.toJson().toString().replace("bfloat16", "int8"), "x").node();
    assertThatThrownBy(() -> EncoderFingerprint.fromJson(wrong, "x"))
        .hasMessageContainingAll("`precision` must be float32 or bfloat16", "int8");
  }

  @Test
  void theLengthOfTextsIsKeptAndTellsNoEncoderFromAnother() throws IOException {
    EncoderFingerprint cut = new EncoderFingerprint("one", "aa", List.of()).cutAt(120, "de", 2);
    assertThat(EncoderFingerprint.fromJson(cut.toJson(), "file")).isEqualTo(cut);
    EncoderFingerprint otherwise = cut.cutAt(400, "en", 2);
    assertThat(cut.differenceFrom(otherwise)).isEmpty();
    assertThat(cut.isMeasuredToBe(otherwise)).isTrue();
    assertThat(cut.cut()).hasValue("about 120 characters, language de, cutting 2");
    assertThat(new EncoderFingerprint("one", "aa", List.of()).cut()).isEmpty();
    assertThatThrownBy(() -> cut.cutAt(0, "en", 2))
        .hasMessage("`chunk_chars` must be positive but was 0");
  }
}
