package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.internal.report.Svg.Anchor;
import dev.nextvec.internal.report.Svg.Point;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import dev.nextvec.run.EpochRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Cosine by epoch: one panel per network, the others faint behind it, all on the same axes. */
final class TrainingCurves {
  private static final double WIDTH = 300;
  private static final double HEIGHT = 210;
  private static final double LEFT = 38;
  private static final double RIGHT = WIDTH - 12;
  private static final double TOP = 26;
  private static final double BOTTOM = HEIGHT - 26;

  private final List<Row> networks;
  private final TestDomain standing;
  private final OptionalDouble linear;
  private final Palette palette;
  private final Scale x;
  private final Scale y;

  private TrainingCurves(Comparison comparison, List<Row> networks) {
    this.networks = networks;
    this.standing = comparison.standing();
    this.linear = comparison.linearAverage().run().validationCosine();
    this.palette = new Palette(comparison);
    int epochs = networks.stream().mapToInt(row -> last(row).epoch()).max().orElse(1);
    double step = Math.max(1, Math.ceil(epochs / 5.0));
    boolean fromZero = networks.stream().anyMatch(row -> row.run().untrained().isPresent());
    this.x = new Scale(fromZero ? 0 : 1, Math.max(epochs, 2), step, LEFT, RIGHT);
    double[] values =
        DoubleStream.concat(
                networks.stream().flatMapToDouble(TrainingCurves::values), linear.stream())
            .sorted()
            .toArray();
    double high = values[values.length - 1];
    double quarter = values[values.length / 4];
    // A first epoch far below all others would flatten what matters: it may leave the picture.
    double low = Math.max(values[0], quarter - 0.5 * Math.max(high - quarter, 0.02));
    this.y = Scale.nice(low, high, 5, BOTTOM, TOP);
  }

  /** Absent where no network has a history. */
  static Optional<Chart> of(Comparison comparison) {
    List<Row> networks =
        comparison.networks().stream().filter(row -> !row.run().history().isEmpty()).toList();
    return networks.isEmpty()
        ? Optional.empty()
        : Optional.of(new TrainingCurves(comparison, networks).chart());
  }

  private Chart chart() {
    StringBuilder panels = new StringBuilder("<div class=\"panels\">");
    for (int i = 0; i < networks.size(); i++) {
      panels.append(panel(networks.get(i), i));
    }
    String line =
        linear.isPresent()
            ? " Grey dashes: linear average on the validation windows, %s."
                .formatted(Figures.cosine(linear.getAsDouble()))
            : "";
    return new Chart(
        "curves",
        standing.ofOneModel("Training"),
        "Cosine by epoch on the validation windows (solid) and, while training, on the training"
            + " windows (dotted). Epoch 0 is the network before any training. Ring: best epoch,"
            + " whose weights were tested."
            + line,
        panels.append("</div>").toString(),
        Optional.of(table()));
  }

  private String panel(Row row, int index) {
    EpochRecord best = row.run().bestEpoch().orElseThrow();
    Svg svg =
        new Svg(
            "curve" + index,
            standing.ofOneModel("Training of " + row.name()),
            "Validation cosine is %s in epoch %d of %d, the best."
                .formatted(
                    Figures.cosine(best.validationCosine()), best.epoch(), last(row).epoch()),
            WIDTH,
            HEIGHT);
    axes(svg);
    networks.stream()
        .filter(other -> other != row)
        .forEach(
            other ->
                svg.polyline("faint", points(validated(other), EpochRecord::validationCosine)));
    linear.ifPresent(value -> svg.line("reference", LEFT, y.inside(value), RIGHT, y.inside(value)));
    svg.group(palette.of(row), "");
    svg.text("panel", LEFT, 14, Anchor.START, Chart.label(row.name()));
    svg.text("value", RIGHT, 14, Anchor.END, Figures.cosine(best.validationCosine()));
    svg.polyline("curve dotted", points(row.run().history(), EpochRecord::trainCosine));
    svg.polyline("curve", points(validated(row), EpochRecord::validationCosine));
    validated(row).forEach(epoch -> mark(svg, epoch, epoch.equals(best)));
    return svg.close().end(standing);
  }

  private void axes(Svg svg) {
    for (double tick : y.ticks()) {
      svg.line("grid", LEFT, y.at(tick), RIGHT, y.at(tick));
      svg.text("tick", LEFT - 6, y.at(tick) + 4, Anchor.END, y.label(tick));
    }
    for (double epoch = x.low();
        epoch <= x.high();
        epoch += epoch == 1 && x.step() > 1 ? x.step() - 1 : x.step()) {
      svg.text("tick", x.at(epoch), BOTTOM + 15, Anchor.MIDDLE, Integer.toString((int) epoch));
    }
  }

  private void mark(Svg svg, EpochRecord epoch, boolean best) {
    double at = x.at(epoch.epoch());
    svg.group(
        "",
        "epoch %d: validation %s, %s%s"
            .formatted(
                epoch.epoch(),
                Figures.cosine(epoch.validationCosine()),
                epoch.isTrained() ? "training " + Figures.cosine(epoch.trainCosine()) : "untrained",
                best ? " (best)" : ""));
    svg.rectangle("hit", at - 5, TOP, 10, BOTTOM - TOP);
    if (best) {
      svg.circle("ring", at, y.inside(epoch.validationCosine()), 4.5);
    }
    svg.close();
  }

  private List<Point> points(List<EpochRecord> epochs, ToDoubleFunction<EpochRecord> value) {
    List<Point> points = new ArrayList<>();
    for (EpochRecord epoch : epochs) {
      points.add(new Point(x.at(epoch.epoch()), y.inside(value.applyAsDouble(epoch))));
    }
    return points;
  }

  private Table table() {
    List<Column> columns = new ArrayList<>(List.of(Column.text("Epoch")));
    for (Row row : networks) {
      columns.add(Column.number(row.name() + " train"));
      columns.add(Column.number(row.name() + " val"));
    }
    List<Line> lines = new ArrayList<>();
    for (int epoch = (int) x.low(); epoch <= x.high(); epoch++) {
      int number = epoch;
      Stream<String> cells =
          networks.stream()
              .flatMap(
                  row ->
                      row.run().history().stream()
                          .filter(record -> record.epoch() == number)
                          .findFirst()
                          .map(
                              record ->
                                  Stream.of(
                                      record.isTrained()
                                          ? Figures.cosine(record.trainCosine())
                                          : "",
                                      Figures.cosine(record.validationCosine())))
                          .orElse(Stream.of("", "")));
      lines.add(
          Line.of(Stream.concat(Stream.of(Integer.toString(epoch)), cells).toArray(String[]::new)));
    }
    return new Table("epochs", standing.ofOneModel("Cosine by epoch"), "", columns, lines);
  }

  private static DoubleStream values(Row row) {
    return row.run().history().stream()
        .flatMapToDouble(
            epoch -> Arrays.stream(new double[] {epoch.trainCosine(), epoch.validationCosine()}));
  }

  /** All epochs, with epoch 0 where it was measured. */
  private static List<EpochRecord> validated(Row row) {
    return Stream.concat(row.run().untrained().stream(), row.run().history().stream()).toList();
  }

  private static EpochRecord last(Row row) {
    return row.run().history().get(row.run().history().size() - 1);
  }
}
