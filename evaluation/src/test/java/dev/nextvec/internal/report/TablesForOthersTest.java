package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.Row;
import dev.nextvec.report.Report;
import dev.nextvec.stats.Interval;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What spreadsheets and papers are given says of a verdict what every other report says. */
class TablesForOthersTest {
  private final Comparison comparison = Examples.comparison(12);
  private final Report report = Report.of(comparison);

  private List<Row> judged() {
    return comparison.rows().stream()
        .filter(row -> row.againstLinearAverage().isPresent())
        .toList();
  }

  private static PairedDifference contrast(Row row) {
    return row.againstLinearAverage().orElseThrow();
  }

  private static Interval judgedBy(Row row) {
    return contrast(row).judgedBy().orElseThrow();
  }

  @Test
  void theIntervalBesideAVerdictInLatexIsTheOneItWasJudgedBy() {
    assertThat(judged())
        .anyMatch(
            row -> !contrast(row).difference().interval().orElseThrow().equals(judgedBy(row)));
    List<String> lines = report.latex().lines().toList();
    for (Row row : judged()) {
      String ends =
          Figures.cosine(judgedBy(row).low()) + "$, $" + Figures.cosine(judgedBy(row).high());
      assertThat(lines)
          .as(row.name())
          .anyMatch(
              line -> line.startsWith(row.name()) && line.contains(ends.replace('\u2212', '-')));
    }
    assertThat(report.latex()).contains("judged by").doesNotContain("for all pairs");
  }

  @Test
  void aVerdictThatHangsOnOneDocumentIsMarkedInLatexToo() {
    List<String> lines = report.latex().lines().toList();
    assertThat(judged()).anyMatch(row -> contrast(row).hangsOnOneDocument());
    for (Row row : judged()) {
      String line = lines.stream().filter(l -> l.startsWith(row.name())).findFirst().orElseThrow();
      assertThat(line.contains("\\circ")).as(line).isEqualTo(contrast(row).hangsOnOneDocument());
    }
  }

  @Test
  void theTerminalSaysWhatTheMarkMeansWhereItFirstStands() {
    String text = TerminalReport.of(report, 200, false);
    String legend = "°: another verdict without the document that moves it most";
    assertThat(text.indexOf("\u00a0°")).isBetween(0, text.indexOf(legend));
    assertThat(text.indexOf(legend)).isEqualTo(text.lastIndexOf(legend));
    String many = TerminalReport.of(Report.of(Examples.comparison(60)), 200, false);
    assertThat(many).doesNotContain("°");
  }

  @Test
  void commaSeparatedValuesHaveTheIntervalOfTheVerdictBesideTheUsualOne() {
    List<List<String>> lines =
        report.csv().lines().map(line -> Arrays.asList(line.split(",", -1))).toList();
    List<String> names = lines.getFirst();
    for (Row row : judged()) {
      List<String> line =
          lines.stream().filter(l -> l.getFirst().equals(row.name())).findFirst().orElseThrow();
      String field = "versus_linear_average_judged_by_";
      assertThat(line.get(names.indexOf(field + "low")))
          .isEqualTo(Double.toString(judgedBy(row).low()));
      assertThat(line.get(names.indexOf(field + "high")))
          .isEqualTo(Double.toString(judgedBy(row).high()));
      assertThat(line.get(names.indexOf(field + "level")))
          .isEqualTo(Double.toString(judgedBy(row).level()));
      assertThat(line.get(names.indexOf("versus_linear_average_verdict_without_most_influential")))
          .isEqualTo(contrast(row).robustness().orElseThrow().verdict().key());
    }
  }
}
