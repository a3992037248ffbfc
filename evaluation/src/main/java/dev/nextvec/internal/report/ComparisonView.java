package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.Row;
import dev.nextvec.report.Report;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A comparison in parts, for a page with a frame and a table of its own: the same words, tables and
 * pictures as {@link HtmlReport}.
 *
 * @param report what is shown
 */
public record ComparisonView(Report report) {
  private static final double BAR = 132;
  private static final double LINE = 20;

  private Comparison comparison() {
    return report.comparison();
  }

  /** The verdict in words, the numbers beside it, and what makes it doubtful. */
  public String verdict() {
    Page page = Page.part();
    HtmlReport.verdict(page, comparison());
    return page.end();
  }

  /** What to use for what. */
  public String picks() {
    return Page.part().markup(RecommendationReport.cards(report.recommendations())).end();
  }

  /** What was found, a sentence each. */
  public String findings() {
    return Page.part().findings(comparison().findings()).end();
  }

  /** How the verdicts of the table are meant. */
  public String note() {
    return Page.part().paragraph(QualityTables.performance(comparison()).note()).end();
  }

  /** What ways of searching an index find; nothing without one. */
  public String search() {
    Page page = Page.part();
    SpecificationTables.of(report).stream().filter(SearchTables::isFigures).forEach(page::leading);
    return page.end();
  }

  /** Every row against every other. */
  public String pairs() {
    Table matrix = PairTables.matrix(comparison()).standing(comparison().standing());
    return Page.part().leading(matrix).end();
  }

  /** All pictures. */
  public String pictures() {
    Page page = Page.part();
    HtmlReport.pictures(page, comparison());
    return page.end();
  }

  /** All tables but the pairs' and the one that a page makes of {@link RowFigures}. */
  public String details() {
    Page page = Page.part();
    String matrix = PairTables.matrix(comparison()).id();
    HtmlReport.details(page, report, Set.of("performance", matrix));
    return page.end();
  }

  /** How the figures were made, and where they come from. */
  public String method() {
    Page page = Page.part();
    HtmlReport.method(page, comparison());
    return page.end();
  }

  /** What must stand at the table, as at every other. */
  public List<String> marks() {
    return comparison().standing().notices();
  }

  /** The verdict on a row against the linear average, as a table's cell shows it. */
  public String verdict(Row row) {
    return cell(row.againstLinearAverage());
  }

  /** The verdict on a row against the highest. */
  public String againstHighest(Row row) {
    return cell(comparison().between(row.name(), comparison().rows().getFirst().name()));
  }

  private static String cell(Optional<PairedDifference> contrast) {
    return contrast
        .map(
            found ->
                "<span class=\"t-%s\">%s</span>"
                    .formatted(
                        QualityTables.tone(found.verdict())
                            .name()
                            .toLowerCase(java.util.Locale.ROOT),
                        Html.escape(Robustness.marked(found))))
        .orElse("");
  }

  /** The difference from the linear average, as a share of it where that makes sense. */
  public String againstLinearAverage(Row row) {
    return row.againstLinearAverage().map(Figures::relative).orElse("baseline");
  }

  /** Name of a verdict, for choosing rows by it. */
  public static Optional<Verdict> verdictOf(Row row) {
    return row.againstLinearAverage().map(PairedDifference::verdict);
  }

  /**
   * The test cosine of a row with its interval, drawn on the same axis for all rows; dashes are the
   * linear average.
   */
  public String interval(Row row) {
    Scale x = axis();
    double middle = LINE / 2;
    String id = "interval-" + comparison().rows().indexOf(row);
    Optional<Interval> ends = row.cosine().interval();
    String told =
        "%s: %s%s"
            .formatted(
                row.name(),
                Figures.cosine(row.cosine().value()),
                ends.map(e -> ", interval " + Figures.interval(e)).orElse(", no interval"));
    Svg svg = new Svg(id, told, "Dashes: linear average.", BAR, LINE);
    double linear = x.at(comparison().linearAverage().cosine().value());
    svg.line("reference", linear, 1, linear, LINE - 1);
    svg.group(new Palette(comparison()).of(row), "");
    ends.ifPresent(e -> svg.line("band", x.inside(e.low()), middle, x.inside(e.high()), middle));
    if (row.cosine().value() < x.low()) {
      svg.polygon(
          "fill",
          List.of(
              new Svg.Point(1, middle),
              new Svg.Point(8, middle - 4),
              new Svg.Point(8, middle + 4)));
    } else {
      svg.circle("ring", x.at(row.cosine().value()), middle, 3.5);
    }
    return svg.close().end();
  }

  /** From the lowest of what is near the linear average to the highest. */
  private Scale axis() {
    double linear = comparison().linearAverage().cosine().value();
    double[] near =
        comparison().rows().stream()
            .filter(row -> !row.isGuess())
            .flatMapToDouble(ComparisonView::ends)
            .toArray();
    double low = DoubleStream.of(near).min().orElse(linear);
    double high = DoubleStream.of(near).max().orElse(linear);
    double pad = Math.max(0.002, 0.04 * (high - low));
    return new Scale(low - pad, high + pad, 1, 4, BAR - 4);
  }

  private static DoubleStream ends(Row row) {
    return Stream.of(row.cosine())
        .flatMapToDouble(
            cosine ->
                cosine
                    .interval()
                    .map(e -> DoubleStream.of(e.low(), e.high(), cosine.value()))
                    .orElse(DoubleStream.of(cosine.value())));
  }
}
