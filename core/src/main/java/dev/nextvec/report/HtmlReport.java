package dev.nextvec.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.eval.Evaluation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A comparison as one page that needs nothing else: style and pictures are inside, no script, no
 * request. Verdict first, then table, pictures, method, provenance.
 */
public final class HtmlReport {
  private final Comparison comparison;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(Comparison comparison) {
    this.comparison = comparison;
  }

  /** The whole page. */
  public static String of(Comparison comparison) {
    return new HtmlReport(comparison).page();
  }

  private String page() {
    out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    out.append("<title>Model comparison: ").append(Html.escape(comparison.dataset()));
    out.append("</title><style>").append(style()).append("</style></head><body><main>");
    header();
    List<Table> tables = SpecificationTables.of(comparison);
    table(tables.get(0), "h2");
    charts();
    out.append("<h2>In detail</h2>");
    tables.stream().skip(1).forEach(table -> table(table, "h3"));
    diagrams();
    method();
    return out.append("</main></body></html>\n").toString();
  }

  private void header() {
    Evaluation evaluation = comparison.rows().get(0).evaluation();
    List<String> findings = comparison.findings();
    out.append("<header><p class=\"eyebrow\">Model comparison · ");
    out.append(Html.escape(comparison.dataset())).append(" · ");
    out.append(Html.escape(comparison.standing().domain())).append("</p>");
    out.append("<h1>").append(Html.escape(findings.get(0))).append("</h1>");
    if (findings.size() > 1) {
      out.append("<ul class=\"findings\">");
      findings.stream()
          .skip(1)
          .forEach(text -> out.append("<li>").append(Html.escape(text)).append("</li>"));
      out.append("</ul>");
    }
    out.append("<dl class=\"facts\">");
    fact("Test windows", Figures.count(evaluation.windows()));
    fact("Test documents", Figures.count(evaluation.documents()));
    fact("Networks", Integer.toString(comparison.networks().size()));
    fact("Baselines", Integer.toString(comparison.baselines().size()));
    out.append("</dl>");
    for (String mark : comparison.standing().marks()) {
      out.append("<p class=\"warning\"><strong>").append(Html.escape(mark));
      out.append("</strong></p>");
    }
    for (String warning : comparison.warnings()) {
      out.append("<p class=\"warning\"><strong>Note</strong> ");
      out.append(Html.escape(warning)).append("</p>");
    }
    out.append("</header>");
  }

  private void fact(String name, String value) {
    out.append("<div><dt>%s</dt><dd>%s</dd></div>".formatted(name, value));
  }

  private void table(Table table, String heading) {
    out.append(
        "<section id=\"%s\"><%s>%s</%s>"
            .formatted(table.id(), heading, Html.escape(table.title()), heading));
    out.append(HtmlTable.of(table));
    if (!table.note().isEmpty()) {
      out.append("<p class=\"note\">").append(Html.escape(table.note())).append("</p>");
    }
    out.append("</section>");
  }

  private void charts() {
    List<Chart> half =
        Stream.of(
                Optional.of(CosineBars.of(comparison)),
                Optional.of(DifferencePlot.of(comparison)),
                LatencyPlane.of(comparison),
                Optional.of(CosineDistribution.of(comparison)))
            .flatMap(Optional::stream)
            .toList();
    out.append("<h2>In pictures</h2><div class=\"figures\">");
    half.forEach(chart -> figure(chart, ""));
    TrainingCurves.of(comparison).ifPresent(chart -> figure(chart, " class=\"full\""));
    out.append("</div>");
  }

  private void figure(Chart chart, String attributes) {
    out.append(
        "<figure id=\"fig-%s\"%s><h3>%s</h3>"
            .formatted(chart.id(), attributes, Html.escape(chart.title())));
    out.append(chart.svg());
    out.append("<figcaption>").append(Html.escape(chart.caption())).append("</figcaption>");
    chart
        .table()
        .ifPresent(
            table ->
                out.append("<details><summary>The numbers</summary>")
                    .append(HtmlTable.of(table.standing(comparison.standing())))
                    .append("</details>"));
    out.append("</figure>");
  }

  private void diagrams() {
    List<Row> drawn =
        comparison.networks().stream()
            .filter(row -> !row.run().facts().diagram().isBlank())
            .toList();
    if (drawn.isEmpty()) {
      return;
    }
    out.append("<section id=\"details\"><h3>Architecture details</h3>");
    for (Row row : drawn) {
      out.append("<details><summary>").append(Html.escape(row.name())).append("</summary>");
      out.append("<pre tabindex=\"0\">").append(Html.escape(row.run().facts().diagram()));
      out.append("</pre></details>");
    }
    out.append("</section>");
  }

  private void method() {
    out.append("<section id=\"method\"><h2>Method</h2>");
    out.append(
        Method.sentences(comparison).stream()
            .map(text -> "<p>" + Html.escape(text) + "</p>")
            .collect(Collectors.joining()));
    out.append("</section><section id=\"provenance\"><h2>Provenance</h2><dl class=\"origin\">");
    Method.provenance(comparison)
        .rows()
        .forEach(
            line ->
                out.append("<dt>")
                    .append(Html.escape(line.cells().get(0).text()))
                    .append("</dt><dd>")
                    .append(Html.escape(line.cells().get(1).text()))
                    .append("</dd>"));
    out.append("</dl></section>");
  }

  /** The style sheet of every page. */
  static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      byte[] bytes =
          Objects.requireNonNull(in, "report.css is missing from the jar").readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
