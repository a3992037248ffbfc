package dev.nextvec.internal.report;

import dev.nextvec.stats.Summary;
import java.util.List;

/**
 * Builds a page that needs nothing else, style and pictures inside, no script, no request; or a
 * part of a page that has its own heading and style.
 */
final class Page {
  private final boolean whole;
  private final StringBuilder out = new StringBuilder();
  private final Glossary glossary = new Glossary();

  private Page() {
    whole = false;
  }

  /** A part of another page: what would be its heading is one of a section there. */
  static Page part() {
    return new Page();
  }

  Page(String title) {
    whole = true;
    out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.append("<meta name=\"generator\" content=\"Nextvec\">"); // no corpus takes it for text
    out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>");
    out.append(Html.escape(title)).append("</title><style>").append(StyleSheet.text());
    out.append("</style></head><body><main>");
  }

  /** A number with its name, at the top of the page. */
  record Fact(String name, String value) {}

  /** The verdict, largest; what to do next and how sure it is; the most important numbers. */
  Page header(String eyebrow, Summary summary, List<Fact> facts) {
    return header(eyebrow, summary, facts, List.of(), List.of());
  }

  /**
   * A header with warnings.
   *
   * @param marks what makes every number doubtful
   * @param notes what a reader should know
   */
  Page header(
      String eyebrow, Summary summary, List<Fact> facts, List<String> marks, List<String> notes) {
    out.append("<header><p class=\"eyebrow\">").append(Html.escape(eyebrow)).append("</p>");
    out.append(whole ? "<h1>" : "<h2 class=\"headline\">");
    out.append(Html.headline(summary.verdict())).append(whole ? "</h1>" : "</h2>");
    out.append("<p class=\"lead\"><strong>Next</strong> ");
    out.append(Html.sentence(summary.next())).append("</p>");
    out.append("<p class=\"lead\"><strong>How sure</strong> ");
    out.append(Html.sentence(summary.sure())).append("</p>");
    out.append("<dl class=\"facts\">");
    for (Fact fact : facts) {
      out.append("<div><dt>").append(Html.escape(fact.name())).append("</dt><dd>");
      out.append(Html.escape(fact.value())).append("</dd></div>");
    }
    out.append("</dl>");
    for (String mark : marks) {
      out.append("<p class=\"warning\"><strong>").append(Html.escape(mark));
      out.append("</strong></p>");
    }
    for (String note : notes) {
      out.append("<p class=\"warning\"><strong>Note</strong> ");
      out.append(Html.sentence(note)).append("</p>");
    }
    out.append("</header>");
    return this;
  }

  /** A list of sentences; nothing where there are none. */
  Page findings(List<String> sentences) {
    if (!sentences.isEmpty()) {
      out.append("<ul class=\"findings\">");
      sentences.forEach(text -> out.append("<li>").append(Html.sentence(text)).append("</li>"));
      out.append("</ul>");
    }
    return this;
  }

  Page heading(String text) {
    out.append("<h2>").append(Html.escape(text)).append("</h2>");
    return this;
  }

  Page paragraph(String text) {
    out.append("<p class=\"note\">").append(Html.sentence(text)).append("</p>");
    return this;
  }

  /** Pictures two by two. */
  Page figures(List<Chart> charts) {
    return figures("figures", charts);
  }

  /** Pictures below each other. */
  Page figuresBelow(List<Chart> charts) {
    return figures("figures below", charts);
  }

  private Page figures(String style, List<Chart> charts) {
    out.append("<div class=\"%s\">".formatted(style));
    charts.forEach(chart -> figure(chart, false));
    out.append("</div>");
    return this;
  }

  /**
   * Pictures two by two, then those that take the whole width. An odd last one of the first takes
   * it too: it would leave a hole beside it.
   */
  Page figures(List<Chart> half, List<Chart> full) {
    out.append("<div class=\"figures\">");
    for (int i = 0; i < half.size(); i++) {
      figure(half.get(i), i == half.size() - 1 && half.size() % 2 == 1);
    }
    full.forEach(chart -> figure(chart, true));
    out.append("</div>");
    return this;
  }

  private void figure(Chart chart, boolean full) {
    out.append("<figure id=\"fig-%s\"%s><h3>".formatted(chart.id(), full ? " class=\"full\"" : ""));
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

  /** A table below a heading of its own. */
  Page table(Table table) {
    return section(table, "h3");
  }

  /** A table that is a part of the page. */
  Page leading(Table table) {
    return section(table, "h2");
  }

  private Page section(Table table, String heading) {
    out.append("<section id=\"%s\"><%s>".formatted(table.id(), heading));
    out.append(Html.escape(table.title())).append("</%s>".formatted(heading));
    return content(table).markup("</section>");
  }

  /** A table that is opened by whoever wants its figures. */
  Page folded(Table table) {
    out.append("<details class=\"table\" id=\"%s\"><summary>".formatted(table.id()));
    out.append(Html.escape(table.title())).append("</summary>");
    return content(table).markup("</details>");
  }

  private Page content(Table table) {
    out.append(HtmlTable.of(table));
    if (!table.note().isEmpty()) {
      paragraph(table.note());
    }
    glossary.legend(table).ifPresent(this::paragraph);
    return this;
  }

  /** Where the numbers come from. */
  Page provenance(List<Fact> origins) {
    out.append("<section id=\"provenance\"><h2>Provenance</h2><dl class=\"origin\">");
    for (Fact origin : origins) {
      out.append("<dt>").append(Html.escape(origin.name())).append("</dt><dd>");
      out.append(Html.escape(origin.value())).append("</dd>");
    }
    out.append("</dl></section>");
    return this;
  }

  /** Markup that was escaped where it was made. */
  Page markup(String html) {
    out.append(html);
    return this;
  }

  String end() {
    return whole ? out.append("</main></body></html>\n").toString() : out.toString();
  }
}
