package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.diagnose.Errors.By;
import dev.nextvec.internal.diagnose.Errors.ErrorGroup;
import dev.nextvec.internal.diagnose.Errors.Grouping;
import dev.nextvec.internal.report.Svg.Anchor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Cosine of one model over groups of windows, with the linear average as a line in each bar. */
final class ErrorBars {
  private static final double ROW = 20;
  private static final double TOP = 20;

  private final Diagnosis diagnosis;
  private final String style;

  private ErrorBars(Diagnosis diagnosis, String style) {
    this.diagnosis = diagnosis;
    this.style = style;
  }

  /**
   * @param style the model's colour
   */
  static Chart of(Diagnosis diagnosis, String style) {
    return new ErrorBars(diagnosis, style).chart();
  }

  private Chart chart() {
    List<Grouping> groupings = diagnosis.errors().groupings();
    double block = TOP + 5 * ROW + 12;
    Svg svg =
        new Svg(
            "errors-" + style,
            "Cosine by kind of window",
            "Bars from zero: cosine of " + diagnosis.name() + " in fifths of the test windows.",
            Chart.WIDTH,
            block * groupings.size() + 16);
    double lowest =
        groupings.stream()
            .flatMap(grouping -> grouping.groups().stream())
            .mapToDouble(group -> group.cosine().value())
            .min()
            .orElse(0);
    Scale x = Scale.nice(Math.min(0, lowest), 1, 5, Chart.LABEL, Chart.WIDTH - 52);
    for (int g = 0; g < groupings.size(); g++) {
      block(svg, groupings.get(g), x, g * block);
    }
    for (double tick : x.ticks()) {
      double bottom = block * groupings.size();
      svg.text("tick", x.at(tick), bottom + 4, Anchor.MIDDLE, x.label(tick));
    }
    return new Chart(
        "errors-" + style,
        "Errors: where is %s right, where wrong?".formatted(diagnosis.name()),
        "Mean cosine with intervals over documents; the dark line in a bar is the linear average"
            + " on the same windows. Low cosine after a topic shift is the nature of the windows,"
            + " not of the model: look at the distance to the line.",
        svg.end(),
        Optional.of(DiagnosisTables.errors(diagnosis)));
  }

  private void block(Svg svg, Grouping grouping, Scale x, double top) {
    svg.text("label", 0, top + 12, Anchor.START, title(grouping.by()));
    for (double tick : x.ticks()) {
      double bottom = top + TOP + 5 * ROW;
      svg.line(tick == 0 ? "axis" : "grid", x.at(tick), top + TOP, x.at(tick), bottom);
    }
    for (int i = 0; i < grouping.groups().size(); i++) {
      ErrorGroup group = grouping.groups().get(i);
      double at = top + TOP + i * ROW;
      double value = group.cosine().value();
      svg.group(style, tooltip(grouping.by(), group));
      svg.rectangle("hit", 0, at, Chart.WIDTH, ROW);
      svg.text("name", Chart.LABEL - 8, at + 14, Anchor.END, name(grouping.by(), group));
      double from = Math.min(x.at(0), x.at(value));
      svg.rectangle("fill", from, at + 4, Math.abs(x.at(value) - x.at(0)), ROW - 8);
      group
          .cosine()
          .interval()
          .ifPresent(
              ends ->
                  svg.line(
                      "whisker", x.inside(ends.low()), at + 10, x.inside(ends.high()), at + 10));
      double average = x.inside(value - group.lead().value());
      svg.line("median", average, at + 2, average, at + ROW - 2);
      svg.text("value", Chart.WIDTH, at + 14, Anchor.END, Figures.cosine(value));
      svg.close();
    }
  }

  static String title(By by) {
    return switch (by) {
      case COHERENCE -> "coherence of the context: mean cosine of its pairs";
      case SHIFT -> "topic shift: 1 \u2212 cosine of newest chunk and target";
      case PLACE -> "place in the document";
    };
  }

  static String name(By by, ErrorGroup group) {
    return switch (by) {
      case COHERENCE, SHIFT ->
          String.format(Locale.ROOT, "%.2f to %.2f", group.low(), group.high())
              .replace('-', '\u2212');
      case PLACE ->
          List.of("first fifth", "second", "third", "fourth", "last fifth")
              .get((int) (5 * group.low()));
    };
  }

  private static String tooltip(By by, ErrorGroup group) {
    return "%s: cosine %s, lead over the linear average %s"
        .formatted(
            title(by),
            LinePlot.told(group.cosine()),
            group
                .lead()
                .interval()
                .map(
                    ends ->
                        Figures.difference(ends.low()) + " to " + Figures.difference(ends.high()))
                .orElse(Figures.difference(group.lead().value())));
  }
}
