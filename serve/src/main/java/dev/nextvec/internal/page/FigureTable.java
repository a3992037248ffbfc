package dev.nextvec.internal.page;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.internal.report.ComparisonView;
import dev.nextvec.internal.report.Html;
import dev.nextvec.internal.report.RowFigures;
import dev.nextvec.internal.report.RowFigures.RowFigure;
import java.util.List;

/** The rows of a comparison with the figures that were chosen, in the order that was chosen. */
final class FigureTable {
  private final ComparisonView view;
  private final Comparison comparison;
  private final CompareQuery asked;

  FigureTable(ComparisonView view, CompareQuery asked) {
    this.view = view;
    this.comparison = view.report().comparison();
    this.asked = asked;
  }

  void write(StringBuilder out) {
    out.append("<section id=\"figures\"><h2>Figures</h2>");
    form(out);
    List<Row> rows = asked.rows(comparison);
    List<RowFigure> columns = asked.columns(comparison);
    out.append("<p class=\"note\" id=\"shown\">%s</p>".formatted(told(rows.size())));
    out.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Figures\">");
    out.append("<table class=\"figures-table\">");
    marks(out);
    out.append("<thead><tr>");
    header(out, CompareQuery.BY_NAME, "Model", "", false, true);
    header(out, CompareQuery.BY_COSINE, "Test cosine", " n", true, true);
    out.append("<th scope=\"col\">95 % interval</th>");
    header(out, CompareQuery.BY_DIFFERENCE, "vs linear average", " n", true, true);
    out.append("<th scope=\"col\">Verdict</th><th scope=\"col\">vs highest</th>");
    for (RowFigure each : columns) {
      header(out, each.key(), each.header(), " n", each.highestFirst(), true);
    }
    out.append("</tr></thead><tbody>");
    rows.forEach(row -> row(out, row, columns));
    out.append("</tbody></table></div>");
    out.append("<details><summary>How to read this table</summary>").append(view.note());
    out.append("</details></section>");
  }

  private String told(int shown) {
    int all = comparison.rows().size();
    String rows =
        shown == all
            ? "All %s.".formatted(Figures.counted(all, "row"))
            : "%s of %s.".formatted(Figures.count(shown), Figures.counted(all, "row"));
    return asked.sort().isEmpty() ? rows + " The highest test cosine is first." : rows;
  }

  private void marks(StringBuilder out) {
    if (!view.marks().isEmpty()) {
      out.append("<caption>");
      view.marks().forEach(mark -> out.append(Html.escape(mark)).append("<br>"));
      out.append("</caption>");
    }
  }

  private void header(
      StringBuilder out,
      String key,
      String words,
      String style,
      boolean bestIsHighest,
      boolean links) {
    boolean sorted =
        asked.sort().isEmpty()
            ? key.equals(CompareQuery.BY_COSINE)
            : asked.sort().get().equals(key);
    boolean up = asked.isAscending() == !key.equals(CompareQuery.BY_NAME);
    String order = sorted ? " aria-sort=\"%s\"".formatted(up ? "ascending" : "descending") : "";
    out.append("<th scope=\"col\" class=\"sort%s\"%s>".formatted(style, order));
    if (links) {
      out.append(
          "<a id=\"by-%s\" data-stay href=\"%s\">"
              .formatted(Html.escape(key), Html.escape(asked.sortedBy(key, bestIsHighest))));
    }
    out.append(Html.escape(words)).append("</a></th>");
  }

  private void row(StringBuilder out, Row row, List<RowFigure> columns) {
    out.append(row.isBaseline() ? "<tr class=\"muted\">" : "<tr>");
    out.append("<th scope=\"row\">").append(Html.escape(row.name())).append("</th>");
    cell(out, Figures.cosine(row.cosine().value()));
    out.append("<td class=\"drawn\">").append(view.interval(row));
    row.cosine()
        .interval()
        .ifPresent(ends -> out.append("<span>").append(Figures.interval(ends)).append("</span>"));
    out.append("</td>");
    cell(out, view.againstLinearAverage(row));
    out.append("<td>").append(view.verdict(row)).append("</td>");
    out.append("<td>").append(view.againstHighest(row)).append("</td>");
    columns.forEach(figure -> cell(out, figure.of(row)));
    out.append("</tr>");
  }

  private static void cell(StringBuilder out, String text) {
    out.append("<td class=\"n\">").append(Html.escape(text)).append("</td>");
  }

  private void form(StringBuilder out) {
    out.append(
        "<form class=\"settings\" data-stay action=\"%s#figures\">"
            .formatted(CompareView.TAB.path()));
    for (String kept : List.of(CompareQuery.GROUP, CompareQuery.SORT, CompareQuery.UP)) {
      asked
          .query()
          .text(kept)
          .ifPresent(
              value ->
                  out.append(
                      "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                          .formatted(kept, Html.escape(value))));
    }
    out.append("<div class=\"inline\"><label for=\"rows\">Rows</label>");
    out.append("<select id=\"rows\" name=\"rows\">");
    for (CompareQuery.Kind each : CompareQuery.Kind.values()) {
      out.append(
          "<option value=\"%s\"%s>%s</option>"
              .formatted(each.key(), each == asked.kind() ? " selected" : "", each.words()));
    }
    out.append("</select><label for=\"name\">with a name that has</label>");
    out.append("<input id=\"name\" name=\"name\" type=\"search\" maxlength=\"100\" value=\"");
    out.append(Html.escape(asked.name())).append("\"><button>Show</button></div>");
    columns(out);
    out.append("</form>");
  }

  private void columns(StringBuilder out) {
    boolean chosen = !asked.query().all(CompareQuery.COLUMNS).isEmpty();
    out.append(
        "<details id=\"columns\"%s><summary>Choose columns</summary>"
            .formatted(chosen ? " open" : ""));
    out.append("<fieldset class=\"checks\"><legend class=\"hidden\">Columns</legend>");
    List<String> shown = asked.columns(comparison).stream().map(RowFigure::key).toList();
    for (RowFigure each : RowFigures.of(comparison)) {
      String key = Html.escape(each.key());
      out.append(
          "<label for=\"column-%s\" title=\"%s\"><input type=\"checkbox\" id=\"column-%s\" name=\"column\" value=\"%s\"%s> %s</label>"
              .formatted(
                  key,
                  Html.escape(each.says()),
                  key,
                  key,
                  shown.contains(each.key()) ? " checked" : "",
                  Html.escape(each.header())));
    }
    out.append("</fieldset></details>");
  }
}
