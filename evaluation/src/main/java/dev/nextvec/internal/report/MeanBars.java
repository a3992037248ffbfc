package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.RetrievalStatistics;
import dev.nextvec.compare.Row;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.report.Svg.Anchor;
import dev.nextvec.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Means of the rows as bars from zero, with intervals. */
final class MeanBars {
  private static final double ROW = 27;
  private static final double TOP = 8;
  private static final double VALUE = 52;

  private MeanBars() {}

  /** A row with the mean that is drawn. */
  private record Bar(Row row, double value, Optional<Interval> interval) {}

  /** Mean test cosine. */
  static Chart cosine(Comparison comparison) {
    List<Bar> bars =
        comparison.rows().stream()
            .map(row -> new Bar(row, row.cosine().value(), row.cosine().interval()))
            .toList();
    return chart(
        comparison,
        bars,
        "bars",
        "Test cosine",
        "Mean cosine between prediction and true next vector. ");
  }

  /** How often the true next chunk comes first; absent where no row was ranked. */
  static Optional<Chart> retrieval(Comparison comparison) {
    RetrievalStatistics test = comparison.retrieval().get(Pool.TEST.ordinal());
    List<Bar> bars = new ArrayList<>();
    for (Row row : comparison.rows()) {
      test.mean(row.name(), RetrievalMetric.RECALL_1)
          .ifPresent(mean -> bars.add(new Bar(row, mean.value(), mean.interval())));
    }
    bars.sort(Comparator.comparingDouble(Bar::value).reversed());
    return bars.isEmpty()
        ? Optional.empty()
        : Optional.of(
            chart(
                comparison,
                bars,
                "recall",
                "Finds the next chunk first (R@1)",
                "Share of test windows whose true next chunk is nearest to the prediction, of all"
                    + " chunks of the test documents. "));
  }

  private static Chart chart(
      Comparison comparison, List<Bar> bars, String id, String title, String caption) {
    Palette palette = new Palette(comparison);
    double bottom = TOP + bars.size() * ROW;
    double lowest = bars.stream().mapToDouble(Bar::value).min().orElse(0);
    Bar best = bars.get(0);
    Scale x =
        Scale.nice(
            lowest < -0.02 ? lowest : 0,
            Math.max(best.value(), 0.1),
            5,
            Chart.LABEL,
            Chart.WIDTH - VALUE);
    Svg svg =
        new Svg(
            id,
            title + " of every model",
            "Bars from zero with confidence intervals; highest is %s at %s."
                .formatted(best.row().name(), Figures.cosine(best.value())),
            Chart.WIDTH,
            bottom + 24);
    for (double tick : x.ticks()) {
      svg.line(tick == 0 ? "axis" : "grid", x.at(tick), TOP, x.at(tick), bottom);
      svg.text("tick", x.at(tick), bottom + 15, Anchor.MIDDLE, x.label(tick));
    }
    for (int i = 0; i < bars.size(); i++) {
      bar(svg, bars.get(i), palette, x, TOP + i * ROW);
    }
    return new Chart(
        id,
        title,
        caption
            + "Whiskers: interval over documents and, where there are several, seeds. Networks in"
            + " colour, baselines grey.",
        svg.end(comparison.standing()),
        Optional.empty());
  }

  private static void bar(Svg svg, Bar bar, Palette palette, Scale x, double top) {
    Row row = bar.row();
    double value = bar.value();
    Optional<Interval> interval = bar.interval();
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
