package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.internal.report.Svg.Anchor;
import dev.nextvec.stats.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Accuracy against the time of one prediction; the area of a bubble is the parameter count. */
final class LatencyPlane {
  private static final double HEIGHT = 320;
  private static final double LEFT = 44;
  private static final double RIGHT = 12;
  private static final double TOP = 12;
  private static final double BOTTOM = HEIGHT - 44;
  private static final double LARGEST = 26;
  private static final double SMALLEST = 4;

  private final List<Row> rows;
  private final List<Row> omitted;
  private final Palette palette;
  private final Scale x;
  private final Scale y;
  private final double mostParameters;
  private final TestDomain standing;

  private LatencyPlane(Comparison comparison) {
    this.standing = comparison.standing();
    List<Row> timed =
        comparison.rows().stream().filter(row -> row.run().speed().isPresent()).toList();
    double floor = floor(comparison);
    this.rows = timed.stream().filter(row -> row.cosine().value() >= floor).toList();
    this.omitted = timed.stream().filter(row -> row.cosine().value() < floor).toList();
    this.palette = new Palette(comparison);
    double fastest = rows.stream().mapToDouble(LatencyPlane::latency).min().orElse(0.1);
    double slowest = rows.stream().mapToDouble(LatencyPlane::latency).max().orElse(1);
    this.x =
        new Scale(
            Math.log10(fastest) - 0.35,
            Math.max(Math.log10(slowest), Math.log10(fastest) + 0.6) + 0.45,
            1,
            LEFT,
            Chart.WIDTH - RIGHT);
    double low = rows.stream().mapToDouble(row -> row.cosine().value()).min().orElse(0);
    double high = rows.stream().mapToDouble(row -> row.cosine().value()).max().orElse(1);
    double pad = Math.max(0.15 * (high - low), 0.004);
    this.y = Scale.nice(low - pad, high + pad, 5, BOTTOM, TOP);
    this.mostParameters =
        Math.max(1, rows.stream().mapToLong(row -> row.knownCost().parameters()).max().orElse(1));
  }

  /** Absent where no speed was measured. */
  static Optional<Chart> of(Comparison comparison) {
    LatencyPlane plane = new LatencyPlane(comparison);
    return plane.rows.isEmpty() ? Optional.empty() : Optional.of(plane.chart());
  }

  /** Rows far below the worst network and the linear average would flatten the picture. */
  private static double floor(Comparison comparison) {
    double linear = comparison.linearAverage().cosine().value();
    double worst =
        comparison.networks().stream()
            .mapToDouble(row -> row.cosine().value())
            .min()
            .orElse(linear);
    double best = comparison.rows().get(0).cosine().value();
    return Math.min(worst, linear) - Math.max(0.02, best - Math.min(worst, linear));
  }

  private Chart chart() {
    Svg svg =
        new Svg(
            "plane",
            "Accuracy and latency",
            "Test cosine against the median time of one prediction on a logarithmic axis.",
            Chart.WIDTH,
            HEIGHT);
    axes(svg);
    List<Row> largestFirst =
        rows.stream().sorted(Comparator.comparingDouble(this::radius).reversed()).toList();
    largestFirst.forEach(row -> bubble(svg, row));
    Labels labels = new Labels(LEFT, Chart.WIDTH - RIGHT, TOP, BOTTOM);
    rows.forEach(row -> labels.avoid(px(row), py(row), radius(row)));
    rows.forEach(
        row -> labels.place(svg, palette.of(row), row.name(), px(row), py(row), radius(row)));
    String missing =
        omitted.isEmpty()
            ? ""
            : " Too low for the picture: "
                + omitted.stream()
                    .map(row -> row.name() + " " + Figures.cosine(row.cosine().value()))
                    .collect(Collectors.joining(", "))
                + ".";
    return new Chart(
        "plane",
        "Accuracy and latency",
        "Up and to the left is better. Area: parameters. Vertical line: interval over documents."
            + missing,
        svg.end(standing),
        Optional.empty());
  }

  private void axes(Svg svg) {
    for (double tick : y.ticks()) {
      svg.line("grid", LEFT, y.at(tick), Chart.WIDTH - RIGHT, y.at(tick));
      svg.text("tick", LEFT - 6, y.at(tick) + 4, Anchor.END, y.label(tick));
    }
    for (double value : decades()) {
      double at = x.at(Math.log10(value));
      svg.line("grid", at, TOP, at, BOTTOM);
      svg.text("tick", at, BOTTOM + 15, Anchor.MIDDLE, plain(value));
    }
    svg.line("axis", LEFT, BOTTOM, Chart.WIDTH - RIGHT, BOTTOM);
    svg.text(
        "label",
        (LEFT + Chart.WIDTH - RIGHT) / 2,
        BOTTOM + 34,
        Anchor.MIDDLE,
        standing.ofOneModel("milliseconds per prediction (batch 1, median)"));
  }

  private void bubble(Svg svg, Row row) {
    svg.group(
        palette.of(row),
        "%s: cosine %s, %s ms, %s parameters"
            .formatted(
                row.name(),
                Figures.cosine(row.cosine().value()),
                Figures.milliseconds(latency(row)),
                Figures.count(row.knownCost().parameters())));
    Optional<Interval> interval = row.cosine().interval();
    interval.ifPresent(
        ends -> svg.line("thin", px(row), y.inside(ends.low()), px(row), y.inside(ends.high())));
    svg.circle("bubble", px(row), py(row), radius(row));
    svg.circle("dot", px(row), py(row), 2.5);
    svg.close();
  }

  /** 1, 2, 5 and 10 times powers of ten where few fit, otherwise powers of ten alone. */
  private List<Double> decades() {
    boolean fine = x.high() - x.low() < 2.2;
    List<Double> values = new ArrayList<>();
    for (int power = (int) Math.floor(x.low()); power <= Math.ceil(x.high()); power++) {
      for (double factor : fine ? new double[] {1, 2, 5} : new double[] {1}) {
        double value = factor * Math.pow(10, power);
        if (Math.log10(value) >= x.low() && Math.log10(value) <= x.high()) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }

  private double px(Row row) {
    return x.at(Math.log10(latency(row)));
  }

  private double py(Row row) {
    return y.at(row.cosine().value());
  }

  private double radius(Row row) {
    double share = row.knownCost().parameters() / mostParameters;
    return Math.max(SMALLEST, LARGEST * Math.sqrt(share));
  }

  private static double latency(Row row) {
    return Math.max(1e-5, row.run().speed().orElseThrow().latency().p50());
  }
}
