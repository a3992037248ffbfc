package dev.nextvec.internal.report;

import dev.nextvec.compare.TestDomain;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Builds one SVG picture. Colours and type come from the page's style sheet through classes, so
 * that pictures follow its light and dark dress.
 */
public final class Svg {
  /** Space of a line of {@link #end(TestDomain)}, and of a character in it. */
  private static final double STAMP = 15;

  private static final double STAMP_CHARACTER = 7.2;

  private final String id;
  private final String title;
  private final String description;
  private final double width;
  private final double height;
  private final StringBuilder out = new StringBuilder();
  private boolean links; // what is in an image is not to be acted on

  /** A point in the picture's own units. */
  public record Point(double x, double y) {}

  /** Where a text starts, from its position. */
  public enum Anchor {
    START,
    MIDDLE,
    END
  }

  /**
   * Opens a picture.
   *
   * @param id unique in the page
   * @param title what it is
   * @param description what it shows, for who cannot see it
   */
  public Svg(String id, String title, String description, double width, double height) {
    this.id = id;
    this.title = title;
    this.description = description;
    this.width = width;
    this.height = height;
  }

  /** Closes the picture. */
  public String end() {
    return whole(height);
  }

  /** Closes the picture and writes below it what it must say wherever it is copied to. */
  String end(TestDomain standing) {
    int characters = (int) (width / STAMP_CHARACTER);
    double bottom = height;
    for (String stamp : standing.stamps()) {
      for (String line : TerminalReport.wrap(stamp, characters).lines().toList()) {
        bottom += STAMP;
        text("stamp", 0, bottom - 4, Anchor.START, line);
      }
    }
    return whole(bottom);
  }

  private String whole(double bottom) {
    String opening =
        "<svg viewBox=\"0 0 %s %s\" role=\"%s\" aria-labelledby=\"%s-t %s-d\">"
            .formatted(number(width), number(bottom), links ? "group" : "img", id, id);
    return opening
        + "<title id=\"%s-t\">%s</title>".formatted(id, Html.escape(title))
        + "<desc id=\"%s-d\">%s</desc>".formatted(id, Html.escape(description))
        + out
        + "</svg>";
  }

  /** Opens a group with a tooltip; close it with {@link #close}. */
  public Svg group(String classes, String tooltip) {
    out.append("<g class=\"").append(classes).append("\">");
    if (!tooltip.isEmpty()) {
      out.append("<title>").append(Html.escape(tooltip)).append("</title>");
    }
    return this;
  }

  /**
   * Opens a link with a tooltip; close it with {@link #endLink}. Pictures have too many for a
   * keyboard: whoever makes them offers another way.
   */
  public Svg link(String address, String tooltip) {
    links = true;
    out.append("<a tabindex=\"-1\" href=\"").append(Html.escape(address)).append("\">");
    out.append("<title>").append(Html.escape(tooltip)).append("</title>");
    return this;
  }

  public Svg endLink() {
    out.append("</a>");
    return this;
  }

  /** Opens a part beyond whose edges nothing is seen; close it with {@link #endWindow}. */
  Svg window(String classes, double x, double y, double width, double height) {
    String place = "%s %s %s %s".formatted(number(x), number(y), number(width), number(height));
    out.append(
        "<svg class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" viewBox=\"%s\">"
            .formatted(classes, number(x), number(y), number(width), number(height), place));
    return this;
  }

  Svg endWindow() {
    out.append("</svg>");
    return this;
  }

  public Svg close() {
    out.append("</g>");
    return this;
  }

  public Svg text(String classes, double x, double y, Anchor anchor, String text) {
    out.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
            .formatted(
                classes,
                number(x),
                number(y),
                anchor.name().toLowerCase(Locale.ROOT),
                Html.escape(text)));
    return this;
  }

  public Svg line(String classes, double x1, double y1, double x2, double y2) {
    out.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
            .formatted(classes, number(x1), number(y1), number(x2), number(y2)));
    return this;
  }

  public Svg rectangle(String classes, double x, double y, double width, double height) {
    out.append(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
            .formatted(classes, number(x), number(y), number(Math.max(0, width)), number(height)));
    return this;
  }

  public Svg circle(String classes, double x, double y, double radius) {
    out.append(
        "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>"
            .formatted(classes, number(x), number(y), number(radius)));
    return this;
  }

  public Svg polyline(String classes, List<Point> points) {
    out.append("<polyline class=\"%s\" points=\"%s\"/>".formatted(classes, coordinates(points)));
    return this;
  }

  public Svg polygon(String classes, List<Point> points) {
    out.append("<polygon class=\"%s\" points=\"%s\"/>".formatted(classes, coordinates(points)));
    return this;
  }

  private static String coordinates(List<Point> points) {
    return points.stream()
        .map(point -> number(point.x()) + "," + number(point.y()))
        .collect(Collectors.joining(" "));
  }

  /** To a tenth: pictures have thousands of these. */
  private static String number(double value) {
    long tenths = Math.round(10 * value);
    String whole = (tenths < 0 ? "-" : "") + Math.abs(tenths / 10);
    return tenths % 10 == 0 ? whole : whole + "." + Math.abs(tenths % 10);
  }
}
