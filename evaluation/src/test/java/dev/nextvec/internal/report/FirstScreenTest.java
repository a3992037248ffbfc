package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.recommend.Limits;
import dev.nextvec.recommend.Recommender;
import dev.nextvec.report.Report;
import dev.nextvec.stats.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Verdict, what to do next and how sure: first in every report, in at most sixty words. */
class FirstScreenTest {
  private record Case(String name, Comparison comparison, String verdict, String next) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<RunResult> results(int documents, double amn, double ridge) {
    List<RunResult> results = new ArrayList<>();
    results.add(Examples.baseline("linear average", documents, 0.60, 0, 0.01));
    results.add(Examples.baseline("persistence", documents, 0.55, 0, 0.001));
    results.add(Examples.baseline("ridge", documents, ridge, 2_900_000, 0.2));
    results.add(Examples.network("amn", documents, amn, 1_500_000, 0.3, 0.4));
    return results;
  }

  private static Comparison comparison(List<RunResult> results) {
    return Comparison.of("English Wikipedia", results);
  }

  private static RunResult ranked(RunResult run) {
    int n = run.scores().size();
    int[] zero = new int[n];
    int[] above = new int[n];
    int[] candidates = new int[n];
    Arrays.fill(above, run.name().equals("persistence") ? 0 : 5);
    Arrays.fill(candidates, 100);
    Ranks all = new Ranks(above, zero, zero, candidates);
    return run.withRetrieval(new RetrievalRanks(all, all, all));
  }

  static Stream<Case> cases() {
    List<RunResult> baselines = results(60, 0.7, 0.65).subList(0, 3);
    List<RunResult> equal = results(60, 0.65, 0.65);
    RunResult amn = equal.get(3);
    equal.set(
        2,
        RunResult.baseline(
            "ridge",
            amn.provenance(),
            amn.scores(),
            amn.validationCosine(),
            amn.cost().orElseThrow(),
            amn.speed(),
            1));
    return Stream.of(
        new Case(
            "a network is best",
            comparison(results(60, 0.75, 0.65)),
            "amn is the best model here: 0.",
            "`train` with the setting `seeds 3`"),
        new Case(
            "a baseline is best",
            comparison(results(60, 0.6, 0.65)),
            "No network is worth its cost here: amn (0.",
            "recommend"),
        new Case("both are equal", comparison(equal), "No network beats", "recommend"),
        new Case(
            "a tie",
            comparison(results(12, 0.6505, 0.6505)),
            "No network is shown to beat",
            "`compare` with the setting `folds 5`"),
        new Case(
            "too few documents",
            comparison(results(3, 0.75, 0.65)),
            "Cannot say whether a network beats the best baseline: amn (0.",
            "`compare` with the setting `folds 5`"),
        new Case("one baseline", comparison(baselines.subList(0, 1)), "Of the baselines", "train"),
        new Case("no network", comparison(baselines), "Of the baselines ridge", "train"),
        new Case(
            "retrieval has another winner",
            comparison(results(60, 0.75, 0.65).stream().map(FirstScreenTest::ranked).toList()),
            "For retrieval, persistence has the highest MRR.",
            "`train` with the setting `seeds 3`"),
        new Case(
            "names of many words",
            comparison(longNames(results(60, 0.75, 0.65))),
            "the…run is the best model here: 0.",
            "`train` with the setting `seeds 3`"),
        new Case(
            "names of many words that tie",
            comparison(longNames(results(12, 0.6505, 0.6505))),
            "No network is shown to beat",
            "`compare` with the setting `folds 5`"),
        new Case(
            "many networks",
            Examples.comparison(280),
            "No network is worth its cost here",
            "recommend"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comparesInAtMostSixtyWords(Case each) {
    Summary summary = each.comparison().summary();
    assertThat(summary.verdict()).contains(each.verdict());
    assertThat(summary.next()).contains(each.next()).contains("`");
    assertThat(words(summary)).as(String.join(" ", summary.lines())).isLessThanOrEqualTo(60);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void recommendsInAtMostSixtyWords(Case each) {
    Summary summary =
        RecommendationReport.summary(each.comparison(), Recommender.of(each.comparison()));
    assertThat(words(summary)).as(String.join(" ", summary.lines())).isLessThanOrEqualTo(60);
  }

  /** The networks under names that a person might type. */
  private static List<RunResult> longNames(List<RunResult> results) {
    results.replaceAll(
        run ->
            run.kind() == RunResult.RowKind.BASELINE
                ? run
                : Examples.network(
                    "the one with more layers and a lower rate that I began on Friday as a last"
                        + " run",
                    run.scores().documentCount(),
                    run.scores().documentCount() == 60 ? 0.75 : 0.6505,
                    1_500_000,
                    0.3,
                    0.4));
    return results;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysFirstThatTheTestLeaksWhereThatWasAllowed(Case each) {
    Comparison leaking =
        each.comparison().withStanding(TestDomain.IN_DOMAIN.withMarks(List.of("LEAK: 3 copies")));
    for (Summary summary :
        List.of(
            leaking.summary(), RecommendationReport.summary(leaking, Recommender.of(leaking)))) {
      assertThat(summary.verdict()).startsWith("The test leaks");
      assertThat(summary.sure()).isEqualTo("not at all; the test leaks.");
      assertThat(words(summary)).as(String.join(" ", summary.lines())).isLessThanOrEqualTo(60);
    }
  }

  private static int words(Summary summary) {
    return String.join(" ", summary.lines()).split("[\\s\u00a0]+").length;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void standsFirstInEveryReport(Case each) {
    Report report = Report.of(each.comparison());
    Summary summary = each.comparison().summary();
    String html = HtmlReport.of(report);
    assertThat(html.indexOf(Html.sentence(summary.sure()))).isPositive();
    assertThat(html.indexOf(Html.sentence(summary.sure()))).isLessThan(html.indexOf("<table>"));
    assertThat(html).contains("<h1>" + Html.sentence(summary.verdict()) + "</h1>");
    String markdown = MarkdownReport.of(report);
    assertThat(markdown.lines().skip(2).findFirst().orElseThrow())
        .isEqualTo("**" + MarkdownReport.sentence(summary.verdict()) + "**");
    assertThat(TerminalReport.of(report, 500, false).lines().skip(2).limit(3))
        .containsExactlyElementsOf(summary.lines());
    assertThat(
            RecommendationReport.text(
                each.comparison(), report.recommendations(), Limits.NONE, 500, false))
        .contains("\nNext: ", "\nHow sure: ");
  }

  @Test
  void everyTermIsExplainedWhereItFirstStands() {
    Report report =
        Report.of(
            comparison(results(60, 0.7, 0.65).stream().map(FirstScreenTest::ranked).toList()));
    Map<String, String> terms =
        Map.of(
            "R@1", "share of windows whose true next chunk is the nearest",
            "MRR", "mean of 1 / rank of the true next chunk",
            "skill", "1 − error / error of the linear average",
            "ridge", "best linear map of the context",
            "persistence", "the newest chunk's vector again",
            "oracle", "what knowing the next chunk gives",
            "interval", "made to hold the true figure in 95 of 100 cases");
    List<String> pages =
        List.of(
            TerminalReport.of(report, 2000, false),
            MarkdownReport.of(report),
            HtmlReport.of(report));
    for (String page : pages) {
      terms.forEach(
          (term, meaning) ->
              assertThat(
                      page.split(": " + Html.escape(meaning).replace("&#39;", "."), -1).length - 1)
                  .as(term)
                  .isLessThanOrEqualTo(1));
    }
    for (String page : pages.subList(0, 2)) {
      terms.forEach((term, meaning) -> assertThat(page).contains(term + ": " + meaning));
    }
    assertThat(pages.get(2))
        .contains("<abbr title=\"mean of 1 / rank of the true next chunk\">MRR</abbr>");
  }
}
