package dev.nextvec.internal.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.random.CounterRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class FittingTest {
  private static final int CANDIDATES = 20;
  private static final Fitting FAST = new Fitting(1, 16, 0.005f, 0.01f, 0.1f, 16, 15, 4, 1);

  /** What a column of a candidate is. */
  private interface Column {
    float of(boolean answer, double noise);
  }

  /** Windows whose answer is anywhere among the candidates; columns say more or less of it. */
  private static Cases cases(int windows, List<String> names, List<Column> columns) {
    CounterRandom random = CounterRandom.of(5, "cases");
    float[][] rows = new float[windows][CANDIDATES * names.size()];
    int[] answers = new int[windows];
    int[] groups = new int[windows];
    for (int w = 0; w < windows; w++) {
      answers[w] = random.below(CANDIDATES, 1_000_000 + w);
      groups[w] = w / 10;
      for (int i = 0; i < rows[w].length; i++) {
        boolean answer = i / names.size() == answers[w];
        double noise = random.gaussian((long) w * rows[w].length + i);
        rows[w][i] = columns.get(i % names.size()).of(answer, noise);
      }
    }
    return new Cases(names, window -> rows[window], answers, groups);
  }

  private static Cases hinting() {
    return cases(
        600,
        List.of("a hint", "another hint", "nothing"),
        List.of(
            (answer, noise) -> (float) (noise + (answer ? 1.5 : 0)),
            (answer, noise) -> (float) (noise - (answer ? 1.5 : 0)),
            (answer, noise) -> (float) noise));
  }

  private static double first(Network network, Cases cases) {
    double right = 0;
    for (int w = 0; w < cases.size(); w++) {
      float[] scores = network.scores(cases.rows().of(w), CANDIDATES);
      int best = 0;
      for (int i = 1; i < CANDIDATES; i++) {
        best = scores[i] > scores[best] ? i : best;
      }
      right += best == cases.answers()[w] ? 1 : 0;
    }
    return right / cases.size();
  }

  @Test
  void whatHintsAtTheAnswerIsLearned() {
    Fitting.Fitted fitted = FAST.fit(hinting(), false);
    assertThat(first(fitted.network(), hinting())).isGreaterThan(0.35);
    assertThat(fitted.loss()).isLessThan(Math.log(CANDIDATES) - 0.8);
    assertThat(fitted.windows()).isEqualTo(480);
  }

  @Test
  void theSameCasesGiveTheSameNetworkToTheLastBitAndAnotherSeedGivesAnother() {
    float[] once = FAST.fit(hinting(), false).network().weights();
    assertThat(FAST.fit(hinting(), false).network().weights()).isEqualTo(once);
    Fitting other = new Fitting(1, 16, 0.005f, 0.01f, 0.1f, 16, 15, 4, 2);
    assertThat(other.fit(hinting(), false).network().weights()).isNotEqualTo(once);
  }

  @Test
  void theMeanOfThreeNetworksThatHoldBackOtherDocumentsIsOneThatIsFittedOnAll() {
    Fitting three = new Fitting(3, 16, 0.005f, 0.01f, 0.1f, 16, 15, 4, 1);
    Fitting.Fitted fitted = three.fit(hinting(), false);
    assertThat(fitted.network().hidden()).isEqualTo(48);
    assertThat(first(fitted.network(), hinting())).isGreaterThan(0.35);
    assertThat(three.fit(hinting(), true).network().weights())
        .isEqualTo(fitted.network().weights());
    assertThatThrownBy(() -> new Fitting(6, 16, 0.005f, 0.01f, 0.1f, 16, 15, 4, 1))
        .hasMessageContaining("6 networks cannot hold back other documents each");
  }

  @Test
  void fromNoiseNothingIsLearned() {
    Cases noise =
        cases(
            600,
            List.of("nothing", "nothing either"),
            List.of((answer, value) -> (float) value, (answer, value) -> (float) value));
    Fitting.Fitted fitted = FAST.fit(noise, false);
    assertThat(fitted.loss()).isGreaterThan(Math.log(CANDIDATES) - 0.02);
    assertThat(first(fitted.network(), noise)).isLessThan(0.12);
  }

  @Test
  void whatTellsTheAnswerIsRefusedByItsName() {
    Cases telling =
        cases(
            300,
            List.of("a hint", "same document and position next"),
            List.of(
                (answer, noise) -> (float) (noise + (answer ? 1 : 0)),
                (answer, noise) -> answer ? 1 : 0));
    assertThatThrownBy(() -> FAST.fit(telling, false))
        .isInstanceOf(NotFitted.class)
        .hasMessageContaining("`same document and position next` alone")
        .hasMessageContaining("100 %");
    Cases inverse =
        cases(
            300,
            List.of("not it"),
            List.of((answer, noise) -> answer ? -1 : (float) noise * noise(noise)));
    assertThatThrownBy(() -> FAST.fit(inverse, false)).hasMessageContaining("`not it` alone");
  }

  private static float noise(double value) {
    return value > 0 ? 0.1f : -0.1f;
  }

  @Test
  void featuresThatTellTheAnswerTogetherAreRefused() {
    CounterRandom random = CounterRandom.of(8, "pairs");
    Cases cases =
        cases(
            1200,
            List.of("one half", "the other half"),
            List.of((answer, noise) -> (float) noise, (answer, noise) -> (float) noise));
    for (int w = 0; w < cases.size(); w++) { // their sum is 3 for the answer, about 0 for others
      float[] rows = cases.rows().of(w);
      for (int i = 0; i < CANDIDATES; i++) {
        float half = 4 * (float) random.gaussian((long) w * CANDIDATES + i);
        rows[2 * i] = half;
        rows[2 * i + 1] = -half + (i == cases.answers()[w] ? 3 : 0);
      }
    }
    assertThatThrownBy(() -> new Fitting(1, 32, 0.01f, 0, 0, 16, 25, 8, 1).fit(cases, false))
        .hasMessageContaining("the features together");
  }

  @Test
  void tooFewCasesAreRefusedByNamingHowManyAreNeeded() {
    Cases few = cases(60, List.of("a"), List.of((answer, noise) -> (float) noise));
    assertThatThrownBy(() -> FAST.fit(few, false))
        .isInstanceOf(NotFitted.class)
        .hasMessage(
            "too few windows have their next chunk among the first candidates, 50 to fit on and 10"
                + " to stop by: at least 100 and 20 are needed");
  }

  @Test
  void windowsOfTooFewDocumentsToHoldOneBackAreRefusedHoweverManyTheyAre() {
    Cases many = hinting();
    int[] groups = many.groups().clone();
    for (int w = 0; w < groups.length; w++) {
      groups[w] %= 4;
    }
    Cases four = new Cases(many.names(), many.rows(), many.answers(), groups);
    assertThatThrownBy(() -> FAST.fit(four, false))
        .isInstanceOf(NotFitted.class)
        .hasMessage(
            "too few documents have validation windows, 4: at least 5 are needed, for one of 5"
                + " stops the fitting");
  }

  @Test
  void whatAnotherModelPredictedStopsNothing() {
    Cases all = hinting();
    int[] groups = all.groups().clone();
    for (int w = 30; w < groups.length; w++) {
      groups[w] += 100; // only the first three documents are as those that will be searched for
    }
    Cases crossFitted = new Cases(all.names(), all.rows(), all.answers(), groups, 30);
    assertThatThrownBy(() -> FAST.fit(crossFitted, false))
        .hasMessageContaining("too few documents have validation windows, 3:");
  }
}
