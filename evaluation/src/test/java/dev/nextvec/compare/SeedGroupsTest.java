package dev.nextvec.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.eval.RankedWindows;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Lstm;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.stats.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeedGroupsTest {
  private static final int DOCUMENTS = 60;
  private static final TrainingConfig USUAL = TrainingConfig.defaults();
  private static final TrainingConfig OTHER =
      new TrainingConfig(
          3, 32, USUAL.optimiser(), 1, USUAL.loss(), USUAL.schedule(), 0, 1, USUAL.goal());

  /** A network of this recipe; another seed draws other scores. */
  private static RunResult run(String name, Recipe recipe, long seed, double cosine) {
    RunResult like = Examples.network("gru", DOCUMENTS, cosine, 1000, 1, 0.3);
    Provenance p = like.provenance();
    return RunResult.network(
        name,
        new Provenance(p.datasetSha256(), p.splitSha256(), p.splitSeed(), seed, p.environment()),
        like.history(),
        Examples.scores(DOCUMENTS, cosine, (int) seed),
        like.cost().orElseThrow(),
        like.speed(),
        Optional.of(recipe),
        like.facts());
  }

  private static Recipe amn(TrainingConfig config) {
    return new Recipe(new Amn(8, 5, 16, 4, Amn.Init.ZERO), config);
  }

  private static List<String> names(RunResult... runs) {
    return SeedGroups.of(List.of(runs)).stream().map(SeedGroup::name).toList();
  }

  @Test
  void runsThatDifferOnlyInTheirSeedShareARowNamedByTheirArchitecture() {
    RunResult second = run("amn-seed-2", amn(USUAL.withSeed(2)), 2, 0.7);
    RunResult first = run("amn-seed-1", amn(USUAL.withSeed(1)), 1, 0.71);
    RunResult lstm = run("lstm", new Recipe(new Lstm(8, 5, 16, 2, 0.2), USUAL), 1, 0.7);
    List<SeedGroup> groups = SeedGroups.of(List.of(second, lstm, first));
    assertThat(groups).extracting(SeedGroup::name).containsExactly("amn", "lstm");
    assertThat(groups.get(0).runs()).containsExactly(first, second);
    assertThat(groups.get(0).first()).isSameAs(first);
  }

  @Test
  void otherSettingsAreAnotherRowNamedByWhatItsRunsHaveInCommon() {
    assertThat(
            names(
                run("amn-seed-1", amn(USUAL), 1, 0.7),
                run("amn-seed-12", amn(USUAL), 12, 0.7),
                run("short/amn-seed-1", amn(OTHER), 1, 0.7),
                run("short/amn-seed-2", amn(OTHER), 2, 0.7)))
        .containsExactly("amn", "short/amn");
    assertThat(names(run("a1", amn(USUAL), 1, 0.7), run("a2", amn(OTHER), 2, 0.7)))
        .containsExactly("a1", "a2");
  }

  @Test
  void runsOfAnotherPrecisionAreAnotherRow() {
    TrainingConfig narrow = USUAL.withPrecision(TrainingConfig.Precision.BFLOAT16);
    assertThat(
            names(
                run("amn-seed-1", amn(USUAL), 1, 0.7),
                run("amn-seed-2", amn(USUAL), 2, 0.7),
                run("narrow/amn-seed-3", amn(narrow), 3, 0.7),
                run("narrow/amn-seed-4", amn(narrow), 4, 0.7)))
        .containsExactly("amn", "narrow/amn");
  }

  @Test
  void localStepsOfAnotherNumberOfWorkersAreAnotherRowAndAreSaid() {
    TrainingConfig two = USUAL.withLocalSteps(new TrainingConfig.LocalSteps(4, 2));
    TrainingConfig three = USUAL.withLocalSteps(new TrainingConfig.LocalSteps(4, 3));
    List<RunResult> runs =
        List.of(
            run("amn-seed-1", amn(USUAL), 1, 0.7),
            run("amn-seed-2", amn(USUAL), 2, 0.7),
            run("two-seed-3", amn(two), 3, 0.7),
            run("two-seed-4", amn(two), 4, 0.7),
            run("three-seed-5", amn(three), 5, 0.7));
    assertThat(SeedGroups.of(runs))
        .extracting(SeedGroup::name)
        .containsExactly("amn", "two", "three-seed-5");
    assertThat(comparison(runs.subList(2, 5)).warnings())
        .contains(
            "`two-seed-3` was trained by 2 workers that took the mean of their weights after 4"
                + " steps each: another number of workers gives another model.");
  }

  @Test
  void whatLearnedInAnotherPrecisionIsSaid() {
    TrainingConfig narrow = USUAL.withPrecision(TrainingConfig.Precision.BFLOAT16);
    assertThat(
            comparison(
                    List.of(run("exact", amn(USUAL), 1, 0.7), run("narrow", amn(narrow), 1, 0.7)))
                .warnings())
        .containsExactly(
            "`narrow` learned with products in bfloat16; like all others, it is tested in"
                + " float32.");
  }

  @Test
  void repeatedSeedsAreRowsOfTheirOwn() {
    assertThat(
            names(
                run("cpu", amn(USUAL), 1, 0.7),
                run("cuda", amn(USUAL), 1, 0.7),
                run("more", amn(USUAL), 2, 0.7)))
        .containsExactly("cpu", "cuda", "more");
  }

  @Test
  void aRepeatedSeedIsSaidOutLoud() {
    List<RunResult> twice =
        List.of(run("cpu", amn(USUAL), 1, 0.7), run("cuda", amn(USUAL), 1, 0.7));
    assertThat(comparison(twice).warnings())
        .singleElement()
        .asString()
        .startsWith("`cpu` and `cuda` have the same settings and the same seed, 1, so");
    List<RunResult> seeds = List.of(twice.get(0), run("other", amn(USUAL), 2, 0.7));
    assertThat(comparison(seeds).warnings()).isEmpty();
  }

  @Test
  void figuresAreMeansOverTheSeedsAndTheIntervalHoldsTheirChanceToo() {
    RunResult low = run("amn-seed-1", amn(USUAL), 1, 0.68);
    RunResult high = run("amn-seed-2", amn(USUAL), 2, 0.72);
    Row row = row(List.of(low, high));
    double a = SeedGroup.cosine(low);
    double b = SeedGroup.cosine(high);
    assertThat(row.cosine().value()).isCloseTo((a + b) / 2, within(1e-9));
    assertThat(row.evaluation().cosine().mean()).isCloseTo((a + b) / 2, within(1e-9));
    assertThat(row.evaluation().windows()).isEqualTo(low.scores().size());
    assertThat(row.group().cosineDeviation()).isCloseTo((b - a) / Math.sqrt(2), within(1e-9));
    // Two seeds: t of one degree of freedom, 12.7, times the error of their mean, (b - a) / 2.
    double seeds = 12.7062 * (b - a) / 2;
    Interval interval = row.cosine().interval().orElseThrow();
    assertThat(row.cosine().value() - interval.low()).isBetween(seeds, 1.1 * seeds);
    Interval alone = row(List.of(low)).cosine().interval().orElseThrow();
    assertThat(alone.high() - alone.low()).isLessThan(0.1);
  }

  @Test
  void retrievalIsAMeanOverTheSeedsToo() {
    RunResult hits = ranked(run("amn-seed-1", amn(USUAL), 1, 0.7), 0);
    RunResult misses = ranked(run("amn-seed-2", amn(USUAL), 2, 0.7), 1);
    Comparison comparison = comparison(List.of(hits, misses));
    for (RetrievalStatistics statistics : comparison.retrieval()) {
      for (RetrievalStatistics.Mean mean : statistics.means()) {
        double expected =
            switch (mean.metric()) {
              case RECALL_1 -> 0.5;
              case MRR -> 0.75;
              default -> 1;
            };
        assertThat(mean.estimate().value()).isCloseTo(expected, within(1e-9));
        assertThat(mean.estimate().interval().orElseThrow().high()).isEqualTo(1);
      }
    }
  }

  @Test
  void whereAShareOfTheWindowsIsRankedItsDocumentsAreThoseOfTheShare() {
    RunResult run = run("amn-seed-1", amn(USUAL), 1, 0.7);
    int[] documents = run.scores().documents();
    int share = documents.length / 3;
    int[] chosen = RankedWindows.of(documents, share);
    int[] above = Arrays.stream(chosen).map(document -> document < 10 ? 0 : 99).toArray();
    double hits = Arrays.stream(above).filter(rank -> rank == 0).count();
    RunResult other = run("lstm", new Recipe(new Lstm(8, 5, 16, 2, 0.2), USUAL), 1, 0.7);
    int[] misses = new int[share];
    Arrays.fill(misses, 99);
    Comparison comparison =
        comparison(
            List.of(ranked(run, above, 1_000_000_000), ranked(other, misses, 1_000_000_000)));
    Ranking ranking = Ranking.of(comparison, comparison.networks(), Yardstick.MRR);
    assertThat(ranking.list().getFirst().name()).isEqualTo("amn-seed-1");
    for (RetrievalStatistics statistics : comparison.retrieval()) {
      assertThat(statistics.mean("amn-seed-1", RetrievalMetric.RECALL_1).orElseThrow().value())
          .isCloseTo(hits / share, within(1e-6));
    }
  }

  private static RunResult ranked(RunResult run, int rank) {
    int[] above = new int[run.scores().size()];
    Arrays.fill(above, rank);
    return ranked(run, above, 20);
  }

  private static RunResult ranked(RunResult run, int[] above, int pool) {
    int[] zero = new int[above.length];
    int[] candidates = zero.clone();
    Arrays.fill(candidates, pool);
    Ranks ranks = new Ranks(above, zero, zero, candidates);
    return run.withRetrieval(new RetrievalRanks(ranks, ranks, ranks));
  }

  private static Row row(List<RunResult> networks) {
    return comparison(networks).networks().get(0);
  }

  private static Comparison comparison(List<RunResult> networks) {
    List<RunResult> results = new ArrayList<>(networks);
    results.add(Examples.baseline("linear average", DOCUMENTS, 0.69, 0, 0.01));
    return Comparison.of("wiki", results);
  }
}
