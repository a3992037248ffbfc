package dev.nextvec.internal.report;

import dev.nextvec.internal.report.Table.Cell;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import dev.nextvec.internal.report.Table.Tone;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table as HTML that scrolls sideways by itself where the page is narrow. */
final class HtmlTable {
  private HtmlTable() {}

  static String of(Table table) {
    StringBuilder out = new StringBuilder();
    out.append(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\"><table>%s<thead><tr>"
            .formatted(Html.escape(table.title()), marks(table)));
    for (Column column : table.columns()) {
      out.append(
          "<th scope=\"col\"%s>%s</th>"
              .formatted(numeric(column), Glossary.marked(Html.escape(column.header()))));
    }
    out.append("</tr></thead><tbody>");
    for (Line row : table.rows()) {
      out.append(row.muted() ? "<tr class=\"muted\">" : "<tr>");
      for (int i = 0; i < row.cells().size(); i++) {
        out.append(cell(row.cells().get(i), table.columns().get(i), i == 0));
      }
      out.append("</tr>");
    }
    return out.append("</tbody></table></div>").toString();
  }

  /** Inside the table, so that a copy of it has them too. */
  private static String marks(Table table) {
    return table.marks().isEmpty()
        ? ""
        : table.marks().stream()
            .map(Html::escape)
            .collect(Collectors.joining("<br/>", "<caption>", "</caption>"));
  }

  private static String cell(Cell cell, Column column, boolean first) {
    String text = Html.escape(cell.text());
    if (first) {
      return "<th scope=\"row\">" + Glossary.marked(text) + "</th>";
    }
    String content =
        cell.tone() == Tone.PLAIN || text.isEmpty()
            ? text
            : "<span class=\"t-%s\">%s</span>"
                .formatted(cell.tone().name().toLowerCase(Locale.ROOT), text);
    return "<td" + numeric(column) + ">" + content + "</td>";
  }

  private static String numeric(Column column) {
    return column.numeric() ? " class=\"n\"" : "";
  }
}
