package dev.nextvec.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.compare.ArchitectureFacts;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.RunResult;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.eval.Speed;
import dev.nextvec.recommend.Recommendation.Answer;
import dev.nextvec.recommend.Recommendation.Exclusion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rules on results whose answer is plain to see. */
class RecommenderTest {
  private static final int DOCUMENTS = 60;

  /** Milliseconds, parameters and seconds are made up so that the dear are better. */
  private static List<RunResult> results(double amn, double gru) {
    List<RunResult> results = new ArrayList<>();
    results.add(Examples.baseline("linear average", DOCUMENTS, 0.60, 0, 0.01));
    results.add(Examples.baseline("persistence", DOCUMENTS, 0.55, 0, 0.001));
    results.add(Examples.baseline("ridge", DOCUMENTS, 0.65, 2_900_000, 0.2));
    results.add(Examples.network("amn", DOCUMENTS, amn, 1_500_000, 0.3, 0.4));
    results.add(Examples.network("gru", DOCUMENTS, gru, 7_000_000, 3, 0.4));
    return results;
  }

  /** Gives each result a rank that it has in one window of two, and a rank below it else. */
  private static List<RunResult> ranked(List<RunResult> results, Map<String, Integer> ranks) {
    return results.stream().map(run -> ranked(run, ranks.getOrDefault(run.name(), 0))).toList();
  }

  private static RunResult ranked(RunResult run, int rank) {
    int n = run.scores().size();
    int[] zero = new int[n];
    int[] above = new int[n];
    int[] candidates = new int[n];
    Random random = new Random(3);
    Arrays.setAll(above, i -> rank + random.nextInt(2));
    Arrays.fill(candidates, 100);
    Ranks all = new Ranks(above, zero, zero, candidates);
    return run.withRetrieval(new RetrievalRanks(all, all, all));
  }

  private static Recommendation answer(
      UseCase useCase, List<RunResult> results, Limits limits, double give) {
    Comparison comparison = Comparison.of("data", results);
    List<Recommendation> all = Recommender.of(comparison, limits, give);
    assertThat(all).extracting(Recommendation::useCase).containsExactly(UseCase.values());
    return all.get(useCase.ordinal());
  }

  private static Recommendation answer(UseCase useCase, List<RunResult> results) {
    return answer(useCase, results, Limits.NONE, Recommender.GIVE);
  }

  @Test
  void aNetworkThatIsMuchBetterGoesIntoProduction() {
    Recommendation answer = answer(UseCase.PRODUCTION, results(0.66, 0.75));
    assertThat(answer.answer()).isEqualTo(Answer.NETWORK);
    assertThat(answer.models()).containsExactly("gru");
    assertThat(answer.reasons()).hasSize(2);
    assertThat(answer.reasons().get(0)).contains("gru has the highest test cosine: 0.7");
    assertThat(answer.reasons().get(1)).contains("The best baseline: ridge (0.6", ") is 0.");
  }

  @Test
  void aModelWithTwoSidesIsForVectorsThatMeetMappedChunksAlone() {
    List<RunResult> results = ranked(results(0.66, 0.75), Map.of("linear average", 9, "ridge", 9));
    results = results.stream().map(run -> run.name().equals("gru") ? twoSided(run) : run).toList();
    assertThat(answer(UseCase.RESEARCH, results).models()).contains("gru");
    for (UseCase useCase :
        List.of(
            UseCase.QUICK_BASELINE,
            UseCase.STRONG_BASELINE,
            UseCase.MAXIMUM_CAPACITY,
            UseCase.PRODUCTION)) {
      Recommendation answer = answer(useCase, results);
      assertThat(answer.models()).as(useCase.label()).isNotEmpty().doesNotContain("gru");
      assertThat(answer.excluded())
          .contains(
              new Exclusion(
                  "gru", "it has two sides: its vector is to be compared with mapped chunks"));
    }
    assertThat(answer(UseCase.VECRAG, results).excluded()).isEmpty();
  }

  @Test
  void whereEveryNetworkHasTwoSidesNoneIsOfTheMostCapacity() {
    List<RunResult> results =
        results(0.66, 0.75).stream()
            .map(run -> run.kind() == RunResult.RowKind.NETWORK ? twoSided(run) : run)
            .toList();
    Recommendation answer = answer(UseCase.MAXIMUM_CAPACITY, results);
    assertThat(answer.answer()).isEqualTo(Answer.NOTHING);
    assertThat(answer.reasons().getFirst()).startsWith("Every network within the limits has two");
    assertThat(answer(UseCase.STRONG_BASELINE, results).models()).containsExactly("ridge");
  }

  private static RunResult twoSided(RunResult run) {
    ArchitectureFacts facts =
        new ArchitectureFacts(
            run.facts().architecture(), run.facts().training(), run.facts().diagram(), true);
    RunResult.Trained trained =
        new RunResult.Trained(
            run.untrained(),
            run.history(),
            run.unfinished(),
            run.recipe(),
            facts,
            run.trainingSeconds());
    return new RunResult(run.name(), run.kind(), run.provenance(), trained, run.measured());
  }

  @Test
  void theRuleSaysWhatMayBeLostAsItWasChosen() {
    for (UseCase useCase : UseCase.values()) {
      String usual = answer(useCase, results(0.66, 0.75)).rule();
      String rule = answer(useCase, results(0.66, 0.75), Limits.NONE, 0.02).rule();
      boolean hasGive = usual.contains("at most 0.005 (the setting `give`)");
      assertThat(hasGive)
          .isNotEqualTo(useCase == UseCase.QUICK_BASELINE || useCase == UseCase.RESEARCH);
      assertThat(rule).isEqualTo(usual.replace("0.005 ", "0.020 "));
    }
    RunResult none = results(0.66, 0.75).getFirst();
    assertThat(answer(UseCase.VECRAG, List.of(none), Limits.NONE, 0.02).rule())
        .contains("most 0.020 (");
  }

  @Test
  void aBaselineIsRecommendedWhereNoNetworkBeatsIt() {
    Recommendation answer = answer(UseCase.STRONG_BASELINE, results(0.62, 0.61));
    assertThat(answer.answer()).isEqualTo(Answer.BASELINE);
    assertThat(answer.headline()).isEqualTo("ridge");
    assertThat(answer.reasons().get(1)).contains("The best network: amn (0.6", ") is 0.0");
  }

  @Test
  void aLimitRulesOutTheBestAndSaysSo() {
    Limits limits =
        new Limits(OptionalDouble.of(1), OptionalLong.empty(), OptionalLong.of(7_000_000));
    Recommendation answer = answer(UseCase.PRODUCTION, results(0.70, 0.75), limits, 0.005);
    assertThat(answer.models()).containsExactly("amn");
    assertThat(answer.excluded())
        .containsExactlyInAnyOrder(
            new Exclusion("gru", "p95 3.90 ms, over 1 ms"),
            new Exclusion("ridge", "weights 11.6\u00a0MB, over 7.00\u00a0MB"));
  }

  /** The same result, its speed measured while others took nearly all of the processors. */
  private static RunResult onABusyMachine(RunResult result) {
    Speed speed = result.speed().orElseThrow();
    Speed.Conditions busy = new Speed.Conditions(0.5, 0.9, 0.1);
    return RunResult.network(
        result.name(),
        result.provenance(),
        result.history(),
        result.scores(),
        result.cost().orElseThrow(),
        Optional.of(
            new Speed(speed.latency(), speed.throughput(), Optional.of(busy), Optional.empty())),
        result.recipe(),
        result.facts());
  }

  private static Limits latency(double milliseconds) {
    return new Limits(OptionalDouble.of(milliseconds), OptionalLong.empty(), OptionalLong.empty());
  }

  @Test
  void aSpeedOfABusyMachineRulesNothingOutAndSaysThatItCannotSay() {
    List<RunResult> results = results(0.70, 0.75);
    results.set(4, onABusyMachine(results.get(4)));
    Recommendation answer = answer(UseCase.PRODUCTION, results, latency(1), 0.005);
    assertThat(answer.answer()).isEqualTo(Answer.CANNOT_SAY);
    assertThat(answer.excluded()).extracting(Exclusion::model).doesNotContain("gru");
    assertThat(answer.reasons()).hasSize(1);
    assertThat(answer.reasons().get(0))
        .contains(
            "the latency of gru was not measured",
            "busy machine",
            "`evaluate` with the setting `again`");
    Recommendation without = answer(UseCase.PRODUCTION, results);
    assertThat(without.models()).containsExactly("gru");
    assertThat(without.reasons().get(0)).contains("(on a busy machine)");
  }

  @Test
  void aSpeedOfABusyMachineThatKeepsToTheLimitIsKnownToKeepToIt() {
    List<RunResult> results = results(0.70, 0.75);
    results.set(4, onABusyMachine(results.get(4)));
    Recommendation answer = answer(UseCase.PRODUCTION, results, latency(1000), 0.005);
    assertThat(answer.models()).containsExactly("gru");
  }

  @Test
  void aRowOfUnknownSpeedThatIsNotTheAnswerEitherWayDoesNotHideIt() {
    List<RunResult> results = results(0.60, 0.75);
    results.set(3, onABusyMachine(results.get(3)));
    Recommendation answer = answer(UseCase.PRODUCTION, results, latency(0.3), 0.005);
    assertThat(answer.answer()).isEqualTo(Answer.BASELINE);
    assertThat(answer.models()).containsExactly("ridge");
  }

  @Test
  void whatKnowsNothingOfTheContextIsNeverRecommended() {
    List<RunResult> results = new ArrayList<>();
    results.add(Examples.baseline("linear average", DOCUMENTS, 0.60, 0, 0.01));
    results.add(Examples.baseline("mean vector", DOCUMENTS, 0.72, 0, 0.001));
    results.add(Examples.baseline("random", DOCUMENTS, 0.75, 0, 0.001));
    results.add(Examples.network("amn", DOCUMENTS, 0.61, 1_500_000, 0.3, 0.4));
    for (Limits limits : List.of(Limits.NONE, latency(0.005))) {
      Comparison comparison = Comparison.of("data", results);
      assertThat(Recommender.of(comparison, limits, 0.005))
          .filteredOn(answer -> answer.useCase() != UseCase.RESEARCH)
          .allSatisfy(
              answer -> assertThat(answer.models()).doesNotContain("random", "mean vector"));
    }
    Recommendation answer = answer(UseCase.PRODUCTION, results);
    assertThat(answer.answer()).isEqualTo(Answer.CANNOT_SAY);
    assertThat(answer.reasons().get(0)).contains("random, which knows nothing of the context");
  }

  @Test
  void theCheaperOfTwoThatHardlyDifferIsChosen() {
    List<RunResult> results = results(0.66, 0.75);
    RunResult gru = results.get(4);
    results.set(
        3,
        RunResult.network(
            "amn",
            gru.provenance(),
            gru.history(),
            gru.scores(), // the very same scores: shown to lose nothing
            results.get(3).cost().orElseThrow(),
            results.get(3).speed(),
            gru.recipe(),
            gru.facts()));
    Recommendation answer = answer(UseCase.PRODUCTION, results);
    assertThat(answer.models()).containsExactly("amn");
    Recommendation capacity = answer(UseCase.MAXIMUM_CAPACITY, results);
    assertThat(capacity.models()).containsExactly("gru");
  }

  @Test
  void retrievalIsDecidedByRankAndMayNeedNoModel() {
    List<RunResult> results =
        ranked(
            results(0.70, 0.75),
            Map.of("linear average", 9, "persistence", 0, "ridge", 5, "amn", 4, "gru", 6));
    Recommendation answer = answer(UseCase.VECRAG, results);
    assertThat(answer.answer()).isEqualTo(Answer.NO_MODEL);
    assertThat(answer.headline()).isEqualTo("no model: persistence");
    assertThat(answer.reasons().get(0)).contains("MRR", "% of the test windows");
    assertThat(answer.reasons().get(1)).contains("The best network: amn (", " below persistence (");
  }

  @Test
  void retrievalWithoutRanksIsNotGuessed() {
    Recommendation answer = answer(UseCase.VECRAG, results(0.70, 0.75));
    assertThat(answer.answer()).isEqualTo(Answer.CANNOT_SAY);
    assertThat(answer.reasons().get(0))
        .contains("MRR was not measured", "`evaluate` with the setting `again`");
  }

  @Test
  void theQuickBaselineIsTheFastestToTrainThatBeatsTheLinearAverage() {
    assertThat(answer(UseCase.QUICK_BASELINE, results(0.7, 0.75)).models())
        .containsExactly("ridge");
    List<RunResult> worse = results(0.5, 0.5);
    worse.set(2, Examples.baseline("ridge", DOCUMENTS, 0.58, 2_900_000, 0.2));
    Recommendation none = answer(UseCase.QUICK_BASELINE, worse);
    assertThat(none.answer()).isEqualTo(Answer.NO_MODEL);
    assertThat(none.models()).containsExactly("linear average");
  }

  @Test
  void theLargestNetworkIsPassedOverWhereASmallerOneIsBetter() {
    Recommendation answer = answer(UseCase.MAXIMUM_CAPACITY, results(0.70, 0.62));
    assertThat(answer.models()).containsExactly("amn");
    assertThat(answer.reasons().get(0))
        .contains("The largest has 7.00M parameters: gru (0.6", ") is 0.0");
    assertThat(answer.reasons().get(1)).contains(" above ridge (0.6");
  }

  @Test
  void nothingIsRecommendedWhereNothingIsWithinTheLimits() {
    Limits limits =
        new Limits(OptionalDouble.of(0.0001), OptionalLong.empty(), OptionalLong.empty());
    Recommendation answer = answer(UseCase.PRODUCTION, results(0.7, 0.75), limits, 0.005);
    assertThat(answer.answer()).isEqualTo(Answer.NOTHING);
    assertThat(answer.excluded()).hasSize(5);
  }

  @Test
  void fromAHandfulOfDocumentsNothingCanBeSaid() {
    Comparison comparison = Comparison.of("data", Examples.results(3));
    assertThat(Recommender.of(comparison))
        .allSatisfy(r -> assertThat(r.answer()).isEqualTo(Answer.CANNOT_SAY));
  }

  @Test
  void researchNamesWhatIsNotSettled() {
    Recommendation answer = answer(UseCase.RESEARCH, results(0.7, 0.75));
    assertThat(answer.models()).containsExactly("gru", "amn", "ridge");
    assertThat(answer.reasons().get(1)).contains("the setting `seeds 3`");
  }

  @Test
  void researchKeepsToTheLimitsAndNamesNoGuess() {
    List<RunResult> results = results(0.7, 0.75);
    results.set(2, Examples.baseline("random", DOCUMENTS, 0.65, 0, 0.2));
    assertThat(answer(UseCase.RESEARCH, results).models())
        .containsExactly("gru", "amn", "linear average");
    Recommendation limited = answer(UseCase.RESEARCH, results, latency(1), 0.005);
    assertThat(limited.models()).containsExactly("amn", "linear average");
    assertThat(limited.excluded()).extracting(Exclusion::model).containsExactly("gru");
    assertThat(answer(UseCase.RESEARCH, results, latency(0.1), 0.005).answer())
        .isEqualTo(Answer.NOTHING);
  }

  @Test
  void researchTakesTheBestBaselineThatReadsTheContext() {
    List<RunResult> results = new ArrayList<>();
    results.add(Examples.baseline("linear average", DOCUMENTS, 0.6, 0, 0.001));
    results.add(Examples.baseline("mean vector", DOCUMENTS, 0.7, 768, 0.001));
    results.add(Examples.baseline("random", DOCUMENTS, 0.75, 0, 0.001));
    results.add(Examples.network("amn", DOCUMENTS, 0.61, 1_500_000, 0.3, 0.4));
    assertThat(answer(UseCase.RESEARCH, results).models()).containsExactly("amn", "linear average");
  }

  @Test
  void limitsMustBePositive() {
    assertThatThrownBy(
            () -> new Limits(OptionalDouble.of(0), OptionalLong.empty(), OptionalLong.empty()))
        .hasMessage("`max-latency` must be positive but was 0.0");
  }
}
