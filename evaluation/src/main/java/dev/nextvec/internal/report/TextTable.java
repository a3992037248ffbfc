package dev.nextvec.internal.report;

import dev.nextvec.internal.report.Table.Cell;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws a table in aligned columns, leaving out the least important ones where a line is short. */
final class TextTable {
  private static final String GAP = "  ";

  private final Table table;
  private final int width;
  private final boolean colour;
  private final List<Integer> shown;
  private final int hidden;

  /**
   * Lays a table out.
   *
   * @param width terminal cells in a line
   * @param colour whether to use ANSI colours
   */
  TextTable(Table table, int width, boolean colour) {
    this.table = table;
    this.width = width;
    this.colour = colour;
    this.shown = IntStream.range(0, table.columns().size()).boxed().collect(Collectors.toList());
    while (total() > width && dropOne()) {}
    this.hidden = table.columns().size() - shown.size();
  }

  /** The table, each line ended by a newline. */
  String draw() {
    StringBuilder out = new StringBuilder();
    paragraph(out, "1", table.title());
    table.marks().forEach(mark -> paragraph(out, "31", mark));
    List<Cell> header =
        table.columns().stream().map(c -> new Cell(c.header(), Table.Tone.MUTED)).toList();
    line(out, header, false);
    out.append(style("2", "─".repeat(total()))).append('\n');
    for (Line row : table.rows()) {
      line(out, row.cells(), row.muted());
    }
    if (hidden > 0) {
      String note =
          "("
              + hidden
              + " more column"
              + (hidden == 1 ? "" : "s")
              + " in a wider terminal and in the report)";
      out.append(style("2", note)).append('\n');
    }
    return out.toString();
  }

  private void paragraph(StringBuilder out, String code, String text) {
    TerminalReport.wrap(text, width)
        .lines()
        .forEach(line -> out.append(style(code, line)).append('\n'));
  }

  private void line(StringBuilder out, List<Cell> cells, boolean muted) {
    StringBuilder line = new StringBuilder();
    for (int column : shown) {
      Cell cell = cells.get(column);
      String padding = " ".repeat(width(column) - DisplayWidth.of(cell.text()));
      String text = style(code(cell.tone(), muted && column == 0), cell.text());
      boolean numeric = table.columns().get(column).numeric();
      line.append(line.isEmpty() ? "" : GAP).append(numeric ? padding + text : text + padding);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private boolean dropOne() {
    int last =
        shown.stream()
            .filter(column -> table.columns().get(column).priority() > 0)
            .max(Comparator.comparingInt(column -> table.columns().get(column).priority()))
            .orElse(-1);
    return last >= 0 && shown.remove((Integer) last);
  }

  private int total() {
    return shown.stream().mapToInt(this::width).sum() + GAP.length() * (shown.size() - 1);
  }

  private int width(int column) {
    Column heading = table.columns().get(column);
    List<String> texts = new ArrayList<>(List.of(heading.header()));
    table.rows().forEach(row -> texts.add(row.cells().get(column).text()));
    return texts.stream().mapToInt(DisplayWidth::of).max().orElse(0);
  }

  private static String code(Table.Tone tone, boolean muted) {
    return switch (tone) {
      case GOOD -> "32";
      case BAD -> "31";
      case MUTED -> "2";
      case STRONG -> "1";
      case PLAIN -> muted ? "2" : "";
    };
  }

  private String style(String code, String text) {
    return colour && !code.isEmpty() && !text.isEmpty()
        ? "\u001b[" + code + "m" + text + "\u001b[0m"
        : text;
  }
}
