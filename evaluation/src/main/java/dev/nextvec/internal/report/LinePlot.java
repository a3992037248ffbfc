package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.report.Svg.Anchor;
import dev.nextvec.internal.report.Svg.Point;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Estimates along an axis as lines with intervals, named at their right ends. */
final class LinePlot {
  private static final double HEIGHT = 270;
  private static final double LEFT = 46;
  private static final double RIGHT = Chart.WIDTH - 116;
  private static final double TOP = 12;
  private static final double BOTTOM = HEIGHT - 48;
  private static final double NAME = 14;

  private final String title;
  private final List<String> places;
  private final List<Series> series;
  private final Scale y;

  /**
   * One line.
   *
   * @param style the colour's class
   * @param dotted drawn as dots
   */
  record Series(String name, String style, boolean dotted, List<Estimate> points) {}

  /**
   * A plot whose axis begins near the least value.
   *
   * @param places name of each place on the axis; a second line follows a line break
   */
  LinePlot(String title, List<String> places, List<Series> series) {
    this(title, places, series, false);
  }

  /**
   * @param fromZero whether the axis holds zero: for shares and amounts, whose differences mean
   *     little beside their size
   */
  LinePlot(String title, List<String> places, List<Series> series, boolean fromZero) {
    this.title = title;
    this.places = places;
    this.series = series;
    double[] values =
        series.stream()
            .flatMap(line -> line.points().stream())
            .flatMapToDouble(
                point ->
                    point
                        .interval()
                        .map(ends -> DoubleStream.of(ends.low(), ends.high()))
                        .orElse(DoubleStream.of(point.value())))
            .toArray();
    double low = DoubleStream.of(values).min().orElse(0);
    double high = DoubleStream.of(values).max().orElse(1);
    this.y =
        fromZero
            ? Scale.nice(Math.min(0, low), Math.max(0, high), 5, BOTTOM, TOP)
            : Scale.nice(low, high, 5, BOTTOM, TOP);
  }

  private double x(int place) {
    double step = (RIGHT - LEFT - 24) / Math.max(1, places.size() - 1);
    return LEFT + 12 + place * step;
  }

  /**
   * Draws.
   *
   * @param shadedFrom first place of the shaded zone
   * @param shadedTo last place of it; less than the first for none
   * @param marked a place with a line through it; -1 for none
   * @param axis what the places are
   */
  String draw(
      String id, String description, int shadedFrom, int shadedTo, int marked, String axis) {
    Svg svg = new Svg(id, title, description, Chart.WIDTH, HEIGHT);
    if (shadedTo >= shadedFrom) {
      double half = (x(1) - x(0)) / 2;
      double from = Math.max(LEFT, x(shadedFrom) - half);
      svg.rectangle("zone", from, TOP, x(shadedTo) + half - from, BOTTOM - TOP);
    }
    for (double tick : y.ticks()) {
      svg.line(tick == 0 ? "axis" : "grid", LEFT, y.at(tick), RIGHT, y.at(tick));
      svg.text("tick", LEFT - 6, y.at(tick) + 4, Anchor.END, y.label(tick));
    }
    if (marked >= 0) {
      svg.line("reference", x(marked), TOP, x(marked), BOTTOM);
    }
    for (int p = 0; p < places.size(); p++) {
      String[] lines = places.get(p).split("\n", 2);
      for (int l = 0; l < lines.length; l++) {
        svg.text("tick", x(p), BOTTOM + 15 + 12 * l, Anchor.MIDDLE, lines[l]);
      }
    }
    svg.text("label", (LEFT + RIGHT) / 2, HEIGHT - 4, Anchor.MIDDLE, axis);
    for (int s = series.size() - 1; s >= 0; s--) { // the first lies on top
      line(svg, series.get(s), (s - (series.size() - 1) / 2.0) * 2.5);
    }
    names(svg);
    return svg.end();
  }

  private void line(Svg svg, Series line, double aside) {
    svg.group(line.style(), "");
    List<Point> points = new ArrayList<>();
    for (int p = 0; p < line.points().size(); p++) {
      points.add(new Point(x(p), y.at(line.points().get(p).value())));
    }
    svg.polyline(line.dotted() ? "curve dotted" : "curve", points);
    for (int p = 0; p < line.points().size(); p++) {
      Estimate estimate = line.points().get(p);
      double at = x(p) + aside;
      svg.group("", line.name() + ", " + places.get(p).replace('\n', ' ') + ": " + told(estimate));
      estimate
          .interval()
          .ifPresent(ends -> svg.line("range", at, y.at(ends.low()), at, y.at(ends.high())));
      svg.circle("dot", x(p), y.at(estimate.value()), 2.2);
      svg.close();
    }
    svg.close();
  }

  static String told(Estimate estimate) {
    return Figures.cosine(estimate.value())
        + estimate.interval().map(ends -> " (" + told(ends) + ")").orElse("");
  }

  private static String told(Interval ends) {
    return Figures.cosine(ends.low()) + " to " + Figures.cosine(ends.high());
  }

  /** Beside the last points, moved apart where they would cover each other. */
  private void names(Svg svg) {
    List<Integer> order =
        IntStream.range(0, series.size())
            .boxed()
            .filter(s -> !series.get(s).points().isEmpty())
            .sorted(Comparator.comparingDouble(s -> -series.get(s).points().getLast().value()))
            .toList();
    double lowest = BOTTOM - NAME * (order.size() - 1);
    double next = TOP;
    for (int i = 0; i < order.size(); i++) {
      Series line = series.get(order.get(i));
      double wanted = y.at(line.points().getLast().value());
      double at = Math.max(next, Math.min(wanted, lowest + NAME * i));
      next = at + NAME;
      svg.group(line.style(), "");
      svg.text("tag", RIGHT + 4, at + 4, Anchor.START, Chart.label(line.name()));
      svg.close();
    }
  }
}
