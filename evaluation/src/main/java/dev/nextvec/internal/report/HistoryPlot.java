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
 * <p>What is drawn is made when it is asked for: who has the lines already needs the axes alone.
 */
public final class HistoryPlot {
  private static final double LEFT = 50;
  private static final double MARGIN = 14;
  private static final double BELOW = 42;
  private static final String CLOSING = "</svg>";

  /** How large a picture is, in its own units: near those of the screen it is shown on. */
  public enum Size {
    /** For a desktop. */
    WIDE(960, 350, 10),
    /** For a phone. */
    NARROW(380, 290, 5);

    private final double width;
    private final double height;
    private final int ticks;

    Size(double width, double height, int ticks) {
      this.width = width;
      this.height = height;
      this.ticks = ticks;
    }

    private double right() {
      return width - MARGIN;
    }

    private double bottom() {
      return height - BELOW;
    }
  }

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

  private final String id;
  private final String measured;
  private final List<Line> lines;
  private final Optional<Reference> reference;
  private final Size size;
  private final Scale x;
  private final Scale y;

  /**
   * A picture.
   *
   * @param id unique in the page
   * @param measured what the values are
   * @param lowIsGood whether what leaves the picture is above, not below
   */
  public HistoryPlot(
      String id,
      String measured,
      List<Line> lines,
      Optional<Reference> reference,
      boolean lowIsGood,
      Size size) {
    this.id = id;
    this.measured = measured;
    this.lines = List.copyOf(lines);
    this.reference = reference;
    this.size = size;
    this.x = epochs(lines, size);
    this.y = values(lines, reference, lowIsGood, size.bottom());
  }

  /** From epochs to the picture's units. */
  public Axis x() {
    return Axis.of(x);
  }

  /** From values to the picture's units. */
  public Axis y() {
    return Axis.of(y);
  }

  /** The part of the picture that is no line of a training: a group of the class {@code axes}. */
  public String axes() {
    String empty = opened().end();
    Svg svg = opened();
    axes(svg);
    String whole = svg.end();
    int opening = empty.length() - CLOSING.length();
    return whole.substring(opening, whole.length() - CLOSING.length());
  }

  /** The picture; the lines are in a part of the class {@code lines}. */
  public String svg() {
    Svg svg = opened();
    axes(svg);
    svg.window("lines", LEFT, MARGIN - 4, size.right() - LEFT + 4, size.bottom() - MARGIN + 8);
    for (Line line : lines) {
      svg.group("run " + line.style(), line.name());
      svg.polyline("curve", points(line, x, y));
      svg.close();
    }
    return svg.endWindow().end();
  }

  private Svg opened() {
    return new Svg(
        id,
        measured + " by epoch",
        "One line for each training; the dashes are what the best baseline has.",
        size.width,
        size.height);
  }

  private void axes(Svg svg) {
    double right = size.right();
    double bottom = size.bottom();
    svg.group("axes", "");
    for (double tick : y.ticks()) {
      svg.line("grid", LEFT, y.at(tick), right, y.at(tick));
      svg.text("tick", LEFT - 8, y.at(tick) + 4, Anchor.END, y.label(tick));
    }
    for (double tick : x.ticks()) {
      svg.text("tick", x.at(tick), bottom + 17, Anchor.MIDDLE, x.label(tick));
    }
    svg.text("label", (LEFT + right) / 2, size.height - 6, Anchor.MIDDLE, "epoch");
    reference.ifPresent(
        best -> {
          svg.line("reference", LEFT, y.inside(best.value()), right, y.inside(best.value()));
          svg.group("sb", "");
          svg.text("tag", right, y.inside(best.value()) - 6, Anchor.END, best.name());
          svg.close();
        });
    svg.close();
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

  private static Scale epochs(List<Line> lines, Size size) {
    int last =
        lines.stream().flatMap(line -> line.epochs().stream()).mapToInt(e -> e).max().orElse(1);
    double nice = Math.max(1, Scale.nice(0, Math.max(2, last), size.ticks, 0, 1).step());
    double step = nice == Math.rint(nice) ? nice : 2 * nice; // epochs are whole
    return new Scale(0, Math.max(2, last), step, LEFT, size.right());
  }

  private static Scale values(
      List<Line> lines, Optional<Reference> reference, boolean lowIsGood, double bottom) {
    double[] sorted =
        DoubleStream.concat(
                lines.stream().flatMap(line -> line.values().stream()).mapToDouble(v -> v),
                reference.stream().mapToDouble(Reference::value))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return Scale.nice(0, 1, 6, bottom, MARGIN);
    }
    if (lowIsGood) {
      double[] turned = Arrays.stream(sorted).map(v -> -v).sorted().toArray();
      return Scale.nice(-turned[turned.length - 1], -low(turned), 6, bottom, MARGIN);
    }
    return Scale.nice(low(sorted), sorted[sorted.length - 1], 6, bottom, MARGIN);
  }

  private static double low(double[] ascending) {
    double high = ascending[ascending.length - 1];
    double quarter = ascending[ascending.length / 4];
    return Math.max(ascending[0], quarter - 0.5 * Math.max(high - quarter, 0.03 * Math.abs(high)));
  }
}
