package dev.nextvec.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.compare.Examples;
import dev.nextvec.report.Report;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a page needs to be read on paper and on a phone. */
class PageTest {
  private final String html = HtmlReport.of(Report.of(Examples.comparison(30)));

  @ParameterizedTest
  @CsvSource({"1,1", "0.99999999,1.00000001", "0,0", "0.5,0.50001", "-1,-1", "0.2,0.9"})
  void everyTickOfAnAxisHasALabelOfItsOwnAndTheValuesAreInside(double low, double high) {
    Scale scale = Scale.nice(low, high, 4, 0, 100);
    List<String> labels = scale.ticks().stream().map(scale::label).toList();
    assertThat(labels).hasSizeGreaterThan(1).doesNotHaveDuplicates();
    assertThat(scale.low()).isLessThanOrEqualTo(low + 1e-9);
    assertThat(scale.high()).isGreaterThanOrEqualTo(high - 1e-9);
  }

  @Test
  void onPaperNothingScrollsAndFoldOutsAreOpen() {
    String print = html.split("@media print", 2)[1].split("</style>", 2)[0];
    assertThat(print)
        .contains(
            ".scroll,pre{overflow:visible}", "white-space:normal", "details::details-content");
  }

  @Test
  void inLargeTypeAShortNameIsNotBrokenAtItsHyphen() {
    assertThat(
            Html.headline("amn-r (0.7) beats `a-b`; a-name-that-is-far-too-long-for-a-phone <b>"))
        .isEqualTo(
            "<span class=\"whole\">amn-r</span> (0.7) beats <code><span class=\"whole\">a-b</span>"
                + "</code>; a-name-that-is-far-too-long-for-a-phone &lt;b&gt;");
    assertThat(html).contains(".whole{white-space:nowrap}");
    assertThat(Html.headline("persistence+bm25:reranked: `x`"))
        .isEqualTo("persistence+<wbr>bm25:<wbr>reranked: <code>x</code>");
  }

  @Test
  void onThePhoneEveryTableScrollsByItself() {
    long tables = Pattern.compile("<table>").matcher(html).results().count();
    long scrolling =
        Pattern.compile("<div class=\"scroll\"[^>]*><table>").matcher(html).results().count();
    assertThat(tables).isPositive().isEqualTo(scrolling);
  }

  @Test
  void everyTextOfAPictureStartsInsideIt() {
    Set<String> outside = new TreeSet<>();
    Pattern picture = Pattern.compile("<svg viewBox=\"0 0 ([0-9.]+) ([0-9.]+)\".*?</svg>");
    Pattern text =
        Pattern.compile(
            "<text class=\"[^\"]*\" x=\"([^\"]+)\" y=\"([^\"]+)\" text-anchor=\"(\\w+)\">([^<]*)");
    picture
        .matcher(html)
        .results()
        .forEach(
            svg ->
                text.matcher(svg.group())
                    .results()
                    .filter(
                        found -> {
                          double at = Double.parseDouble(found.group(1));
                          double width = 5 * found.group(4).length();
                          double from =
                              switch (found.group(3)) {
                                case "start" -> at;
                                case "end" -> at - width;
                                default -> at - width / 2;
                              };
                          return from < -4 || from + width > Double.parseDouble(svg.group(1)) + 4;
                        })
                    .map(found -> found.group())
                    .forEach(outside::add));
    assertThat(outside).isEmpty();
  }
}
