package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.RunResult;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.report.Report;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetrievalTablesTest {
  private final Comparison comparison =
      Comparison.of(
          "data", Examples.results(20).stream().map(RetrievalTablesTest::withRanks).toList());

  /** The target stands first or, for one result, second, of 20 candidates. */
  private static RunResult withRanks(RunResult run) {
    return withRanks(run, run.scores().size(), 20);
  }

  /** {@code n} windows, each ranked among as many candidates as {@code pool} says. */
  private static RunResult withRanks(RunResult run, int n, int pool) {
    int[] zero = new int[n];
    int[] above = new int[n];
    int[] candidates = new int[n];
    Arrays.fill(above, run.name().equals("persistence") ? 0 : 1);
    Arrays.fill(candidates, pool);
    Ranks ranks = new Ranks(above, zero, zero, candidates);
    return run.withRetrieval(new RetrievalRanks(ranks, ranks, ranks));
  }

  @Test
  void rowsStandByReciprocalRankBetweenOracleAndChance() {
    for (Table table : RetrievalTables.of(comparison)) {
      List<String> names = table.rows().stream().map(row -> row.cells().getFirst().text()).toList();
      assertThat(names).hasSize(12).startsWith("oracle", "persistence").endsWith("chance");
      assertThat(texts(table, 0)).startsWith("oracle", "1.0000", "1.0000");
      assertThat(texts(table, 1)).startsWith("persistence", "1.0000");
      assertThat(texts(table, 2).subList(1, 7))
          .containsExactly("0.0000", "1.0000", "1.0000", "1.0000", "0.5000", "0.9474");
      assertThat(texts(table, 11).subList(1, 7))
          .containsExactly("0.0500", "0.2500", "0.5000", "1.0000", "0.1799", "0.5000");
    }
  }

  @Test
  void everyReportCarriesThem() {
    assertThat(MarkdownReport.of(Report.of(comparison)))
        .contains("## Retrieval: same document")
        .contains("## Retrieval: test split")
        .contains("## Retrieval: whole corpus")
        .contains("## Skill");
    assertThat(TerminalReport.of(Report.of(comparison), 120, false))
        .contains("Retrieval: test split");
    JsonNode row = JsonReport.node(Report.of(comparison)).get("rows").get(0);
    JsonNode test = row.get("retrieval").get("test");
    assertThat(test.get("mrr").asDouble()).isCloseTo(0.5, within(1e-6));
    JsonNode mrr = test.get("intervals").get("mrr"); // no document differs, yet others may
    assertThat(mrr.get(0).asDouble()).isBetween(0.4, 0.5);
    assertThat(mrr.get(1).asDouble()).isBetween(0.5, 0.6);
    assertThat(test.get("chance").get("recall_at_1").asDouble()).isCloseTo(0.05, within(1e-6));
    assertThat(test.get("oracle").get("recall_at_1").asDouble()).isEqualTo(1);
  }

  @Test
  void theLinearAverageHasNoSkillOverItself() {
    Table skill = SkillTable.of(comparison);
    for (int i = 0; i < skill.rows().size(); i++) {
      List<String> texts = texts(skill, i);
      if (texts.getFirst().equals("linear average")) {
        assertThat(texts.subList(1, 3)).containsExactly("+0.0000", "+0.0000");
      } else if (texts.getFirst().equals("ridge")) {
        assertThat(texts.get(1)).startsWith("+").isNotEqualTo("+0.0000");
      }
    }
  }

  @Test
  void everyNetworkIsComparedWithPersistenceAndTheLinearAverage() {
    Table table = RetrievalTables.testContrasts(comparison);
    assertThat(table.rows()).hasSize(4 * 2 * 3);
    int persistence = 0;
    for (int i = 0; i < table.rows().size(); i++) {
      List<String> texts = texts(table, i);
      if (texts.get(1).equals("persistence") && texts.get(2).equals("MRR")) {
        assertThat(texts.get(3)).isEqualTo("−0.5000");
        assertThat(texts.get(5)).isEqualTo("worse");
        persistence++;
      } else if (texts.get(1).equals("linear average")) {
        assertThat(texts.get(3)).isEqualTo("+0.0000");
        assertThat(texts.get(5)).isIn("tie", "equal");
      }
    }
    assertThat(persistence).isEqualTo(4);
    JsonNode contrasts = JsonReport.node(Report.of(comparison)).get("retrieval_contrasts");
    assertThat(contrasts).hasSize(3 * table.rows().size());
    for (JsonNode contrast : contrasts) {
      assertThat(contrast.get("interval")).hasSize(2);
      boolean lost =
          contrast.get("baseline").asText().equals("persistence")
              && !contrast.get("metric").asText().equals("recall_at_10"); // second is near enough
      assertThat(contrast.get("verdict").asText().equals("worse")).isEqualTo(lost);
    }
  }

  @Test
  void theTitleSaysWhichShareOfTheWindowsWasRanked() {
    assertThat(RetrievalTables.of(comparison))
        .allSatisfy(table -> assertThat(table.title()).doesNotContain("windows"));
    Comparison large =
        Comparison.of(
            "data",
            Examples.results(60).stream().map(run -> withRanks(run, 1000, 4_000_000)).toList());
    String windows = Figures.count(large.rows().getFirst().run().scores().size());
    assertThat(RetrievalTables.of(large))
        .allSatisfy(
            table ->
                assertThat(table.title())
                    .endsWith(", 1,000 of the " + windows + " windows, evenly spaced"));
  }

  @Test
  void resultsWithoutRanksMakeNoTable() {
    assertThat(RetrievalTables.of(Examples.comparison(20))).allMatch(t -> t.rows().isEmpty());
    assertThat(MarkdownReport.of(Report.of(Examples.comparison(20)))).doesNotContain("Retrieval");
  }

  private static List<String> texts(Table table, int row) {
    return table.rows().get(row).cells().stream().map(Table.Cell::text).toList();
  }
}
