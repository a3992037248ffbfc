package dev.nextvec.internal.wording;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BeginningTest {
  @Test
  void wordsThatFitAreShownWhole() {
    assertThat(Beginning.of("four", 4, "...")).isEqualTo("four");
    assertThat(Beginning.of("🙂🙂🙂🙂", 4, "...")).isEqualTo("🙂🙂🙂🙂");
  }

  @Test
  void longerOnesEndInAMarkAndNeverInHalfACharacter() {
    assertThat(Beginning.of("longer", 4, "...")).isEqualTo("long...");
    assertThat(Beginning.of("ab🙂🙂🙂", 3, "…")).isEqualTo("ab🙂…");
  }
}
