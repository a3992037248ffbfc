package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.recommend.Limits;
import dev.nextvec.report.Report;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Figures of folds are not taken for those of one model, wherever they are copied to. */
class CrossValidatedReportTest {
  private static final String SENTENCE =
      "cross-validated: 5 folds; the figures are of the recipe, not of one trained model";

  private final Report report =
      Report.of(Examples.comparison(60).withStanding(TestDomain.IN_DOMAIN.acrossFolds(5)));

  private static List<String> parts(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void everyTableAndEveryPictureOfThePageSaysSo() {
    String html = HtmlReport.of(report);
    assertThat(parts(html, "<header>.*?</header>")).allMatch(head -> head.contains(SENTENCE));
    assertThat(parts(html, "<table>.*?</table>"))
        .hasSizeGreaterThan(8)
        .allMatch(table -> table.contains(SENTENCE));
    assertThat(parts(html, "<svg .*?</svg>"))
        .hasSize(8)
        .allMatch(picture -> picture.contains("cross-validated: 5 folds"));
  }

  @Test
  void figuresThatAreNotPooledSayThatTheyAreTheFirstFolds() {
    String html = HtmlReport.of(report).replaceAll("</?(?:abbr|code)[^>]*>", "");
    for (String figure :
        List.of("Val cosine", "Train cosine", "Predictions/s", "Training time", "Best epoch")) {
      assertThat(parts(html, ">" + figure + "[^<]*<"))
          .as(figure)
          .isNotEmpty()
          .allMatch(header -> header.endsWith("(fold 1)<"));
    }
    assertThat(html)
        .contains("Inference speed (fold 1)", "<h3>Training (fold 1)</h3>", "median) (fold 1)");
    String use =
        RecommendationReport.text(
            report.comparison(), report.recommendations(), Limits.NONE, 1000, false);
    assertThat(parts(use, "takes [\\d.]+ s.{0,9} to fit|to train[^;.]*|no training[^;.]*"))
        .isNotEmpty()
        .allMatch(cost -> cost.contains("(fold 1)"));
    assertThat(HtmlReport.of(Report.of(Examples.comparison(60)))).doesNotContain("fold 1");
  }

  @Test
  void everyMarkdownTableSaysSo() {
    String markdown = MarkdownReport.of(report);
    List<String> sections =
        Arrays.stream(markdown.split("(?m)^## ")).filter(part -> part.contains("| :---")).toList();
    assertThat(sections).hasSizeGreaterThan(8).allMatch(section -> section.contains(SENTENCE));
  }

  @Test
  void theTerminalSaysSoAtItsHeadAndAtEachTable() {
    String text = TerminalReport.of(report, 200, false);
    assertThat(parts(text, Pattern.quote(SENTENCE))).hasSize(7);
  }

  @Test
  void theMethodTellsHowAndWhatTheFiguresAreOf() {
    String method = String.join(" ", Method.sentences(report.comparison()));
    assertThat(method)
        .contains("cut into 5 folds", "not of one trained model", "4 degrees of freedom")
        .doesNotContain("A single training run stands for");
  }

  @Test
  void theJsonHasTheNumberOfFoldsAndNoMark() throws Exception {
    var json = new ObjectMapper().readTree(JsonReport.of(report));
    assertThat(json.get("folds").asInt()).isEqualTo(5);
    assertThat(json.get("marks")).isEmpty();
    List<String> ofFirstFold =
        json.get("of_first_fold").valueStream().map(name -> name.asText()).toList();
    assertThat(ofFirstFold).contains("validation_cosine", "latency_ms", "training_seconds");
    assertThat(json.get("rows").findParents("history"))
        .allSatisfy(
            row ->
                assertThat(row.properties())
                    .extracting(e -> e.getKey())
                    .containsAll(
                        ofFirstFold.stream()
                            .filter(
                                n ->
                                    row.get("kind").asText().equals("network")
                                        && !n.equals("untrained"))
                            .toList()));
    Comparison plain = Examples.comparison(60);
    assertThat(new ObjectMapper().readTree(JsonReport.of(Report.of(plain))).has("folds")).isFalse();
  }
}
