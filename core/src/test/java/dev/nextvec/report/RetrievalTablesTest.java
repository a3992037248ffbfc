package dev.nextvec.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.RunResult;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.Retrieval;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetrievalTablesTest {
  private final Comparison comparison =
      Comparison.of(
          "data", Examples.results(20).stream().map(RetrievalTablesTest::withRanks).toList());

  /** The target stands first or, for one result, second, of 20 candidates. */
  private static RunResult withRanks(RunResult run) {
    int n = run.scores().size();
    int[] zero = new int[n];
    int[] above = new int[n];
    int[] candidates = new int[n];
    Arrays.fill(above, run.name().equals("persistence") ? 0 : 1);
    Arrays.fill(candidates, 20);
    Ranks ranks = new Ranks(above, zero, zero, candidates);
    return run.withRetrieval(new Retrieval(ranks, ranks, ranks));
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
    assertThat(MarkdownReport.of(comparison))
        .contains("## Retrieval: same document")
        .contains("## Retrieval: test split")
        .contains("## Retrieval: whole corpus")
        .contains("## Skill");
    assertThat(TerminalReport.of(comparison, 120, false)).contains("Retrieval: test split");
    JsonNode row = JsonReport.node(comparison).get("rows").get(0);
    JsonNode test = row.get("retrieval").get("test");
    assertThat(test.get("mrr").asDouble()).isCloseTo(0.5, within(1e-6));
    assertThat(test.get("intervals")).isEmpty(); // no document differs from another
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
  void whereOneDocumentAloneHoldsAHitThereIsNoIntervalRatherThanOneBeyondOne() {
    int[] documents = IntStream.range(0, 400).map(i -> i / 10).toArray();
    int[] zero = new int[400];
    int[] above = new int[400];
    int[] candidates = new int[400];
    Arrays.fill(above, 50);
    Arrays.fill(candidates, 1000);
    above[7] = 0;
    Ranks rare = new Ranks(above, zero, zero, candidates);
    assertThat(interval(rare, documents)).isEmpty();
    for (int i = 0; i < 400; i += 2 + i / 10 % 3) {
      above[i] = 0;
    }
    Ranks frequent = new Ranks(above, zero, zero, candidates);
    assertThat(interval(frequent, documents))
        .hasValueSatisfying(
            found -> assertThat(found.holds(RetrievalMetric.RECALL_1.mean(frequent))).isTrue());
    RunResult run = comparison.linearAverage().run();
    int[] varied = new int[run.scores().size()];
    Arrays.setAll(varied, i -> i % 3);
    int[] none = new int[varied.length];
    int[] twenty = Arrays.stream(none).map(any -> 20).toArray();
    Ranks ranks = new Ranks(varied, none, none, twenty);
    JsonNode json =
        RetrievalTables.json(
            new Retrieval(ranks, ranks, ranks), comparison.linearAverage(), Bootstrap.DEFAULT);
    JsonNode mrr = json.get("corpus").get("intervals").get("mrr");
    assertThat(mrr.get(0).asDouble()).isLessThan(json.get("corpus").get("mrr").asDouble());
    assertThat(mrr.get(1).asDouble()).isGreaterThan(json.get("corpus").get("mrr").asDouble());
  }

  private static Optional<Interval> interval(Ranks ranks, int[] documents) {
    return RetrievalTables.interval(RetrievalMetric.RECALL_1, ranks, documents, Bootstrap.DEFAULT);
  }

  @Test
  void resultsWithoutRanksMakeNoTable() {
    assertThat(RetrievalTables.of(Examples.comparison(20))).allMatch(t -> t.rows().isEmpty());
    assertThat(MarkdownReport.of(Examples.comparison(20))).doesNotContain("Retrieval");
  }

  private static List<String> texts(Table table, int row) {
    return table.rows().get(row).cells().stream().map(Table.Cell::text).toList();
  }
}
