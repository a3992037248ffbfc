package dev.nextvec.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withPrecision;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final String DATASET = Examples.PROVENANCE.datasetSha256();
  private static final String SPLIT = Examples.PROVENANCE.splitSha256();

  private final Comparison comparison = Examples.comparison(280);

  @Test
  void rowsAreSortedByTestCosine() {
    assertThat(comparison.rows())
        .isSortedAccordingTo(
            Comparator.comparingDouble((Row row) -> row.cosine().value()).reversed());
    assertThat(comparison.rows().get(0).name()).isEqualTo("ridge");
    assertThat(comparison.networks()).hasSize(4);
    assertThat(comparison.baselines()).hasSize(6);
  }

  @Test
  void everyRowButTheLinearAverageIsComparedWithIt() {
    assertThat(comparison.linearAverage().againstLinearAverage()).isEmpty();
    double linear = comparison.linearAverage().cosine().value();
    for (Row row : comparison.rows()) {
      row.againstLinearAverage()
          .ifPresent(
              contrast ->
                  assertThat(contrast.percent())
                      .hasValueCloseTo(
                          100 * (row.cosine().value() / linear - 1), withPrecision(1e-9)));
    }
    assertThat(verdict("amn")).isEqualTo(Verdict.BETTER);
    assertThat(verdict("lstm")).isEqualTo(Verdict.WORSE);
    assertThat(verdict("gru")).isEqualTo(Verdict.EQUAL);
  }

  @Test
  void theFirstFindingSaysWhetherANetworkIsWorthItsCost() {
    assertThat(comparison.findings().get(0))
        .startsWith("No network is worth its cost here: amn (0.7")
        .contains("), the best, is 0.0", " below ridge (0.7");
    List<RunResult> unfitted =
        Examples.results(280).stream()
            .filter(r -> !r.name().equals("ridge") && !r.name().equals("learned average"))
            .toList();
    assertThat(Comparison.of("wiki", unfitted).findings().get(0))
        .startsWith("amn is the best model here");
    List<RunResult> baselines =
        unfitted.stream().filter(r -> r.kind() == RunResult.RowKind.BASELINE).toList();
    assertThat(Comparison.of("wiki", baselines).findings())
        .singleElement()
        .asString()
        .startsWith("Of the baselines linear average has the highest test cosine");
  }

  @Test
  void theOtherFindingsNameWinnersLosersTiesAndTheFastest() {
    assertThat(comparison.findings().get(1))
        .startsWith("Against the linear average (0.7")
        .contains("better: amn (+", "equal: gru (", "worse: lstm (");
    assertThat(comparison.findings().get(2))
        .startsWith(
            "amn is the fastest network: 0.310 ms a prediction (median); it also has the highest");
  }

  @Test
  void everyPairIsJudgedOnceTheHigherFirst() {
    assertThat(comparison.pairs()).hasSize(45);
    for (JudgedPair pair : comparison.pairs()) {
      PairedDifference contrast = pair.contrast();
      assertThat(contrast.difference().value()).isNotNegative();
      assertThat(contrast.adjustedP()).isGreaterThanOrEqualTo(contrast.difference().pValue());
      PairedDifference back = comparison.between(pair.second(), pair.first()).orElseThrow();
      assertThat(back.verdict()).isEqualTo(contrast.verdict().reversed());
      assertThat(back.reference() + back.difference().value())
          .isCloseTo(contrast.reference(), within(1e-12));
    }
    assertThat(comparison.between("amn", "amn")).isEmpty();
  }

  @Test
  void manyRowsAreComparedOnlyWhereANetworkOrTheLinearAverageIsOneOfThem() {
    List<RunResult> results = new ArrayList<>(Examples.results(20));
    for (String name : List.of("a", "b", "c")) {
      results.add(Examples.network(name, 20, 0.69, 9, 1, 0.3));
    }
    Comparison many = Comparison.of("wiki", results);
    assertThat(many.pairs())
        .hasSize(13 * 12 / 2 - 5 * 4 / 2 + 1); // and the highest against the next
    assertThat(many.between("ridge", "persistence")).isEmpty();
    assertThat(many.between("ridge", "linear average")).isPresent();
    assertThat(many.between("ridge", "a")).isPresent();
  }

  @Test
  void aTieSaysHowManyDocumentsWouldSettleIt() {
    List<RunResult> results =
        Examples.results(30).stream()
            .filter(run -> !run.name().equals("ridge"))
            .filter(run -> !run.name().equals("learned average"))
            .filter(run -> run.kind() == RunResult.RowKind.BASELINE || run.name().equals("gru"))
            .toList();
    Comparison tie = Comparison.of("wiki", results);
    PairedDifference contrast = tie.challenge().orElseThrow().contrast();
    assertThat(contrast.verdict()).isEqualTo(Verdict.TIE);
    long needed = contrast.settling().orElseThrow().documents();
    assertThat(needed).isGreaterThan(30);
    assertThat(tie.findings().get(0))
        .startsWith("No network is shown to beat the best baseline: gru (0.")
        .endsWith("), a tie.");
    assertThat(tie.summary().next()).contains(Settling.about(needed) + " test documents");
    assertThat(tie.findings())
        .filteredOn(finding -> finding.startsWith("Ties on 30 test documents: "))
        .singleElement()
        .asString()
        .contains("(about " + Settling.about(needed) + " would be enough)");
    assertThat(Settling.about(1234)).isEqualTo("1,300");
    assertThat(Settling.about(99)).isEqualTo("99");
  }

  @Test
  void theMarginDecidesWhatIsEqual() {
    Comparison strict = Comparison.of("wiki", Examples.results(280), Bootstrap.DEFAULT, 0);
    assertThat(strict.pairs()).noneMatch(pair -> pair.contrast().verdict() == Verdict.EQUAL);
    Comparison lax = Comparison.of("wiki", Examples.results(280), Bootstrap.DEFAULT, 1);
    assertThat(lax.pairs()).allMatch(pair -> pair.contrast().verdict() == Verdict.EQUAL);
    assertThat(lax.findings().get(0)).contains("amn (0.", "ridge (0.", ": equal within the margin");
    assertThatThrownBy(() -> Comparison.of("wiki", Examples.results(280), Bootstrap.DEFAULT, -0.1))
        .hasMessageContaining("`margin`");
  }

  @Test
  void fewTestDocumentsAreSaidOutLoud() {
    assertThat(Examples.comparison(12).warnings()).anyMatch(w -> w.contains("only 12 documents"));
    Comparison four = Examples.comparison(4);
    assertThat(four.warnings()).anyMatch(w -> w.contains("no difference can be judged"));
    assertThat(four.rows()).allMatch(row -> row.cosine().interval().isEmpty());
    assertThat(comparison.warnings()).isEmpty();
    assertThat(comparison.withWarnings(List.of("unsure")).warnings()).containsExactly("unsure");
  }

  @Test
  void timesFromTwoMachinesAreSaidOutLoud() {
    Environment other =
        new Environment("0.1.0", "25", "2.10.0", "MKL", "cpu", 2, "MacBook", "unknown", "M3");
    List<RunResult> results = results(new Provenance(DATASET, SPLIT, 42, 7, other));
    assertThat(Comparison.of("wiki", results).warnings())
        .anyMatch(w -> w.contains("times cannot be compared"));
  }

  @Test
  void refusesRunsWithDifferentTestRows() {
    refuses(results(new Provenance("ffff".repeat(16), SPLIT, 42, 7, Examples.MACHINE)))
        .hasMessageStartingWith("`linear average` and `amn` were tested on different rows")
        .hasMessageContaining("(dataset 0e7a6a76a1d0 and ffffffffffff)");
    refuses(results(new Provenance(DATASET, "eeee".repeat(16), 42, 7, Examples.MACHINE)))
        .hasMessageContaining("(split 3fd1c40be2aa and eeeeeeeeeeee)");
    List<RunResult> results = new ArrayList<>(Examples.results(30));
    results.set(6, Examples.network("amn", 29, 0.7, 1_510_912, 0.3, 0.4));
    refuses(results)
        .hasMessageContaining("`linear average` and `amn`")
        .hasMessageContaining("test windows");
  }

  @Test
  void refusesRepeatedNamesNothingAndALackOfTheLinearAverage() {
    List<RunResult> results = Examples.results(30);
    refuses(List.of()).hasMessage("there is nothing to compare: name at least one run");
    refuses(results.subList(1, 4)).hasMessageContaining("lacks `linear average`");
    refuses(List.of(results.get(0), results.get(0)))
        .hasMessageContaining("two results are called `linear average`");
  }

  @Test
  void theBestEpochHasTheLowestValidationLoss() {
    RunResult amn = Examples.results(30).get(6);
    assertThat(amn.bestEpoch()).hasValueSatisfying(best -> assertThat(best.epoch()).isLessThan(20));
    assertThat(amn.validationCosine()).hasValue(amn.bestEpoch().orElseThrow().validationCosine());
    assertThat(amn.trainingSeconds().orElseThrow()).isCloseTo(20 * 36.2, within(1e-9));
  }

  private Verdict verdict(String name) {
    Optional<Row> row = comparison.rows().stream().filter(r -> r.name().equals(name)).findFirst();
    return row.orElseThrow().againstLinearAverage().orElseThrow().verdict();
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refuses(List<RunResult> results) {
    return assertThatThrownBy(() -> Comparison.of("wiki", results))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The examples with AMN from elsewhere. */
  private static List<RunResult> results(Provenance provenance) {
    List<RunResult> results = new ArrayList<>(Examples.results(30));
    RunResult amn = results.get(6);
    results.set(
        6,
        RunResult.network(
            amn.name(),
            provenance,
            amn.history(),
            amn.scores(),
            amn.cost().orElseThrow(),
            amn.speed(),
            amn.recipe(),
            amn.facts()));
    return results;
  }
}
