package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NarrowTextTest {
  @Test
  void aDifferenceThatDoesNotShowIsNeitherAboveNorBelow() {
    assertThat(NarrowText.apart(-0.0000004, 0.75))
        .isEqualTo("which is equal to float32 to six digits (0.750000)");
    assertThat(NarrowText.apart(0, 0.75)).isEqualTo(NarrowText.apart(0.0000004, 0.75));
    assertThat(NarrowText.apart(-0.0000006, 0.75))
        .isEqualTo("which is 0.000001 below float32 (0.750000)");
    assertThat(NarrowText.apart(0.0001, 0.75))
        .isEqualTo("which is 0.000100 above float32 (0.750000)");
  }
}
