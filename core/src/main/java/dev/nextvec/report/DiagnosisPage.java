package dev.nextvec.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.doctor.Diagnosis;
import dev.nextvec.doctor.Finding;
import java.util.List;
import java.util.Locale;

/** An examination as one page that needs nothing else: no script, no request. */
public final class DiagnosisPage {
  private final Diagnosis diagnosis;
  private final StringBuilder out = new StringBuilder();

  private DiagnosisPage(Diagnosis diagnosis) {
    this.diagnosis = diagnosis;
  }

  /** The whole page. */
  public static String of(Diagnosis diagnosis) {
    return new DiagnosisPage(diagnosis).page();
  }

  private String page() {
    out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    out.append("<title>Dataset examination: ").append(Html.escape(diagnosis.name()));
    out.append("</title><style>").append(HtmlReport.style()).append("</style></head><body><main>");
    header();
    findings();
    out.append("<h2>In pictures</h2><div class=\"figures\">");
    DiagnosisCharts.of(diagnosis).forEach(this::figure);
    out.append("</div>");
    List<Table> tables = ExaminationTables.of(diagnosis);
    if (!tables.isEmpty()) {
      out.append("<h2>In detail</h2>");
      tables.stream().filter(table -> !table.id().equals("lags")).forEach(this::table);
    }
    provenance();
    return out.append("</main></body></html>\n").toString();
  }

  private void header() {
    out.append("<header><p class=\"eyebrow\">Dataset examination · ");
    out.append(Html.escape(diagnosis.name())).append("</p>");
    out.append("<h1>").append(Html.escape(diagnosis.verdict().get(0))).append("</h1>");
    out.append("<ul class=\"findings\">");
    diagnosis.verdict().stream()
        .skip(1)
        .forEach(text -> out.append("<li>").append(Html.escape(text)).append("</li>"));
    out.append("</ul><dl class=\"facts\">");
    Diagnosis.Facts facts = diagnosis.facts();
    fact("Chunks", Figures.count(facts.chunks()));
    fact("Dimension", Figures.count(facts.dimension()));
    fact("Documents", Figures.count(facts.documents()));
    fact("Training windows", Figures.count(facts.train()));
    fact("Validation windows", Figures.count(facts.validation()));
    fact("Test windows", Figures.count(facts.test()));
    out.append("</dl></header>");
  }

  private void fact(String name, String value) {
    out.append("<div><dt>%s</dt><dd>%s</dd></div>".formatted(name, value));
  }

  private void findings() {
    out.append("<section id=\"findings\"><h2>Findings</h2>");
    for (Finding finding : diagnosis.findings()) {
      String tone = ExaminationTables.tone(finding.level()).name().toLowerCase(Locale.ROOT);
      out.append("<div class=\"finding f-%s\"><p>".formatted(tone));
      out.append("<strong>%s</strong> ".formatted(ExaminationTables.word(finding.level())));
      out.append(Html.escape(finding.sentence()));
      out.append(" <code>").append(Html.escape(finding.code())).append("</code></p>");
      places(finding);
      out.append("</div>");
    }
    out.append("</section>");
  }

  private void places(Finding finding) {
    if (finding.places().isEmpty()) {
      return;
    }
    out.append("<details><summary>Where</summary><ul>");
    finding
        .places()
        .forEach(
            group ->
                out.append("<li>")
                    .append(Html.escape(ExaminationTables.places(group)))
                    .append("</li>"));
    String more = ExaminationTables.more(finding, Finding.LISTED);
    if (!more.isEmpty()) {
      out.append("<li>").append(more).append("</li>");
    }
    out.append("</ul></details>");
  }

  private void figure(Chart chart) {
    out.append("<figure id=\"fig-%s\"><h3>".formatted(chart.id()));
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

  private void table(Table table) {
    out.append("<section id=\"%s\"><h3>".formatted(table.id()));
    out.append(Html.escape(table.title())).append("</h3>").append(HtmlTable.of(table));
    if (!table.note().isEmpty()) {
      out.append("<p class=\"note\">").append(Html.escape(table.note())).append("</p>");
    }
    out.append("</section>");
  }

  private void provenance() {
    out.append("<section id=\"provenance\"><h2>Provenance</h2><dl class=\"origin\">");
    origin("Dataset", diagnosis.name());
    origin("sha256", diagnosis.sha256());
    origin(
        "Split",
        "seed %d, context of %d"
            .formatted(diagnosis.facts().splitSeed(), diagnosis.facts().contextLength()));
    origin("Time", Figures.duration(diagnosis.seconds()));
    out.append("</dl></section>");
  }

  private void origin(String name, String value) {
    out.append("<dt>%s</dt><dd>%s</dd>".formatted(name, Html.escape(value)));
  }
}
