package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.examine.Examination;
import dev.nextvec.internal.examine.Sequence;
import dev.nextvec.internal.examine.Sequence.Lag;
import dev.nextvec.internal.examine.Spectrum;
import dev.nextvec.internal.examine.VectorHealth.Norms;
import dev.nextvec.internal.report.Svg.Anchor;
import dev.nextvec.internal.report.Svg.Point;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The pictures of an examination. */
final class DiagnosisCharts {
  static final double HEIGHT = 260;
  static final double LEFT = 48;
  static final double RIGHT = Chart.WIDTH - 14;
  static final double TOP = 14;
  static final double BOTTOM = HEIGHT - 40;

  private DiagnosisCharts() {}

  static List<Chart> of(Examination diagnosis) {
    List<Chart> charts = new ArrayList<>();
    diagnosis.sequence().filter(s -> !s.lags().isEmpty()).ifPresent(s -> charts.add(lags(s)));
    diagnosis
        .curve()
        .filter(curve -> curve.points().size() > 1)
        .ifPresent(curve -> charts.add(LearningCurveChart.of(curve, diagnosis.ceiling())));
    diagnosis
        .sequence()
        .filter(s -> !s.coherence().isEmpty())
        .ifPresent(s -> charts.add(coherence(s)));
    diagnosis.spectrum().filter(s -> !s.shares().isEmpty()).ifPresent(s -> charts.add(spectrum(s)));
    charts.add(norms(diagnosis.health().norms()));
    return charts;
  }

  /** Horizontal lines with their values. */
  static void levels(Svg svg, Scale y) {
    for (double tick : y.ticks()) {
      svg.line("grid", LEFT, y.at(tick), RIGHT, y.at(tick));
      svg.text("tick", LEFT - 6, y.at(tick) + 4, Anchor.END, y.label(tick));
    }
  }

  static void axisName(Svg svg, String name) {
    svg.text("label", (LEFT + RIGHT) / 2, HEIGHT - 6, Anchor.MIDDLE, name);
  }

  private static Chart lags(Sequence sequence) {
    List<Lag> lags = sequence.lags();
    Scale x = new Scale(0.5, lags.size() + 0.5, 1, LEFT, RIGHT);
    Scale y = cosines(sequence);
    Svg svg =
        new Svg(
            "lags",
            "Cosine by distance",
            "Falls from %s for neighbours to %s at distance %d; in random order it is %s."
                .formatted(
                    Figures.cosine(lags.get(0).cosine().value()),
                    Figures.cosine(lags.get(lags.size() - 1).cosine().value()),
                    lags.size(),
                    Figures.cosine(lags.get(0).shuffled())),
            Chart.WIDTH,
            HEIGHT);
    levels(svg, y);
    band(svg, lags, x, y);
    double others = y.at(sequence.otherDocuments());
    svg.line("reference", LEFT, others, RIGHT, others);
    svg.group("sb", "");
    svg.text("tag", RIGHT, others - 5, Anchor.END, "different documents");
    Lag last = lags.get(lags.size() - 1);
    svg.text("tag", RIGHT, y.at(last.shuffled()) + 15, Anchor.END, "random order");
    svg.close();
    svg.group("s0", "");
    svg.polyline(
        "curve",
        lags.stream().map(lag -> new Point(x.at(lag.k()), y.at(lag.cosine().value()))).toList());
    svg.close();
    lags.forEach(lag -> lag(svg, lag, x, y));
    axisName(svg, "chunks apart");
    return new Chart(
        "lags",
        "How alike chunks k apart are",
        "Mean cosine within documents, with 95 %% intervals. Grey band: 95 %% of %d random orders of the chunks of every document are inside it at every distance; where the curve is above it, order carries something. Dashes: chunks of different documents."
            .formatted(sequence.shuffles()),
        svg.end(),
        Optional.of(ExaminationTables.lags(sequence)));
  }

  private static Scale cosines(Sequence sequence) {
    double low = sequence.otherDocuments();
    double high = 0;
    for (Lag lag : sequence.lags()) {
      low = Math.min(low, Math.min(lag.low(), bottom(lag)));
      high = Math.max(high, Math.max(lag.high(), top(lag)));
    }
    return Scale.nice(low, high, 5, BOTTOM, TOP);
  }

  private static void band(Svg svg, List<Lag> lags, Scale x, Scale y) {
    List<Point> outline = new ArrayList<>();
    List<Point> back = new ArrayList<>();
    for (Lag lag : lags) {
      outline.add(new Point(x.at(lag.k()), Math.min(y.at(lag.high()), y.at(lag.shuffled()) - 1.5)));
      back.add(new Point(x.at(lag.k()), Math.max(y.at(lag.low()), y.at(lag.shuffled()) + 1.5)));
    }
    Collections.reverse(back);
    outline.addAll(back);
    svg.group("sb", "").polygon("ridge", outline).close();
  }

  private static void lag(Svg svg, Lag lag, Scale x, Scale y) {
    double at = x.at(lag.k());
    svg.group(
        "s0",
        "%d apart: %s; random order %s"
            .formatted(
                lag.k(), Figures.cosine(lag.cosine().value()), Figures.cosine(lag.shuffled())));
    svg.rectangle("hit", at - 14, TOP, 28, BOTTOM - TOP);
    svg.line("whisker", at, y.at(bottom(lag)), at, y.at(top(lag)));
    svg.circle("dot", at, y.at(lag.cosine().value()), 3);
    svg.text("tick", at, BOTTOM + 15, Anchor.MIDDLE, Integer.toString(lag.k()));
    svg.close();
  }

  private static double bottom(Lag lag) {
    return lag.cosine().interval().map(ends -> ends.low()).orElse(lag.cosine().value());
  }

  private static double top(Lag lag) {
    return lag.cosine().interval().map(ends -> ends.high()).orElse(lag.cosine().value());
  }

  private static Chart coherence(Sequence sequence) {
    double rowHeight = 44;
    double bottom = TOP + rowHeight * sequence.coherence().size();
    double[] values =
        sequence.coherence().stream()
            .flatMapToDouble(
                part ->
                    part.cosine()
                        .interval()
                        .map(ends -> DoubleStream.of(ends.low(), ends.high()))
                        .orElse(DoubleStream.of(part.cosine().value())))
            .sorted()
            .toArray();
    Scale x =
        Scale.nice(values[0], values[values.length - 1], 4, Chart.LABEL - 20, Chart.WIDTH - 62);
    Svg svg =
        new Svg(
            "coherence",
            "Cosine of neighbours by part",
            "Training, validation and test, with 95 % intervals.",
            Chart.WIDTH,
            bottom + 24);
    for (double tick : x.ticks()) {
      svg.line("grid", x.at(tick), TOP, x.at(tick), bottom);
      svg.text("tick", x.at(tick), bottom + 15, Anchor.MIDDLE, x.label(tick));
    }
    for (int i = 0; i < sequence.coherence().size(); i++) {
      part(svg, sequence.coherence().get(i), "s" + i, x, TOP + (i + 0.5) * rowHeight);
    }
    return new Chart(
        "coherence",
        "Are the parts of the split alike?",
        "Mean cosine of neighbouring chunks in each part, with 95 % intervals over documents.",
        svg.end(),
        Optional.empty());
  }

  private static void part(
      Svg svg, Sequence.PartCoherence part, String style, Scale x, double middle) {
    double value = part.cosine().value();
    svg.group(style, part.part() + ": " + Figures.cosine(value));
    svg.text("name", Chart.LABEL - 32, middle + 4, Anchor.END, part.part());
    part.cosine()
        .interval()
        .ifPresent(
            ends -> svg.line("range", x.inside(ends.low()), middle, x.inside(ends.high()), middle));
    svg.circle("dot", x.inside(value), middle, 4);
    svg.text("value", Chart.WIDTH, middle + 4, Anchor.END, Figures.cosine(value));
    svg.close();
  }

  private static Chart spectrum(Spectrum spectrum) {
    int components = spectrum.shares().size();
    Scale x = Scale.nice(0, components, 5, LEFT, RIGHT);
    Scale y = new Scale(0, 1, 0.25, BOTTOM, TOP);
    List<Point> points = held(spectrum, x, y);
    Svg svg =
        new Svg(
            "spectrum",
            "Variance held by the first components",
            "%d of %d components hold 90 %%.".formatted(spectrum.components90(), components),
            Chart.WIDTH,
            HEIGHT);
    levels(svg, y);
    for (double tick : x.ticks()) {
      svg.text("tick", x.at(tick), BOTTOM + 15, Anchor.MIDDLE, x.label(tick));
    }
    double at = x.at(spectrum.components90());
    svg.line("reference", at, y.at(0.9), at, BOTTOM);
    svg.group("s2", "").polyline("curve", points).circle("dot", at, y.at(0.9), 3.5);
    boolean right = at < (LEFT + RIGHT) / 2;
    svg.text(
        "tag",
        right ? at + 8 : at - 8,
        y.at(0.45),
        right ? Anchor.START : Anchor.END,
        "90 % in " + spectrum.components90());
    svg.close();
    axisName(svg, "principal components");
    return new Chart(
        "spectrum",
        "In how many directions vectors differ",
        "Share of the variance held by the first principal components. Effective dimension (participation ratio): %s of %d."
            .formatted(Figures.significant(spectrum.effectiveDimension()), components),
        svg.end(),
        Optional.empty());
  }

  /** What the first components hold together, at as many places as can be seen apart. */
  private static List<Point> held(Spectrum spectrum, Scale x, Scale y) {
    int components = spectrum.shares().size();
    List<Point> points = new ArrayList<>(List.of(new Point(x.at(0), y.at(0))));
    double held = 0;
    for (int i = 0; i < components; i++) {
      held += spectrum.shares().get(i);
      if (i < 20 || i % Math.max(1, components / 200) == 0 || i == components - 1) {
        points.add(new Point(x.at(i + 1), y.inside(held)));
      }
    }
    return points;
  }

  private static Chart norms(Norms norms) {
    double first = norms.edges().get(0);
    double last = norms.edges().get(norms.edges().size() - 1);
    long most = norms.counts().stream().mapToLong(Long::longValue).max().orElse(1);
    double around = Math.max(0, 2 * Norms.UNIT - (last - first)) / 2; // equal lengths, too
    Scale x = Scale.nice(first - around, last + around, 3, LEFT, RIGHT - 12);
    Scale y = Scale.nice(0, most, 4, BOTTOM, TOP);
    Svg svg =
        new Svg(
            "norms",
            "Lengths of the vectors",
            "From %s to %s.".formatted(first, last),
            Chart.WIDTH,
            HEIGHT);
    for (double tick : y.ticks()) {
      svg.line("grid", LEFT, y.at(tick), RIGHT, y.at(tick));
      svg.text("tick", LEFT - 6, y.at(tick) + 4, Anchor.END, Figures.compact(tick));
    }
    for (double tick : x.ticks()) {
      svg.text("tick", x.at(tick), BOTTOM + 15, Anchor.MIDDLE, x.label(tick));
    }
    for (int i = 0; i < norms.counts().size(); i++) {
      double from = x.at(norms.edges().get(i));
      double to = x.at(norms.edges().get(i + 1));
      double top = y.at(norms.counts().get(i));
      svg.group("s5", Figures.counted(norms.counts().get(i), "vector"));
      svg.rectangle("fill", from, top, Math.max(2, to - from - 0.8), BOTTOM - top);
      svg.close();
    }
    axisName(svg, "length");
    return new Chart(
        "norms",
        "How long vectors are",
        "Number of vectors by length; %s are not of length 1 (to within %s)."
            .formatted(Figures.share(norms.offUnitShare()), Norms.UNIT),
        svg.end(),
        Optional.empty());
  }
}
