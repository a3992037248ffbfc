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
  void saysOfOneDifferenceWhetherItIsATie() {
    assertThat(ties("ridge", "persistence")).isEqualTo("The difference between these is no tie.");
    assertThat(ties("ridge", "persistence", "random"))
        .isEqualTo("None of the 3 differences between these is a tie.");
  }
}
