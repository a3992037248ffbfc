package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.RunResult;
import dev.nextvec.report.Report;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final List<String> TITLES =
      List.of(
          "Performance summary",
          "Evaluation metrics",
          "Baselines for comparison",
          "Complexity analysis",
          "Complete architecture comparison",
          "Training configuration");

  private final Comparison comparison = Examples.comparison(60);

  @Test
  void everyTableOfTheSpecificationIsInMarkdownAndHtmlAndNoneIsToBeDone() {
    String markdown = MarkdownReport.of(Report.of(comparison));
    String html = HtmlReport.of(Report.of(comparison));
    for (String title : TITLES) {
      assertThat(markdown).contains("## " + title);
      assertThat(html).containsPattern(">" + title + " \\(in-domain\\)</(h2|summary)");
    }
    assertThat(markdown + html).doesNotContain("TBD").doesNotContain("NaN").doesNotContain("null");
  }

  @Test
  void markdownTablesHaveAsManyCellsAsHeadings() {
    int cells = 0;
    for (String line : MarkdownReport.of(Report.of(comparison)).split("\n")) {
      int bars = line.startsWith("|") ? line.replace("\\|", "").split("\\|", -1).length : 0;
      if (bars > 0 && cells > 0) {
        assertThat(bars).as(line).isEqualTo(cells);
      }
      cells = bars;
    }
  }

  @Test
  void terminalLinesFitTheWidthAskedFor() {
    for (int width : new int[] {60, 80, 100, 200}) {
      for (String line : TerminalReport.of(Report.of(comparison), width, false).split("\n")) {
        assertThat(DisplayWidth.of(line)).as(line).isLessThanOrEqualTo(width);
      }
    }
    assertThat(TerminalReport.of(Report.of(comparison), 80, false)).contains("more column");
    assertThat(TerminalReport.of(Report.of(comparison), 200, false)).doesNotContain("more column");
  }

  @Test
  void coloursAppearOnlyWhenAskedForAndDoNotShiftColumns() {
    String plain = TerminalReport.of(Report.of(comparison), 120, false);
    String coloured = TerminalReport.of(Report.of(comparison), 120, true);
    assertThat(plain).doesNotContain("\u001b");
    assertThat(coloured).contains("\u001b[32m");
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
  }

  @Test
  void wideAndCombiningCharactersAreMeasuredInCells() {
    assertThat(DisplayWidth.of("日本")).isEqualTo(4);
    assertThat(DisplayWidth.of("e\u0301")).isEqualTo(1);
    assertThat(DisplayWidth.shorten("日本語模型", 6)).isEqualTo("日本…");
    assertThat(DisplayWidth.shorten("amn", 3)).isEqualTo("amn");
  }

  @Test
  void htmlIsWellFormedAndAsksForNothingFromOutside() throws Exception {
    String html = HtmlReport.of(Report.of(comparison));
    assertThat(html)
        .doesNotContain("http")
        .doesNotContain("<script")
        .doesNotContain("@import")
        .doesNotContain("url(");
    assertThat(html).doesNotContain("src=").doesNotContain("href=");
    String xml =
        html.replace("<!doctype html>", "")
            .replaceAll("<meta [^>]*>", "")
            .replaceAll("<style>.*?</style>", "");
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void everyPictureHasATitleAndADescriptionAndEveryIdIsUnique() {
    String html = HtmlReport.of(Report.of(comparison));
    Matcher svg =
        Pattern.compile(
                "<svg [^>]*role=\"img\"[^>]*><title [^>]*>[^<]+</title><desc [^>]*>[^<]+</desc>")
            .matcher(html);
    long described = svg.results().count();
    assertThat(described).isEqualTo(html.split("<svg ", -1).length - 1).isEqualTo(8);
    List<String> ids =
        Pattern.compile(" id=\"([^\"]+)\"").matcher(html).results().map(m -> m.group(1)).toList();
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void namesThatLookLikeMarkupStayNames() {
    List<RunResult> results = new ArrayList<>(Examples.results(20));
    results.add(
        Examples.network("<img src=x onerror=alert(1)> & \"q\" | *b*", 20, 0.69, 9, 1, 0.3));
    Comparison hostile = Comparison.of("</title><script>alert(1)</script>", results);
    assertThat(HtmlReport.of(Report.of(hostile)))
        .doesNotContain("<img")
        .doesNotContain("<script")
        .contains("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;q&quot;");
    assertThat(MarkdownReport.of(Report.of(hostile)))
        .contains("\\<img src=x onerror=alert(1)> & \"q\" \\| \\*b\\*");
  }

  @Test
  void jsonHoldsEveryRowWithStableNames() throws Exception {
    JsonNode root = new ObjectMapper().readTree(JsonReport.of(Report.of(comparison)));
    assertThat(root.get("format").asText()).isEqualTo("nextvec-comparison-1");
    assertThat(root.get("rows")).hasSize(10);
    JsonNode amn =
        root.get("rows").findParents("history").stream()
            .filter(row -> row.path("name").asText().equals("amn"))
            .findFirst()
            .orElseThrow();
    assertThat(amn.get("kind").asText()).isEqualTo("network");
    assertThat(amn.get("history")).hasSize(20);
    assertThat(amn.get("test_cosine").get("interval")).hasSize(2);
    assertThat(amn.get("test_cosine").get("histogram")).hasSize(100);
    assertThat(amn.get("versus_linear_average").get("verdict").asText())
        .isIn("better", "worse", "equal", "tie");
    assertThat(amn.get("predictions_per_second").get("32").asDouble()).isPositive();
    assertThat(amn.get("environment").get("blas").asText()).isEqualTo("MKL");
    assertThat(root.get("challenge").get("baseline").asText()).isEqualTo("ridge");
    assertThat(JsonReport.of(Report.of(comparison))).doesNotContain("null").doesNotContain("NaN");
  }

  @Test
  void everyPairHasAVerdictInEveryReport() throws Exception {
    JsonNode pairs = new ObjectMapper().readTree(JsonReport.of(Report.of(comparison))).get("pairs");
    assertThat(pairs).hasSize(10 * 9 / 2);
    for (JsonNode pair : pairs) {
      assertThat(pair.get("difference").asDouble()).isNotNegative();
      assertThat(pair.get("interval")).hasSize(2);
      assertThat(pair.has("settled_by")).isEqualTo(pair.get("verdict").asText().equals("tie"));
    }
    assertThat(MarkdownReport.of(Report.of(comparison)))
        .contains("## Pairwise differences", "tie (not settled)", "## Pairs: + better");
    assertThat(HtmlReport.of(Report.of(comparison))).contains("id=\"pairs\"", "id=\"verdicts\"");
    Table matrix = PairTables.matrix(comparison);
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 10; j++) {
        String here = matrix.rows().get(i).cells().get(j + 2).text();
        String there = matrix.rows().get(j).cells().get(i + 2).text();
        assertThat(here + there).isIn(i == j ? List.of("") : List.of("+−", "−+", "==", "??"));
      }
    }
  }

  @Test
  void aComparisonWithoutSpeedHistoryOrIntervalsStillMakesAPage() {
    List<RunResult> bare =
        Examples.results(3).stream()
            .filter(run -> run.kind() == RunResult.RowKind.BASELINE)
            .map(
                run ->
                    RunResult.baseline(
                        run.name(),
                        run.provenance(),
                        run.scores(),
                        run.validationCosine(),
                        run.cost().orElseThrow(),
                        Optional.empty(),
                        0))
            .toList();
    Comparison comparison = Comparison.of("tiny", bare);
    assertThat(HtmlReport.of(Report.of(comparison))).contains("n/a").doesNotContain("NaN");
    assertThat(TerminalReport.of(Report.of(comparison), 80, false)).contains("linear average");
    assertThat(MarkdownReport.of(Report.of(comparison)))
        .contains("cannot say")
        .doesNotContain("| tie");
    assertThat(JsonReport.of(Report.of(comparison))).doesNotContain("\"interval\"");
  }

  @Test
  void ticksAreRoundNumbersThatHoldTheRange() {
    Scale scale = Scale.nice(0.613, 0.722, 5, 0, 100);
    assertThat(scale.low()).isLessThanOrEqualTo(0.613);
    assertThat(scale.high()).isGreaterThanOrEqualTo(0.722);
    assertThat(scale.ticks().stream().map(scale::label))
        .contains("0.62", "0.70")
        .hasSizeBetween(4, 8);
    assertThat(Scale.nice(0.5, 0.5, 5, 0, 1).ticks()).isNotEmpty();
    assertThat(Scale.nice(-0.1, 0.1, 4, 0, 1).ticks()).contains(0.0);
  }
}
