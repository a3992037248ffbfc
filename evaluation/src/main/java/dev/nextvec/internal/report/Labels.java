package dev.nextvec.internal.report;

import dev.nextvec.internal.report.Svg.Anchor;
import java.util.ArrayList;
import java.util.List;

/** Puts names beside points so that none covers another name or another point, where possible. */
final class Labels {
  private static final double CHARACTER = 6.4;
  private static final double LINE = 13;

  private final double left;
  private final double right;
  private final double top;
  private final double bottom;
  private final List<Box> taken = new ArrayList<>();

  private record Box(double x1, double y1, double x2, double y2) {
    double overlap(Box other) {
      double width = Math.min(x2, other.x2) - Math.max(x1, other.x1);
      double height = Math.min(y2, other.y2) - Math.max(y1, other.y1);
      return Math.max(0, width) * Math.max(0, height);
    }

    double area() {
      return (x2 - x1) * (y2 - y1);
    }
  }

  private record LabelPlace(double x, double y, Anchor anchor, Box box) {}

  Labels(double left, double right, double top, double bottom) {
    this.left = left;
    this.right = right;
    this.top = top;
    this.bottom = bottom;
  }

  /** Keeps names off a point. */
  void avoid(double x, double y, double radius) {
    double r = 0.85 * radius;
    taken.add(new Box(x - r, y - r, x + r, y + r));
  }

  /** Draws {@code name} at the least crowded of the places around a point. */
  void place(Svg svg, String classes, String name, double x, double y, double radius) {
    String text = Chart.label(name);
    double width = DisplayWidth.of(text) * CHARACTER;
    LabelPlace best = null;
    double least = Double.MAX_VALUE;
    for (LabelPlace place : places(x, y, radius + 5, width)) {
      double crowding = crowding(place.box());
      if (best == null || crowding < least) {
        best = place;
        least = crowding;
      }
    }
    if (best != null) {
      taken.add(best.box());
      svg.group(classes, "").text("tag", best.x(), best.y(), best.anchor(), text).close();
    }
  }

  private static List<LabelPlace> places(double x, double y, double away, double width) {
    List<LabelPlace> places = new ArrayList<>();
    for (double shift : new double[] {0, -LINE, LINE, -2 * LINE, 2 * LINE}) {
      double line = y + shift;
      double gap = Math.abs(shift) >= away ? 2 : away;
      places.add(
          new LabelPlace(x + gap, line + 4, Anchor.START, box(x + gap, line, x + gap + width)));
      places.add(
          new LabelPlace(x - gap, line + 4, Anchor.END, box(x - gap - width, line, x - gap)));
    }
    for (int sign : new int[] {-1, 1}) {
      double line = y + sign * (away + 6);
      places.add(
          new LabelPlace(x, line + 4, Anchor.MIDDLE, box(x - width / 2, line, x + width / 2)));
    }
    return places;
  }

  private static Box box(double x1, double middle, double x2) {
    return new Box(x1, middle - LINE / 2, x2, middle + LINE / 2);
  }

  private double crowding(Box box) {
    double covered = taken.stream().mapToDouble(box::overlap).sum();
    double outside = box.area() - box.overlap(new Box(left, top, right, bottom));
    return covered + 4 * outside;
  }
}
