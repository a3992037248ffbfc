package dev.nextvec.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.model.Cost;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PooledResultTest {
  private static final Provenance PROVENANCE =
      new Provenance("data", "folds", 1, 1, Environment.withoutEngine());

  /** A result whose every figure of window w is w, but for the fold's own. */
  private static TestResult fold(double own, int... windows) {
    int n = windows.length;
    float[] figures = new float[n];
    for (int i = 0; i < n; i++) {
      figures[i] = windows[i] / 100f;
    }
    int[] documents = Arrays.stream(windows).map(w -> w / 2).toArray();
    int[] candidates = new int[n];
    Arrays.fill(candidates, 50);
    Ranks ranks = new Ranks(windows.clone(), new int[n], new int[n], candidates);
    return new TestResult(
        "amn",
        "key" + own,
        PROVENANCE,
        new WindowScores(windows, documents, figures, figures, figures),
        new RetrievalRanks(ranks, ranks, ranks),
        new Skill(own, 2 * own),
        OptionalDouble.of(own),
        new Cost(1, 2, 3, 4),
        Optional.of(new Speed(new Speed.Latency(own, own, own, 1), List.of())),
        own);
  }

  @Test
  void rowsOfAllFoldsStandInTheOrderOfTheWindowsWithAllThatBelongsToThem() {
    TestResult pooled =
        PooledResult.of(List.of(fold(1, 2, 3, 8, 9), fold(4, 0, 1), fold(7, 4, 5, 6)), PROVENANCE);
    assertThat(pooled.scores().windows()).containsExactly(0, 1, 2, 3, 4, 5, 6, 8, 9);
    assertThat(pooled.scores().documents()).containsExactly(0, 0, 1, 1, 2, 2, 3, 4, 4);
    for (int i = 0; i < 9; i++) {
      int window = pooled.scores().windows()[i];
      assertThat(pooled.scores().cosine()[i]).isEqualTo(window / 100f);
      assertThat(pooled.scores().squaredError()[i]).isEqualTo(window / 100f);
      for (Pool pool : Pool.values()) {
        assertThat(pooled.retrieval().in(pool).above()[i]).isEqualTo(window);
      }
    }
  }

  @Test
  void theLinearAveragesErrorIsThatOverAllWindows() {
    TestResult pooled = PooledResult.of(List.of(fold(1, 0, 1, 2), fold(5, 3)), PROVENANCE);
    assertThat(pooled.linearAverage().mse()).isEqualTo(2, within(1e-12));
    assertThat(pooled.linearAverage().normalisedMse()).isEqualTo(4, within(1e-12));
    assertThat(pooled.validationCosine()).hasValue(1);
    assertThat(pooled.speed().orElseThrow().latency().p50()).isEqualTo(1);
    assertThat(pooled.key()).contains("key1.0", "key5.0");
  }

  @Test
  void refusesAWindowThatTwoFoldsTestedOn() {
    List<TestResult> folds = List.of(fold(1, 0, 1, 2), fold(2, 2, 3));
    assertThatThrownBy(() -> PooledResult.of(folds, PROVENANCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("window 2 was tested on in two folds");
  }
}
