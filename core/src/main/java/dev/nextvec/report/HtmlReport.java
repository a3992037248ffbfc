package dev.nextvec.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.diagnose.Diagnosis;
import dev.nextvec.eval.Evaluation;
import dev.nextvec.recommend.Recommender;
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
  private final List<Diagnosis> diagnoses;
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(Comparison comparison, List<Diagnosis> diagnoses) {
    this.comparison = comparison;
    this.diagnoses = diagnoses;
  }

  /** The whole page. */
  public static String of(Comparison comparison) {
    return of(comparison, List.of());
  }

  /**
   * The whole page.
   *
   * @param diagnoses of rows, under their names; shown where the comparison is as a reader expects,
   *     since their pictures carry no marks
   */
  public static String of(Comparison comparison, List<Diagnosis> diagnoses) {
    boolean shown = comparison.standing().stamps().isEmpty();
    return new HtmlReport(comparison, shown ? diagnoses : List.of()).page();
  }

  private String page() {
    out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    out.append("<title>Model comparison: ").append(Html.escape(comparison.dataset()));
    out.append("</title><style>").append(style()).append("</style></head><body><main>");
    header();
    out.append("<h2>What to use</h2>");
    out.append(RecommendationReport.cards(Recommender.of(comparison)));
    List<Table> tables = SpecificationTables.of(comparison);
    table(tables.get(0));
    charts();
    reasons();
    out.append("<h2>In detail</h2>");
    tables.stream()
        .skip(1)
        .filter(table -> !table.id().equals(RecommendationReport.ID)) // the cards say it
        .forEach(this::folded);
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

  private void table(Table table) {
    out.append("<section id=\"%s\"><h2>".formatted(table.id()));
    out.append(Html.escape(table.title())).append("</h2>");
    content(table);
    out.append("</section>");
  }

  /** A table that is opened by whoever wants its figures. */
  private void folded(Table table) {
    out.append("<details class=\"table\" id=\"%s\"><summary>".formatted(table.id()));
    out.append(Html.escape(table.title())).append("</summary>");
    content(table);
    out.append("</details>");
  }

  private void content(Table table) {
    out.append(HtmlTable.of(table));
    if (!table.note().isEmpty()) {
      out.append("<p class=\"note\">").append(Html.escape(table.note())).append("</p>");
    }
  }

  /** Where the models look, and what moves them. */
  private void reasons() {
    if (diagnoses.isEmpty()) {
      return;
    }
    out.append("<h2>Why</h2><ul class=\"findings\">");
    diagnoses.stream()
        .flatMap(diagnosis -> DiagnosisFindings.of(diagnosis).stream().limit(1))
        .forEach(text -> out.append("<li>").append(Html.escape(text)).append("</li>"));
    out.append("</ul><div class=\"figures below\">");
    DiagnosisReport.charts(diagnoses).forEach(chart -> figure(chart, ""));
    out.append("</div>");
  }

  private void charts() {
    List<Chart> half =
        Stream.of(
                Optional.of(MeanBars.cosine(comparison)),
                MeanBars.retrieval(comparison),
                Optional.of(DifferencePlot.of(comparison)),
                LatencyPlane.of(comparison),
                Optional.of(CosineDistribution.of(comparison)))
            .flatMap(Optional::stream)
            .toList();
    out.append("<h2>In pictures</h2><div class=\"figures\">");
    for (int i = 0; i < half.size(); i++) { // an odd last one would leave a hole beside it
      boolean alone = i == half.size() - 1 && half.size() % 2 == 1;
      figure(half.get(i), alone ? " class=\"full\"" : "");
    }
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
    out.append("<section id=\"details\"><h3>Architectures</h3>");
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
