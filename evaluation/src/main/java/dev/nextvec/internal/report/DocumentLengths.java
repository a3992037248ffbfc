package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.report.Svg.Anchor;
import java.util.ArrayList;
import java.util.List;

/** How many documents there are of each length. Lengths double from bar to bar. */
public final class DocumentLengths {
  private static final double HEIGHT = 220;
  private static final double LEFT = 46;
  private static final double RIGHT = Chart.WIDTH - 10;
  private static final double TOP = 14;
  private static final double BOTTOM = HEIGHT - 42;

  private DocumentLengths() {}

  /** Documents of {@code from} to {@code to} chunks. */
  private record Bar(long from, long to, int count) {
    String label() {
      return from == to
          ? Long.toString(from)
          : Figures.compact((double) from) + "–" + Figures.compact((double) to);
    }
  }

  /**
   * A picture with its heading and caption.
   *
   * @param lengths chunks of each document
   */
  public static String figure(List<Long> lengths) {
    List<Bar> bars = bars(lengths);
    int most = bars.stream().mapToInt(Bar::count).max().orElse(1);
    Scale y = Scale.nice(0, Math.max(1, most), 4, BOTTOM, TOP);
    Svg svg =
        new Svg(
            "lengths",
            "Documents by length",
            "Bars: how many documents have so many chunks.",
            Chart.WIDTH,
            HEIGHT);
    for (double tick : y.ticks()) {
      svg.line(tick == 0 ? "axis" : "grid", LEFT, y.at(tick), RIGHT, y.at(tick));
      svg.text("tick", LEFT - 6, y.at(tick) + 4, Anchor.END, y.label(tick));
    }
    double width = (RIGHT - LEFT) / Math.max(1, bars.size());
    for (int i = 0; i < bars.size(); i++) {
      bar(svg, bars.get(i), LEFT + i * width, width, y);
    }
    svg.text("label", (LEFT + RIGHT) / 2, HEIGHT - 6, Anchor.MIDDLE, "chunks of a document");
    Chart chart =
        new Chart(
            "lengths",
            "Documents by length",
            "Lengths double from bar to bar. A document gives a window for each chunk that has a"
                + " whole context before it; shorter documents give none.",
            svg.end(),
            java.util.Optional.empty());
    return Page.part().figuresBelow(List.of(chart)).end();
  }

  private static void bar(Svg svg, Bar bar, double left, double width, Scale y) {
    svg.group(
        "s0", "%s of %s chunks".formatted(Figures.counted(bar.count(), "document"), bar.label()));
    svg.rectangle("hit", left, TOP, width, BOTTOM - TOP);
    double top = y.at(bar.count());
    svg.rectangle("fill", left + width * 0.12, top, width * 0.76, BOTTOM - top);
    svg.close();
    svg.text("tick", left + width / 2, BOTTOM + 15, Anchor.MIDDLE, bar.label());
  }

  private static List<Bar> bars(List<Long> lengths) {
    long longest = lengths.stream().mapToLong(Long::longValue).max().orElse(0);
    List<Bar> bars = new ArrayList<>();
    if (lengths.stream().anyMatch(length -> length == 0)) {
      bars.add(new Bar(0, 0, (int) lengths.stream().filter(length -> length == 0).count()));
    }
    for (long from = 1; from <= longest; from *= 2) {
      long low = from;
      long high = 2 * from - 1;
      bars.add(
          new Bar(
              low,
              high,
              (int) lengths.stream().filter(length -> length >= low && length <= high).count()));
    }
    return bars;
  }
}
