package dev.nextvec.report;

import java.util.List;

/** Builds a page that needs nothing else: style and pictures are inside, no script, no request. */
final class Page {
  private final StringBuilder out = new StringBuilder();

  Page(String title) {
    out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
    out.append(Html.escape(title)).append("</title><style>").append(HtmlReport.style());
    out.append("</style></head><body><main>");
  }

  /** A number with its name, at the top of the page. */
  record Fact(String name, String value) {}

  Page header(String eyebrow, List<String> findings, List<Fact> facts) {
    out.append("<header><p class=\"eyebrow\">").append(Html.escape(eyebrow)).append("</p><h1>");
    out.append(Html.escape(findings.get(0))).append("</h1>");
    out.append("<ul class=\"findings\">");
    findings.stream()
        .skip(1)
        .forEach(text -> out.append("<li>").append(Html.escape(text)).append("</li>"));
    out.append("</ul><dl class=\"facts\">");
    for (Fact fact : facts) {
      out.append("<div><dt>").append(Html.escape(fact.name())).append("</dt><dd>");
      out.append(Html.escape(fact.value())).append("</dd></div>");
    }
    out.append("</dl></header>");
    return this;
  }

  Page heading(String text) {
    out.append("<h2>").append(Html.escape(text)).append("</h2>");
    return this;
  }

  Page paragraph(String text) {
    out.append("<p class=\"note\">").append(Html.escape(text)).append("</p>");
    return this;
  }

  Page figures(List<Chart> charts) {
    out.append("<div class=\"figures\">");
    charts.forEach(this::figure);
    out.append("</div>");
    return this;
  }

  private void figure(Chart chart) {
    out.append("<figure id=\"fig-").append(chart.id()).append("\"><h3>");
    out.append(Html.escape(chart.title())).append("</h3>").append(chart.svg());
    out.append("<figcaption>").append(Html.escape(chart.caption())).append("</figcaption>");
    chart
        .table()
        .ifPresent(
            table ->
                out.append("<details><summary>The numbers</summary>")
                    .append(HtmlTable.of(table))
                    .append("</details>"));
    out.append("</figure>");
  }

  Page table(Table table) {
    out.append("<section id=\"").append(table.id()).append("\"><h3>");
    out.append(Html.escape(table.title())).append("</h3>").append(HtmlTable.of(table));
    if (!table.note().isEmpty()) {
      paragraph(table.note());
    }
    out.append("</section>");
    return this;
  }

  /** Markup that was escaped where it was made. */
  Page markup(String html) {
    out.append(html);
    return this;
  }

  String end() {
    return out.append("</main></body></html>\n").toString();
  }
}
