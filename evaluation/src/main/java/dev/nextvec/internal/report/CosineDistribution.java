package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.eval.Distribution;
import dev.nextvec.internal.report.Svg.Anchor;
import dev.nextvec.internal.report.Svg.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The test cosine of all windows as one ridge per row. */
final class CosineDistribution {
  private static final double ROW = 30;
  private static final double RIDGE = 34;
  private static final double TOP = 14;
  private static final double VALUE = 52;

  private CosineDistribution() {}

  static Chart of(Comparison comparison) {
    List<Row> rows = comparison.rows();
    double low = rows.stream().mapToDouble(row -> quantile(row, 0.01)).min().orElse(0);
    double high = rows.stream().mapToDouble(row -> quantile(row, 0.99)).max().orElse(1);
    Scale x = Scale.nice(Math.max(-1, low), Math.min(1, high), 6, Chart.LABEL, Chart.WIDTH - VALUE);
    double bottom = TOP + rows.size() * ROW + 6;
    Svg svg =
        new Svg(
            "spread",
            "Distribution of the test cosine",
            "One ridge per model over all test windows, with the median and the range from 5 to 95"
                + " percent.",
            Chart.WIDTH,
            bottom + 24);
    for (double tick : x.ticks()) {
      svg.line("grid", x.at(tick), TOP, x.at(tick), bottom);
      svg.text("tick", x.at(tick), bottom + 15, Anchor.MIDDLE, x.label(tick));
    }
    svg.text("tick", Chart.WIDTH, TOP - 3, Anchor.END, "median");
    Palette palette = new Palette(comparison);
    for (int i = 0; i < rows.size(); i++) {
      ridge(svg, rows.get(i), palette, x, TOP + (i + 1) * ROW);
    }
    return new Chart(
        "spread",
        "Distribution over windows",
        "How the cosine spreads over single windows. Thick line: 5 to 95 %; tick: median. Ridges"
            + " are drawn to one height.",
        svg.end(comparison.standing()),
        Optional.empty());
  }

  private static void ridge(Svg svg, Row row, Palette palette, Scale x, double base) {
    Distribution cosine = row.evaluation().cosine();
    double median = cosine.quantile(0.5);
    svg.group(
        palette.of(row),
        "%s: median %s, 5 %% below %s, 5 %% above %s"
            .formatted(
                row.name(),
                Figures.cosine(median),
                Figures.cosine(cosine.quantile(0.05)),
                Figures.cosine(cosine.quantile(0.95))));
    svg.rectangle("hit", 0, base - ROW + 4, Chart.WIDTH, ROW);
    svg.text("name", Chart.LABEL - 8, base - 4, Anchor.END, Chart.label(row.name()));
    svg.polygon("ridge", outline(cosine.histogram(), x, base));
    svg.line("band", x.inside(cosine.quantile(0.05)), base, x.inside(cosine.quantile(0.95)), base);
    svg.line("median", x.inside(median), base - 9, x.inside(median), base + 3);
    svg.text("value", Chart.WIDTH, base - 4, Anchor.END, Figures.cosine(median));
    svg.close();
  }

  private static List<Point> outline(List<Integer> histogram, Scale x, double base) {
    int peak = histogram.stream().mapToInt(Integer::intValue).max().orElse(1);
    List<Point> points = new ArrayList<>();
    double width = 2.0 / histogram.size();
    points.add(new Point(x.from(), base));
    for (int bin = 0; bin < histogram.size(); bin++) {
      double centre = -1 + (bin + 0.5) * width;
      if (centre >= x.low() && centre <= x.high()) {
        double height = (RIDGE - 6) * histogram.get(bin) / (double) peak;
        points.add(new Point(x.at(centre), base - height));
      }
    }
    points.add(new Point(x.to(), base));
    return points;
  }

  private static double quantile(Row row, double level) {
    return row.evaluation().cosine().quantile(level);
  }
}
