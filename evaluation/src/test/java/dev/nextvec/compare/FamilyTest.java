package dev.nextvec.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which differences are judged together, and what that promises. */
class FamilyTest {
  private static final Bootstrap QUICK = new Bootstrap(400, 0.95, 1);

  private static Comparison comparison(List<RunResult> results) {
    return Comparison.of("data", results, QUICK, Verdict.MARGIN);
  }

  @Test
  void whatPeopleAskIsOneFamilyAndTheOtherPairsAnother() {
    Comparison comparison = comparison(Examples.results(60));
    assertThat(comparison.pairs())
        .filteredOn(JudgedPair::asked)
        .allMatch(
            pair ->
                has(pair, "linear average")
                    || has(pair, "ridge") && (isNetwork(pair.first()) || isNetwork(pair.second()))
                    || has(pair, "ridge") && has(pair, "learned average"));
    assertThat(comparison.pairs().stream().filter(JudgedPair::asked)).hasSize(9 + 4 + 1);
    assertThat(comparison.pairs()).hasSize(45);
  }

  private static boolean has(JudgedPair pair, String name) {
    return pair.first().equals(name) || pair.second().equals(name);
  }

  private static boolean isNetwork(String name) {
    return List.of("amn", "lstm", "gru", "transformer").contains(name);
  }

  @Test
  void theIntervalBesideAVerdictIsTheOneItWasJudgedBy() {
    for (int documents : new int[] {8, 20, 49, 60, 120}) {
      for (JudgedPair pair : comparison(Examples.results(documents)).pairs()) {
        PairedDifference contrast = pair.contrast();
        Interval judgedBy = contrast.judgedBy().orElseThrow();
        Interval usual = contrast.difference().interval().orElseThrow();
        switch (contrast.verdict()) {
          case BETTER, WORSE -> assertThat(judgedBy.holds(0)).as("%s", pair).isFalse();
          case TIE -> assertThat(judgedBy.holds(0)).as("%s", pair).isTrue();
          case EQUAL -> assertThat(judgedBy).isEqualTo(usual);
          case CANNOT_SAY -> throw new AssertionError(pair);
        }
        assertThat(judgedBy.low()).isLessThanOrEqualTo(usual.low());
        assertThat(judgedBy.high()).isGreaterThanOrEqualTo(usual.high());
      }
    }
  }

  @Test
  void onFewDocumentsEveryVerdictIsTriedWithoutTheOneThatMovesItMost() {
    assertThat(comparison(Examples.results(49)).pairs())
        .allMatch(pair -> pair.contrast().robustness().isPresent());
    assertThat(comparison(Examples.results(50)).pairs())
        .allMatch(pair -> pair.contrast().robustness().isEmpty());
    assertThat(comparison(Examples.results(4)).pairs())
        .allMatch(pair -> pair.contrast().robustness().isEmpty());
  }

  @Test
  void aVerdictThatOneDocumentCarriesIsSaidToHangOnIt() {
    List<RunResult> results = new ArrayList<>(Examples.results(12));
    RunResult amn = results.get(6);
    RunResult average = results.get(0);
    float[] cosine = average.scores().cosine().clone();
    int[] documents = average.scores().documents();
    for (int i = 0; i < cosine.length; i++) {
      cosine[i] += documents[i] == 7 ? 0.2f : 0.0001f * (i % 3 - 1);
    }
    results.set(6, Examples.withCosine(amn, cosine));
    PairedDifference contrast = comparison(results).between("amn", "linear average").orElseThrow();
    assertThat(contrast.verdict()).isEqualTo(Verdict.TIE);
    assertThat(contrast.robustness().orElseThrow().document()).isEqualTo(7);
    assertThat(contrast.robustness().orElseThrow().verdict()).isEqualTo(Verdict.EQUAL);
    assertThat(contrast.hangsOnOneDocument()).isTrue();
  }

  @Test
  void aRowThatIsAddedHardlyChangesTheVerdictsOfOthers() {
    List<RunResult> results = new ArrayList<>(Examples.results(30));
    Comparison before = comparison(results);
    for (int i = 0; i < 3; i++) {
      results.add(Examples.network("more " + i, 30, 0.6949, 9, 1, 0.3));
    }
    Comparison after = comparison(results);
    double mostly = 0;
    for (JudgedPair pair : before.pairs()) {
      if (pair.asked()) {
        Optional<PairedDifference> same = after.between(pair.first(), pair.second());
        mostly = Math.max(mostly, same.orElseThrow().adjustedP() - pair.contrast().adjustedP());
        double factor = same.orElseThrow().adjustedP() / pair.contrast().adjustedP();
        // of 14 questions it makes 20; of 45 pairs it would make 78
        assertThat(factor).isLessThanOrEqualTo(20.0 / 14 + 1);
      }
    }
    assertThat(mostly).isLessThan(1);
  }

  /** Baselines and networks that are truly equal, and the best of each chosen by the figures. */
  @Test
  @Tag("slow")
  void falseVerdictsAmongEqualRowsAreRare() {
    for (int documents : new int[] {12, 25, 100}) {
      for (int networks : new int[] {1, 5}) {
        int trials = 200;
        int wrong = 0;
        for (int trial = 0; trial < trials; trial++) {
          List<RunResult> results = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            String name = i == 0 ? "linear average" : "baseline " + i;
            results.add(equal(Examples.baseline(name, 2, 0.6, 9, 1), documents, trial, i));
          }
          for (int i = 0; i < networks; i++) {
            RunResult network = Examples.network("network " + i, 2, 0.6, 9, 1, 0.3);
            results.add(equal(network, documents, trial, 50 + i));
          }
          Comparison comparison = Comparison.of("data", results, QUICK, 0);
          wrong +=
              comparison.pairs().stream()
                      .filter(JudgedPair::asked)
                      .map(pair -> pair.contrast().verdict())
                      .anyMatch(v -> v == Verdict.BETTER || v == Verdict.WORSE)
                  ? 1
                  : 0;
        }
        System.out.printf(
            Locale.ROOT,
            "%d documents, 4 baselines, %d networks: a false verdict in %.1f %% of tables%n",
            documents,
            networks,
            100.0 * wrong / trials);
        assertThat(wrong).as("%d documents, %d networks", documents, networks).isLessThan(18);
      }
    }
  }

  private static RunResult equal(RunResult result, int documents, int trial, int row) {
    return Examples.withScores(
        result, Examples.scores(documents, 0.6, 1_000_003 * (trial + 1) + row));
  }
}
