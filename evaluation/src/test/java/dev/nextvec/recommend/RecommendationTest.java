package dev.nextvec.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.recommend.Recommendation.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecommendationTest {

  @Test
  void namesAFewModelsAndCountsTheOthers() {
    assertThat(several("a", "b", "c", "d", "e")).isEqualTo("a, b, c, d, e");
    assertThat(several("a", "b", "c", "d", "e", "f", "g")).isEqualTo("a, b, c, d and 3 more");
  }

  private static String several(String... models) {
    return new Recommendation(
            UseCase.RESEARCH, "rule", Answer.SEVERAL, List.of(models), List.of("why"), List.of())
        .headline();
  }
}
