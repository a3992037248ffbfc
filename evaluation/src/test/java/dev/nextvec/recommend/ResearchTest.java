package dev.nextvec.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Examples;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResearchTest {
  private final Comparison comparison = Examples.comparison(60);

  private String ties(String... names) {
    return new Research(comparison, List.of(names)).reasons().getFirst();
  }

  @Test
  void saysOfOneDifferenceWhatItIs() {
    assertThat(ties("ridge", "persistence"))
        .isEqualTo("ridge is shown to be better than persistence: nothing between these is open.");
    assertThat(ties("persistence", "ridge")).isEqualTo(ties("ridge", "persistence"));
    assertThat(ties("ridge", "persistence", "random"))
        .isEqualTo("None of the 3 differences between these is a tie.");
  }
}
