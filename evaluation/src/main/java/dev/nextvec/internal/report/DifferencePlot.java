package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.Row;
import dev.nextvec.internal.report.Svg.Anchor;
import dev.nextvec.internal.report.Svg.Point;
import dev.nextvec.stats.Interval;
import java.util.List;
import java.util.Optional;

/** Paired differences from the linear average: where an interval leaves zero, it is shown. */
final class DifferencePlot {
  private static final double ROW = 27;
  private static final double TOP = 8;
  private static final double VALUE = 112;

  private DifferencePlot() {}

  static Chart of(Comparison comparison) {
    List<Row> rows =
        comparison.rows().stream().filter(row -> row.againstLinearAverage().isPresent()).toList();
    double reach = reach(rows);
    Scale x = Scale.nice(-reach, reach, 4, Chart.LABEL, Chart.WIDTH - VALUE);
    double bottom = TOP + rows.size() * ROW;
    Svg svg =
        new Svg(
            "difference",
            "Difference from the linear average",
            "Paired differences of test cosine with confidence intervals; the dashed line is the"
                + " linear average.",
            Chart.WIDTH,
            bottom + 24);
    for (double tick : x.ticks()) {
      svg.line(tick == 0 ? "reference" : "grid", x.at(tick), TOP, x.at(tick), bottom);
      String sign = tick > 0 ? "+" : "";
      svg.text("tick", x.at(tick), bottom + 15, Anchor.MIDDLE, sign + x.label(tick));
    }
    Palette palette = new Palette(comparison);
    for (int i = 0; i < rows.size(); i++) {
      row(svg, rows.get(i), palette, x, TOP + i * ROW);
    }
    return new Chart(
        "difference",
        "Difference from the linear average",
        "Paired on the same windows. Filled: better or worse; hollow: no such verdict. An arrow"
            + " leads out of the picture.",
        svg.end(comparison.standing()),
        Optional.empty());
  }

  /** Networks and whatever lies near them fit; what lies far out becomes an arrow. */
  private static double reach(List<Row> rows) {
    double near =
        rows.stream()
            .filter(row -> !row.isBaseline())
            .mapToDouble(DifferencePlot::extent)
            .max()
            .orElse(0.01);
    double reach = Math.max(near, 0.004);
    for (Row row : rows) {
      double extent = extent(row);
      if (extent <= 1.6 * near
          || row.againstLinearAverage().orElseThrow().difference().value() > 0) {
        reach = Math.max(reach, extent);
      }
    }
    return reach;
  }

  private static double extent(Row row) {
    PairedDifference contrast = row.againstLinearAverage().orElseThrow();
    double value = contrast.difference().value();
    return contrast
        .judgedBy()
        .map(ends -> Math.max(Math.abs(ends.low()), Math.abs(ends.high())))
        .orElse(Math.abs(value));
  }

  private static void row(Svg svg, Row row, Palette palette, Scale x, double top) {
    PairedDifference contrast = row.againstLinearAverage().orElseThrow();
    double value = contrast.difference().value();
    double middle = top + ROW / 2;
    svg.group(palette.of(row), tooltip(row, contrast));
    svg.rectangle("hit", 0, top, Chart.WIDTH, ROW);
    svg.text("name", Chart.LABEL - 8, middle + 4, Anchor.END, Chart.label(row.name()));
    if (value < x.low() || value > x.high()) {
      arrow(svg, value < x.low() ? x.from() : x.to(), middle, value < x.low() ? 1 : -1);
    } else {
      Optional<Interval> interval = contrast.judgedBy();
      interval.ifPresent(
          ends -> svg.line("range", x.inside(ends.low()), middle, x.inside(ends.high()), middle));
      String dot =
          switch (contrast.verdict()) {
            case BETTER, WORSE -> "dot";
            case EQUAL, TIE, CANNOT_SAY -> "dot hollow";
          };
      svg.circle(dot, x.at(value), middle, 3.5);
    }
    svg.text("value", Chart.WIDTH - 60, middle + 4, Anchor.END, Figures.relative(contrast));
    svg.text("verdict", Chart.WIDTH, middle + 4, Anchor.END, Robustness.marked(contrast));
    svg.close();
  }

  private static void arrow(Svg svg, double tip, double middle, int direction) {
    svg.line("range", tip + direction * 6, middle, tip + direction * 22, middle);
    svg.polygon(
        "fill",
        List.of(
            new Point(tip, middle),
            new Point(tip + direction * 8, middle - 4.5),
            new Point(tip + direction * 8, middle + 4.5)));
  }

  private static String tooltip(Row row, PairedDifference contrast) {
    return row.name()
        + ": "
        + Figures.difference(contrast.difference().value())
        + contrast
            .judgedBy()
            .map(
                ends ->
                    " ("
                        + Figures.difference(ends.low())
                        + " to "
                        + Figures.difference(ends.high())
                        + ")")
            .orElse("")
        + ", "
        + contrast.verdict().words();
  }
}
