package dev.nextvec.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.report.Svg.Anchor;
import dev.nextvec.stats.Interval;
import java.util.Optional;

/** Mean test cosine as bars from zero, with intervals. */
final class CosineBars {
  private static final double ROW = 27;
  private static final double TOP = 8;
  private static final double VALUE = 52;

  private CosineBars() {}

  static Chart of(Comparison comparison) {
    Palette palette = new Palette(comparison);
    int rows = comparison.rows().size();
    double bottom = TOP + rows * ROW;
    double lowest =
        comparison.rows().stream().mapToDouble(row -> row.cosine().value()).min().orElse(0);
    double highest = comparison.rows().get(0).cosine().value();
    Scale x =
        Scale.nice(
            lowest < -0.02 ? lowest : 0,
            Math.max(highest, 0.1),
            5,
            Chart.LABEL,
            Chart.WIDTH - VALUE);
    Svg svg =
        new Svg(
            "bars",
            "Test cosine of every model",
            "Bars from zero with confidence intervals; highest is %s at %s."
                .formatted(comparison.rows().get(0).name(), Figures.cosine(highest)),
            Chart.WIDTH,
            bottom + 24);
    for (double tick : x.ticks()) {
      svg.line(tick == 0 ? "axis" : "grid", x.at(tick), TOP, x.at(tick), bottom);
      svg.text("tick", x.at(tick), bottom + 15, Anchor.MIDDLE, x.label(tick));
    }
    for (int i = 0; i < rows; i++) {
      bar(svg, comparison.rows().get(i), palette, x, TOP + i * ROW);
    }
    return new Chart(
        "bars",
        "Test cosine",
        "Mean cosine between prediction and true next vector. Whiskers: interval over documents"
            + " and, where there are several, seeds. Networks in colour, baselines grey.",
        svg.end(comparison.standing()),
        Optional.empty());
  }

  private static void bar(Svg svg, Row row, Palette palette, Scale x, double top) {
    double value = row.cosine().value();
    Optional<Interval> interval = row.cosine().interval();
    double middle = top + ROW / 2;
    double from = Math.min(x.at(0), x.inside(value));
    svg.group(
        palette.of(row),
        row.name()
            + ": "
            + Figures.cosine(value)
            + interval.map(ends -> " (" + Figures.interval(ends) + ")").orElse(""));
    svg.rectangle("hit", 0, top, Chart.WIDTH, ROW);
    svg.text("name", Chart.LABEL - 8, middle + 4, Anchor.END, Chart.label(row.name()));
    svg.rectangle("fill", from, top + 6, Math.abs(x.inside(value) - x.at(0)), ROW - 12);
    interval.ifPresent(ends -> whisker(svg, x, ends, middle));
    svg.text("value", Chart.WIDTH, middle + 4, Anchor.END, Figures.cosine(value));
    svg.close();
  }

  private static void whisker(Svg svg, Scale x, Interval ends, double middle) {
    double low = x.inside(ends.low());
    double high = x.inside(ends.high());
    svg.line("whisker", low, middle, high, middle);
    svg.line("whisker", low, middle - 4, low, middle + 4);
    svg.line("whisker", high, middle - 4, high, middle + 4);
  }
}
