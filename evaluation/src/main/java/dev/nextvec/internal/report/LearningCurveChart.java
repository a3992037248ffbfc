package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.examine.Ceiling;
import dev.nextvec.internal.examine.LearningCurve;
import dev.nextvec.internal.report.Svg.Anchor;
import dev.nextvec.internal.report.Svg.Point;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Validation cosine by number of training windows, doubling to the right. */
final class LearningCurveChart {
  private LearningCurveChart() {}

  static Chart of(LearningCurve curve, Optional<Ceiling> ceiling) {
    List<LearningCurve.CurvePoint> points = curve.points();
    Optional<Double> linear =
        ceiling.flatMap(c -> c.score("linear average")).map(score -> score.cosine().value());
    Scale x =
        new Scale(
            log(points.get(0)) - 0.15,
            log(points.get(points.size() - 1)) + 0.15,
            1,
            DiagnosisCharts.LEFT,
            DiagnosisCharts.RIGHT);
    Scale y = cosines(points, linear);
    Svg svg =
        new Svg(
            "curve",
            "Validation cosine by training windows",
            "Learned average and ridge at %d sizes.".formatted(points.size()),
            Chart.WIDTH,
            DiagnosisCharts.HEIGHT);
    DiagnosisCharts.levels(svg, y);
    for (LearningCurve.CurvePoint point : points) {
      String size = Figures.compact(point.windows());
      svg.text("tick", x.at(log(point)), DiagnosisCharts.BOTTOM + 15, Anchor.MIDDLE, size);
    }
    linear.ifPresent(value -> linear(svg, y.inside(value)));
    line(svg, "s1", "learned average", points, x, y, p -> Optional.of(p.learnedAverage()));
    line(svg, "s0", "ridge", points, x, y, LearningCurve.CurvePoint::ridge);
    DiagnosisCharts.axisName(svg, "training windows");
    return new Chart(
        "curve",
        "What more windows bring",
        "Validation cosine of closed forms fitted on parts of the training documents, each twice as"
            + " large as the one before."
            + curve.outlook().map(LearningCurveChart::outlook).orElse(""),
        svg.end(),
        Optional.empty());
  }

  private static Scale cosines(List<LearningCurve.CurvePoint> points, Optional<Double> linear) {
    DoubleSummaryStatistics values =
        points.stream()
            .flatMap(p -> Stream.concat(Stream.of(p.learnedAverage()), p.ridge().stream()))
            .mapToDouble(Double::doubleValue)
            .summaryStatistics();
    double low = Math.min(values.getMin(), linear.orElse(values.getMin()));
    double high = Math.max(values.getMax(), low + 0.005);
    return Scale.nice(low, high, 5, DiagnosisCharts.BOTTOM, DiagnosisCharts.TOP);
  }

  private static String outlook(LearningCurve.Outlook outlook) {
    return " A power law through %s's points ends at %s (90 %% of fits: %s to %s)."
        .formatted(
            outlook.predictor(),
            Figures.cosine(outlook.limit().middle()),
            Figures.cosine(outlook.limit().low()),
            Figures.cosine(outlook.limit().high()));
  }

  private static void linear(Svg svg, double at) {
    svg.line("reference", DiagnosisCharts.LEFT, at, DiagnosisCharts.RIGHT, at);
    svg.group("sb", "");
    svg.text("tag", DiagnosisCharts.RIGHT, at - 5, Anchor.END, "linear average");
    svg.close();
  }

  private static void line(
      Svg svg,
      String style,
      String name,
      List<LearningCurve.CurvePoint> points,
      Scale x,
      Scale y,
      Function<LearningCurve.CurvePoint, Optional<Double>> value) {
    List<LearningCurve.CurvePoint> known =
        points.stream().filter(p -> value.apply(p).isPresent()).toList();
    if (known.isEmpty()) {
      return;
    }
    svg.group(style, "");
    svg.polyline(
        "curve",
        known.stream()
            .map(p -> new Point(x.at(log(p)), y.inside(value.apply(p).orElseThrow())))
            .toList());
    for (LearningCurve.CurvePoint point : known) {
      double cosine = value.apply(point).orElseThrow();
      svg.group("", name + ", " + Figures.count(point.windows()) + ": " + Figures.cosine(cosine));
      svg.circle("dot", x.at(log(point)), y.inside(cosine), 3.5);
      svg.close();
    }
    double last = y.inside(value.apply(known.get(known.size() - 1)).orElseThrow());
    svg.text(
        "tag",
        x.at(log(known.get(known.size() - 1))) - 8,
        style.equals("s0") ? last - 6 : last + 16,
        Anchor.END,
        name);
    svg.close();
  }

  private static double log(LearningCurve.CurvePoint point) {
    return Math.log(point.windows()) / Math.log(2);
  }
}
