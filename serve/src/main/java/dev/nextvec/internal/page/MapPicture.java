package dev.nextvec.internal.page;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.internal.page.ChunkMap.Dot;
import dev.nextvec.internal.report.Svg;
import dev.nextvec.internal.report.Svg.Anchor;
import dev.nextvec.internal.report.Svg.Point;
import dev.nextvec.internal.wording.Beginning;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The map as a picture: both axes have one scale, so that what is twice as far is twice as far. */
final class MapPicture {
  private static final double WIDTH = 900;
  private static final double HEIGHT = 620;
  private static final double MARGIN = 26;
  private static final int COLOURS = 6;

  /** Steps of colour from the least coherent chunks to the most. */
  static final int STEPS = 5;

  private static final int TEXT = 90;

  private final Dataset dataset;
  private final ChunkMap map;
  private final MapQuery asked;
  private final Optional<MapPath> path;
  private final double scale;
  private final double middleX;
  private final double middleY;
  private final double[] bounds;

  MapPicture(Dataset dataset, ChunkMap map, MapQuery asked, Optional<MapPath> path) {
    this.dataset = dataset;
    this.map = map;
    this.asked = asked;
    this.path = path;
    double[] x = places(true);
    double[] y = places(false);
    double wide = Math.max(1e-9, x[x.length - 1] - x[0]);
    double high = Math.max(1e-9, y[y.length - 1] - y[0]);
    this.scale = Math.min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high);
    this.middleX = (x[0] + x[x.length - 1]) / 2;
    this.middleY = (y[0] + y[y.length - 1]) / 2;
    this.bounds = bounds(map);
  }

  private double[] places(boolean first) {
    DoubleStream dots = map.dots().stream().mapToDouble(dot -> first ? dot.x() : dot.y());
    DoubleStream steps =
        path.stream()
            .flatMap(p -> p.steps().stream())
            .mapToDouble(step -> first ? step.x() : step.y());
    DoubleStream guess =
        path.flatMap(MapPath::guess).stream().mapToDouble(g -> first ? g.x() : g.y());
    return DoubleStream.concat(DoubleStream.concat(dots, steps), guess).sorted().toArray();
  }

  /** Coherence at the ends of the steps of colour: as many chunks are in each. */
  static double[] bounds(ChunkMap map) {
    double[] sorted =
        map.dots().stream().mapToDouble(Dot::coherence).filter(Double::isFinite).sorted().toArray();
    double[] bounds = new double[STEPS - 1];
    Arrays.setAll(
        bounds, i -> sorted.length == 0 ? 0 : sorted[(i + 1) * (sorted.length - 1) / STEPS]);
    return bounds;
  }

  private Point at(double x, double y) {
    return new Point(
        WIDTH / 2 + (x - middleX) * scale, HEIGHT / 2 - (y - middleY) * scale); // up is more
  }

  String svg() throws IOException {
    Svg svg =
        new Svg(
            "map",
            "Chunks in two dimensions",
            "%s chunks%s."
                .formatted(
                    Figures.count(map.dots().size()),
                    path.map(p -> "; the path of the document " + name(p.document())).orElse("")),
            WIDTH,
            HEIGHT);
    svg.group(path.isPresent() ? "dots back" : "dots", "");
    for (Dot dot : map.dots()) {
      dot(svg, dot);
    }
    svg.close();
    if (path.isPresent()) {
      path(svg, path.get());
    }
    return svg.end();
  }

  private void dot(Svg svg, Dot dot) throws IOException {
    Document document = dataset.documents().get(dot.document());
    Point at = at(dot.x(), dot.y());
    svg.link(asked.place(document.id(), dot.position()), told(document, dot.position()));
    svg.circle(colour(dot), at.x(), at.y(), 3.4);
    svg.endLink();
  }

  private String colour(Dot dot) {
    if (!asked.coherence()) {
      return "s" + dot.document() % COLOURS;
    }
    if (!Double.isFinite(dot.coherence())) {
      return "sb";
    }
    int step = 0;
    while (step < bounds.length && dot.coherence() > bounds[step]) {
      step++;
    }
    return "k" + step;
  }

  private String told(Document document, long position) throws IOException {
    String place = "%s, chunk %s".formatted(name(document), Figures.count(position));
    if (dataset.texts().isEmpty()) {
      return place;
    }
    String text = dataset.texts().get().text(document.first() + position);
    String line = text.strip().replaceAll("\\s+", " ");
    return place + ": " + Beginning.of(line, TEXT, "…");
  }

  static String name(Document document) {
    return document.title().isBlank() ? document.id() : document.title();
  }

  private void path(Svg svg, MapPath drawn) throws IOException {
    List<Point> line = drawn.steps().stream().map(step -> at(step.x(), step.y())).toList();
    svg.group("path", "").polyline("way", line);
    now(svg, drawn);
    for (MapPath.Step step : drawn.steps()) {
      Point at = at(step.x(), step.y());
      boolean read =
          drawn
              .truth()
              .filter(t -> step.position() < t.position())
              .filter(t -> step.position() >= t.position() - drawn.context())
              .isPresent();
      svg.link(
          asked.place(drawn.document().id(), step.position()),
          told(drawn.document(), step.position()));
      svg.circle(read ? "step read" : "step", at.x(), at.y(), read ? 5 : 2.8);
      svg.endLink();
    }
    ends(svg, line);
    svg.close();
    drawn.truth().ifPresent(truth -> truth(svg, truth, drawn.guess()));
  }

  /** What is read, and the step to what really comes next. */
  private void now(Svg svg, MapPath drawn) {
    if (drawn.truth().isPresent()) {
      long to = drawn.truth().get().position();
      long from = to - Math.max(1, drawn.context());
      svg.polyline(
          "now",
          drawn.steps().stream()
              .filter(step -> step.position() >= from && step.position() <= to)
              .map(step -> at(step.x(), step.y()))
              .toList());
    }
  }

  private static void ends(Svg svg, List<Point> line) {
    if (line.size() > 1) {
      svg.text("tag", line.getFirst().x() + 8, line.getFirst().y() + 4, Anchor.START, "begins");
      svg.text("tag", line.getLast().x() + 8, line.getLast().y() + 4, Anchor.START, "ends");
    }
  }

  private void truth(Svg svg, MapPath.Step truth, Optional<MapPath.Guessed> guess) {
    Point real = at(truth.x(), truth.y());
    if (guess.isPresent()) {
      Point made = at(guess.get().x(), guess.get().y());
      svg.line("gap", real.x(), real.y(), made.x(), made.y());
      svg.group("guess", "predicted by " + guess.get().model());
      svg.polygon("mark", diamond(made, 8))
          .text("tag", made.x() + 11, made.y() + 4, Anchor.START, "predicted");
      svg.close();
    }
    svg.group("real", "really next: chunk " + truth.position());
    svg.circle("mark", real.x(), real.y(), 7);
    svg.text("tag", real.x() + 11, real.y() - 6, Anchor.START, "really next");
    svg.close();
  }

  private static List<Point> diamond(Point at, double r) {
    return Stream.of(
            new Point(at.x(), at.y() - r),
            new Point(at.x() + r, at.y()),
            new Point(at.x(), at.y() + r),
            new Point(at.x() - r, at.y()))
        .toList();
  }
}
