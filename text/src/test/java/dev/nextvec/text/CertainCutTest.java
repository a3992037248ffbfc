package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CertainCutTest {
  @Test
  void saysSoBeforeAnythingIsEncoded() {
    assertThat(CertainCut.warning(256, 4000).orElseThrow())
        .contains("256 tokens", "1,200 characters", "4,000 characters", "the setting `chunk-chars`")
        .doesNotContain("\n");
    assertThat(CertainCut.warning(256, 1536)).isEmpty();
    assertThat(CertainCut.warning(512, 1537)).isEmpty();
  }

  @Test
  void saysNothingWhereTheLimitIsNotKnown() {
    Encoder unknown = new FakeEncoder();
    assertThat(unknown.longestTokens()).isEqualTo(OptionalInt.empty());
    assertThat(unknown.cut(List.of("a"))).isEqualTo(Optional.empty());
    assertThat(unknown.certainCut(1 << 20)).isEmpty();
  }
}
