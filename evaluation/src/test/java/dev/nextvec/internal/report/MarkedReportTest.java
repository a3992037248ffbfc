package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.report.Report;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever is copied out of a report says what it is, and what makes it doubtful. */
class MarkedReportTest {
  private static final String MARK = "Leak: 3 of 9 test documents are also learned from";

  private final Comparison sound = Examples.comparison(60);
  private final Comparison marked =
      sound.withStanding(TestDomain.IN_DOMAIN.withMarks(List.of(MARK)));

  private static List<String> parts(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void aSoundComparisonHasNoMark() {
    String all =
        HtmlReport.of(Report.of(sound))
            + MarkdownReport.of(Report.of(sound))
            + TerminalReport.of(Report.of(sound), 200, false)
            + JsonReport.of(Report.of(sound));
    assertThat(all).doesNotContain("Leak").doesNotContain("<caption>");
  }

  @Test
  void everyHtmlTableAndEveryPictureCarriesTheMarkInside() {
    String html = HtmlReport.of(Report.of(marked));
    List<String> tables = parts(html, "<table>.*?</table>");
    assertThat(tables).hasSizeGreaterThan(8).allMatch(table -> table.contains(MARK));
    List<String> pictures = parts(html, "<svg .*?</svg>");
    assertThat(pictures)
        .hasSize(8)
        .allSatisfy(
            picture -> {
              List<String> stamps = parts(picture, "<text class=\"stamp\".*?</text>");
              String told =
                  String.join(" ", stamps.stream().map(s -> s.replaceAll("<[^>]+>", "")).toList());
              assertThat(told).isEqualTo(MARK);
            });
  }

  @Test
  void aStampLiesInsideItsPicture() {
    for (String picture : parts(HtmlReport.of(Report.of(marked)), "<svg .*?</svg>")) {
      double height =
          Double.parseDouble(parts(picture, "(?<=viewBox=\"0 0 \\d{3} )[0-9.]+").get(0));
      for (String stamp : parts(picture, "<text class=\"stamp\".*?</text>")) {
        assertThat(Double.parseDouble(parts(stamp, "(?<= y=\")[0-9.]+").get(0)))
            .isLessThan(height)
            .isGreaterThan(height - 40);
      }
    }
  }

  @Test
  void everyMarkdownTableCarriesTheMark() {
    String markdown = MarkdownReport.of(Report.of(marked));
    List<String> sections =
        Arrays.stream(markdown.split("(?m)^## "))
            .filter(part -> part.contains("| ---") || part.contains("| :---"))
            .toList();
    assertThat(sections)
        .hasSizeGreaterThan(8)
        .allMatch(section -> section.contains("**" + MARK + "**"));
    assertThat(markdown).contains("> **" + MARK + "**");
  }

  @Test
  void everyTerminalTableCarriesTheMark() {
    String text = TerminalReport.of(Report.of(marked), 200, false);
    List<String> lines = text.lines().toList();
    List<Integer> rules =
        Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
            .filter(i -> lines.get(i).startsWith("──"))
            .toList();
    assertThat(rules).hasSize(6).allMatch(rule -> lines.get(rule - 2).equals(MARK));
    for (String line : TerminalReport.of(Report.of(marked), 60, false).split("\n")) {
      assertThat(DisplayWidth.of(line)).as(line).isLessThanOrEqualTo(60);
    }
  }

  @Test
  void theJsonHasTheMark() throws Exception {
    JsonNode json = new ObjectMapper().readTree(JsonReport.of(Report.of(marked)));
    assertThat(json.get("marks")).singleElement().extracting(JsonNode::asText).isEqualTo(MARK);
    assertThat(json.get("domain").asText()).isEqualTo("in-domain");
    assertThat(new ObjectMapper().readTree(JsonReport.of(Report.of(sound))).get("marks")).isEmpty();
  }

  @Test
  void everyTableSaysThatItIsInDomain() {
    String text = TerminalReport.of(Report.of(sound), 200, false);
    assertThat(parts(text, "\\(in-domain\\)\\n")).hasSize(6);
    String markdown = MarkdownReport.of(Report.of(sound));
    assertThat(parts(markdown, "\n## (?!Method|Architecture details|What was found)[^\n]*"))
        .allMatch(title -> title.endsWith("(in-domain)"));
    assertThat(parts(HtmlReport.of(Report.of(sound)), "aria-label=\"[^\"]*\"><table>"))
        .allMatch(label -> label.contains("(in-domain)"));
  }
}
