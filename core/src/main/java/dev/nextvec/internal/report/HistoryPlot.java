package dev.nextvec.internal.report;

import dev.nextvec.internal.report.Svg.Anchor;
import dev.nextvec.internal.report.Svg.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * The course of many trainings in one picture, with what they are to beat. A start far from all
 * that follows may leave the picture at its edge: it would flatten what matters.
 *
 * @param svg the picture
 * @param axes the part of it that is no line of a training
 * @param x from epochs to the picture's units
 * @param y from values to them
 */
public record HistoryPlot(String svg, String axes, Axis x, Axis y) {
  private static final double WIDTH = 960;
  private static final double HEIGHT = 340;
  private static final double LEFT = 52;
  private static final double RIGHT = WIDTH - 14;
  private static final double TOP = 14;
  private static final double BOTTOM = HEIGHT - 42;
  private static final int TICKS = 6;
  private static final String CLOSING = "</svg>";

  /** Which values an axis has at its ends, and where these are. */
  public record Axis(double low, double high, double from, double to) {
    private static Axis of(Scale scale) {
      return new Axis(scale.low(), scale.high(), scale.from(), scale.to());
    }
  }

  /**
   * One training.
   *
   * @param name shown when it is pointed at
   * @param style the colour's class
   * @param epochs where its points are
   * @param values as many
   */
  public record Line(String name, String style, List<Integer> epochs, List<Double> values) {
    public Line {
      epochs = List.copyOf(epochs);
      values = List.copyOf(values);
      if (epochs.size() != values.size()) {
        throw new IllegalArgumentException("`%s` has not a value for each epoch".formatted(name));
      }
    }
  }

  /**
   * A value to compare with.
   *
   * @param name of whose it is
   */
  public record Reference(String name, double value) {}

  /**
   * Draws.
   *
   * @param id unique in the page
   * @param measured what the values are
   * @param lowIsGood whether what leaves the picture is above, not below
   * @return a picture; without axes where there is no point yet
   */
  public static HistoryPlot of(
      String id,
      String measured,
      List<Line> lines,
      Optional<Reference> reference,
      boolean lowIsGood) {
    Svg svg =
        new Svg(
            id,
            measured + " by epoch",
            "One line for each training; the dashes are what the best baseline reaches.",
            WIDTH,
            HEIGHT);
    Scale x = epochs(lines);
    Scale y = values(lines, reference, lowIsGood);
    String before = svg.end();
    svg.group("axes", "");
    for (double tick : y.ticks()) {
      svg.line("grid", LEFT, y.at(tick), RIGHT, y.at(tick));
      svg.text("tick", LEFT - 8, y.at(tick) + 4, Anchor.END, y.label(tick));
    }
    for (double tick : x.ticks()) {
      svg.text("tick", x.at(tick), BOTTOM + 17, Anchor.MIDDLE, x.label(tick));
    }
    svg.text("label", (LEFT + RIGHT) / 2, HEIGHT - 6, Anchor.MIDDLE, "epoch");
    reference.ifPresent(
        best -> {
          svg.line("reference", LEFT, y.inside(best.value()), RIGHT, y.inside(best.value()));
          svg.group("sb", "");
          svg.text("tag", RIGHT, y.inside(best.value()) - 6, Anchor.END, best.name());
          svg.close();
        });
    svg.close();
    String whole = svg.end();
    int opening = before.length() - CLOSING.length();
    String axes = whole.substring(opening, whole.length() - CLOSING.length());
    svg.window("lines", LEFT, TOP - 4, RIGHT - LEFT + 4, BOTTOM - TOP + 8);
    for (Line line : lines) {
      svg.group("run " + line.style(), line.name());
      svg.polyline("curve", points(line, x, y));
      svg.close();
    }
    svg.endWindow();
    return new HistoryPlot(svg.end(), axes, Axis.of(x), Axis.of(y));
  }

  private static List<Point> points(Line line, Scale x, Scale y) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < line.epochs().size(); i++) {
      if (Double.isFinite(line.values().get(i))) {
        points.add(new Point(x.at(line.epochs().get(i)), y.at(line.values().get(i))));
      }
    }
    return points;
  }

  private static Scale epochs(List<Line> lines) {
    int last =
        lines.stream().flatMap(line -> line.epochs().stream()).mapToInt(e -> e).max().orElse(1);
    double step = Math.max(1, Scale.nice(0, Math.max(2, last), 10, 0, 1).step());
    return new Scale(0, Math.max(2, last), step, LEFT, RIGHT);
  }

  private static Scale values(List<Line> lines, Optional<Reference> reference, boolean lowIsGood) {
    double[] sorted =
        DoubleStream.concat(
                lines.stream().flatMap(line -> line.values().stream()).mapToDouble(v -> v),
                reference.stream().mapToDouble(Reference::value))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return Scale.nice(0, 1, TICKS, BOTTOM, TOP);
    }
    if (lowIsGood) {
      double[] turned = Arrays.stream(sorted).map(v -> -v).sorted().toArray();
      return Scale.nice(-turned[turned.length - 1], -low(turned), TICKS, BOTTOM, TOP);
    }
    return Scale.nice(low(sorted), sorted[sorted.length - 1], TICKS, BOTTOM, TOP);
  }

  private static double low(double[] ascending) {
    double high = ascending[ascending.length - 1];
    double quarter = ascending[ascending.length / 4];
    return Math.max(ascending[0], quarter - 0.5 * Math.max(high - quarter, 1e-3 * Math.abs(high)));
  }
}
