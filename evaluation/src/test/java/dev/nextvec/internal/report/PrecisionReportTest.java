package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.Recipe;
import dev.nextvec.compare.RunResult;
import dev.nextvec.model.Amn;
import dev.nextvec.report.Report;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.run.TrainingConfig.Precision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reports say what was computed otherwise: vectors or products in fewer bits, local steps. */
final class PrecisionReportTest {
  private static final String ENCODER = "an encoder in bfloat16";

  private static RunResult encoded(RunResult row, Optional<Recipe> recipe) {
    return new RunResult(
        row.name(),
        row.kind(),
        row.provenance().encodedBy(Optional.of(ENCODER)),
        new RunResult.Trained(
            row.untrained(),
            row.history(),
            row.unfinished(),
            recipe,
            row.facts(),
            row.trainingSeconds()),
        row.measured());
  }

  private static Comparison comparison(Precision precision) {
    return comparison(TrainingConfig.defaults().withPrecision(precision));
  }

  private static Comparison comparison(TrainingConfig config) {
    Recipe recipe = new Recipe(new Amn(8, 5, 16, 4, Amn.Init.ZERO), config);
    List<RunResult> rows =
        Examples.results(60).stream()
            .map(
                row ->
                    encoded(row, row.name().equals("amn") ? Optional.of(recipe) : Optional.empty()))
            .toList();
    return Comparison.of("data", rows);
  }

  @Test
  void theEncoderStandsWhereTheDataDoes() {
    Report report = Report.of(comparison(Precision.FLOAT32));
    assertThat(MarkdownReport.of(report)).contains("| Encoder | an encoder in bfloat16 |");
    assertThat(HtmlReport.of(report)).contains("Encoder", ENCODER);
    assertThat(JsonReport.node(report).path("provenance").path("encoder").asText())
        .isEqualTo(ENCODER);
    Report silent = Report.of(Comparison.of("data", Examples.results(60)));
    assertThat(MarkdownReport.of(silent)).doesNotContain("| Encoder |");
  }

  @Test
  void aNetworkThatLearnedInFewerBitsIsNamedAndNoOther() {
    String said = "`amn` learned with products in bfloat16; like all others, it is tested in";
    Report narrow = Report.of(comparison(Precision.BFLOAT16));
    assertThat(TerminalReport.of(narrow, 1000, false)).contains(said);
    assertThat(MarkdownReport.of(narrow)).contains(said);
    assertThat(amn(narrow).path("precision").asText()).isEqualTo("bfloat16");
    Report exact = Report.of(comparison(Precision.FLOAT32));
    assertThat(TerminalReport.of(exact, 1000, false)).doesNotContain("learned with products");
    assertThat(amn(exact).path("precision").asText()).isEqualTo("float32");
    assertThat(amn(exact).has("local_steps")).isFalse();
    assertThat(precisions(narrow)).containsExactly("bfloat16");
    assertThat(precisions(exact)).containsExactly("float32");
  }

  /** In the rows of the table for spreadsheets; those of baselines have none. */
  private static List<String> precisions(Report report) {
    List<List<String>> lines =
        report.csv().lines().map(line -> List.of(line.split(",", -1))).toList();
    int column = lines.getFirst().indexOf("precision");
    return lines.stream()
        .skip(1)
        .map(line -> line.get(column))
        .filter(cell -> !cell.isEmpty())
        .toList();
  }

  @Test
  void aNetworkThatSeveralWorkersTrainedApartSaysSo() {
    TrainingConfig usual = TrainingConfig.defaults();
    Report apart = Report.of(comparison(usual.withLocalSteps(new TrainingConfig.LocalSteps(4, 2))));
    String said = "`amn` was trained by 2 workers that took the mean of their weights after 4";
    assertThat(TerminalReport.of(apart, 1000, false)).contains(said);
    assertThat(MarkdownReport.of(apart)).contains(said);
    assertThat(amn(apart).path("local_steps").asInt()).isEqualTo(4);
    assertThat(amn(apart).path("workers").asInt()).isEqualTo(2);
  }

  private static JsonNode amn(Report report) {
    for (JsonNode row : JsonReport.node(report).path("rows")) {
      if (row.path("name").asText().equals("amn")) {
        return row;
      }
    }
    throw new AssertionError("no row is named amn");
  }
}
