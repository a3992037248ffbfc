package dev.nextvec.internal.report;

import static dev.nextvec.compare.Searches.way;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.CorpusSearch.Way;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.Searches;
import dev.nextvec.eval.Speed.Conditions;
import dev.nextvec.report.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTablesTest {
  private static Report report(List<String> marks) {
    Comparison comparison =
        Comparison.of("data", Examples.results(20))
            .withSearch(
                Searches.of(
                    marks,
                    way("persistence", 0.32, 0.08, 2),
                    way("persistence+0.2*bm25", 0.37, 0.03, 4),
                    way("model+0.3*bm25", 0.40, 0, 5)));
    return Report.of(comparison);
  }

  @Test
  void waysStandByReciprocalRankWithTheirVerdicts() {
    Table figures = SearchTables.of(report(List.of()).comparison()).findFirst().orElseThrow();
    assertThat(figures.rows().stream().map(line -> line.cells().getFirst().text()))
        .containsExactly("model+0.3*bm25", "persistence+0.2*bm25", "persistence");
    assertThat(figures.rows().getFirst().cells().get(6))
        .isEqualTo(new Table.Cell("better", Table.Tone.GOOD));
    assertThat(figures.rows().getLast().cells().get(6).text()).isEmpty();
    assertThat(figures.note())
        .contains("400 test windows", "40 independent", "1,000 chunks", "`gru`");
  }

  @Test
  void everyReportCarriesThem() {
    Report report = report(List.of());
    String title = "Retrieval from the whole corpus: a.index";
    assertThat(MarkdownReport.of(report)).contains("## " + title, "## Differences between ways");
    assertThat(TerminalReport.of(report, 80, false)).contains(title, "model+0.3*bm25  ");
    assertThat(HtmlReport.of(report)).containsOnlyOnce("id=\"corpus-search\"").contains(title);
    assertThat(report.comparison().summary().verdict())
        .contains("For retrieval, searching by model+0.3*bm25 has the highest MRR.");
    JsonNode json = JsonReport.node(report).path("corpus_search");
    assertThat(json.path("model").asText()).isEqualTo("gru");
    JsonNode last = json.path("strategies").get(2);
    assertThat(last.path("strategy").asText()).isEqualTo("model+0.3*bm25");
    assertThat(last.path("asks_model").asBoolean()).isTrue();
    assertThat(last.path("mrr").path("mean").asDouble()).isEqualTo(0.4);
    assertThat(last.path("mrr").path("interval").size()).isEqualTo(2);
    assertThat(last.path("search_ms").path("p95").asDouble()).isEqualTo(10);
    assertThat(json.path("differences").get(0).path("verdict").asText()).isEqualTo("better");
  }

  @Test
  void timesOfABusyMachineSaySo() {
    Way calm = way("persistence", 0.32, 0.08, 2);
    Way busy = Searches.during(way("model+0.3*bm25", 0.40, 0, 5), new Conditions(0.02, 0.61, 0.1));
    Report report =
        Report.of(
            Comparison.of("data", Examples.results(20))
                .withSearch(Searches.of(List.of(), calm, busy)));
    assertThat(SearchTables.of(report.comparison()).findFirst().orElseThrow().note())
        .contains("The times of model+0.3*bm25 were measured while the machine was busy")
        .contains("others took 61 %");
    JsonNode ways = JsonReport.node(report).path("corpus_search").path("strategies");
    assertThat(ways.get(0).has("speed_conditions")).isFalse();
    assertThat(ways.get(1).path("speed_conditions").path("calm").asBoolean(true)).isFalse();
  }

  @Test
  void marksOfAnIndexStandOnItsTablesAlone() {
    Report report = report(List.of("the index leaks"));
    assertThat(SpecificationTables.of(report))
        .allMatch(
            table ->
                table.marks().contains("the index leaks")
                    == table.id().startsWith("corpus-search"));
  }

  @Test
  void aComparisonWithoutAnIndexHasNone() {
    Report plain = Report.of(Comparison.of("data", Examples.results(20)));
    assertThat(MarkdownReport.of(plain)).doesNotContain("ways to search");
    assertThat(JsonReport.node(plain).has("corpus_search")).isFalse();
  }
}
