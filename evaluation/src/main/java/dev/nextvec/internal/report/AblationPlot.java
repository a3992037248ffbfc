package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.baseline.Ridge;
import dev.nextvec.internal.diagnose.Curve;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.report.LinePlot.Series;
import dev.nextvec.internal.report.Svg.Anchor;
import dev.nextvec.stats.Estimate;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** What each change of the context costs, as dots with intervals. */
final class AblationPlot {
  /** Names in a line of the legend, and the space of a line. */
  private static final int NAMES = 3;

  private static final double LEGEND = 16;
  private static final double LINE = 9;

  private AblationPlot() {}

  /** Absent where a context of one leaves nothing to change. */
  static Optional<Chart> of(List<Diagnosis> diagnoses) {
    Diagnosis first = diagnoses.get(0);
    List<String> changes = first.order().changes();
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    List<Series> lines =
        new ModelColours(diagnoses).lines(AblationPlot::losses, List.of(Ridge.NAME));
    double row = 12 + LINE * lines.size();
    double above = 8 + LEGEND * Math.ceilDiv(lines.size(), NAMES);
    double bottom = above + row * changes.size();
    Scale x = scale(lines);
    Svg svg =
        new Svg(
            "order",
            "Loss by change of the context",
            "Paired losses of cosine with intervals; the axis is no loss.",
            Chart.WIDTH,
            bottom + 24);
    grid(svg, x, above, bottom);
    legend(svg, lines);
    for (int c = 0; c < changes.size(); c++) {
      double middle = above + row * c + row / 2;
      String name = Places.change(changes.get(c), first);
      svg.text("name", Chart.LABEL - 8, middle + 4, Anchor.END, name);
      for (int l = 0; l < lines.size(); l++) {
        double at = middle + (l - (lines.size() - 1) / 2.0) * LINE;
        dot(svg, lines.get(l), lines.get(l).points().get(c), x, at, l == 0);
      }
    }
    return Optional.of(
        new Chart(
            "order",
            "Order and influence: what does each change of the context cost?",
            "Mean cosine lost when the context is shuffled, reversed, replaced by its newest chunk,"
                + " or one chunk is replaced by the mean of the others; paired on the same windows."
                + " Left of the axis: the change helped. Figures: first row of each.",
            svg.end(),
            Optional.of(DiagnosisTables.order(first))));
  }

  private static Scale scale(List<Series> lines) {
    double[] ends = lines.stream().flatMapToDouble(AblationPlot::ends).toArray();
    return Scale.nice(
        Math.min(0, DoubleStream.of(ends).min().orElse(0)),
        Math.max(0.001, DoubleStream.of(ends).max().orElse(0)),
        4,
        Chart.LABEL,
        Chart.WIDTH - 58);
  }

  private static void grid(Svg svg, Scale x, double above, double bottom) {
    for (double tick : x.ticks()) {
      svg.line(tick == 0 ? "axis" : "grid", x.at(tick), above, x.at(tick), bottom);
      svg.text("tick", x.at(tick), bottom + 15, Anchor.MIDDLE, x.label(tick));
    }
  }

  private static List<Curve> losses(Diagnosis diagnosis) {
    return diagnosis.order().losses();
  }

  private static DoubleStream ends(Series line) {
    return line.points().stream()
        .flatMapToDouble(
            point ->
                point
                    .interval()
                    .map(ends -> DoubleStream.of(ends.low(), ends.high()))
                    .orElse(DoubleStream.of(point.value())));
  }

  private static void legend(Svg svg, List<Series> lines) {
    for (int l = 0; l < lines.size(); l++) {
      double at = l % NAMES * Chart.WIDTH / NAMES;
      double line = l / NAMES * LEGEND;
      svg.group(lines.get(l).style(), "");
      svg.circle("dot", at + 4, line + 9, 3);
      svg.text("tag", at + 12, line + 13, Anchor.START, Chart.label(lines.get(l).name()));
      svg.close();
    }
  }

  private static void dot(
      Svg svg, Series line, Estimate estimate, Scale x, double at, boolean first) {
    svg.group(line.style(), line.name() + ": " + LinePlot.told(estimate));
    estimate
        .interval()
        .ifPresent(ends -> svg.line("range", x.at(ends.low()), at, x.at(ends.high()), at));
    boolean shown = estimate.interval().filter(ends -> !ends.holds(0)).isPresent();
    svg.circle(shown ? "dot" : "dot hollow", x.at(estimate.value()), at, 3);
    if (first) {
      String text = Figures.difference(estimate.value());
      svg.text("value", Chart.WIDTH, at + 4, Anchor.END, text);
    }
    svg.close();
  }
}
