package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.examine.Examination;
import dev.nextvec.internal.examine.Finding;
import dev.nextvec.internal.report.Page.Fact;
import java.util.List;
import java.util.Locale;

/** An examination of a dataset as one page. */
public final class DiagnosisPage {
  private DiagnosisPage() {}

  /** The whole page. */
  public static String of(Examination diagnosis) {
    return of(new Page("Dataset examination: " + diagnosis.name()), diagnosis);
  }

  /** The same as a part of a page that has its own heading and style. */
  public static String part(Examination diagnosis) {
    return of(Page.part(), diagnosis);
  }

  private static String of(Page page, Examination diagnosis) {
    page.header(
        "Dataset examination · " + diagnosis.name(), diagnosis.summary(), facts(diagnosis.facts()));
    page.heading("What was found").findings(diagnosis.verdict());
    findings(page, diagnosis);
    page.heading("In pictures").figures(DiagnosisCharts.of(diagnosis));
    List<Table> tables = ExaminationTables.of(diagnosis);
    if (!tables.isEmpty()) {
      page.heading("In detail");
      tables.stream().filter(table -> !table.id().equals("lags")).forEach(page::table);
    }
    return page.provenance(origins(diagnosis)).end();
  }

  private static List<Fact> facts(Examination.Facts facts) {
    return List.of(
        new Fact("Chunks", Figures.count(facts.chunks())),
        new Fact("Dimension", Figures.count(facts.dimension())),
        new Fact("Documents", Figures.count(facts.documents())),
        new Fact("Training windows", Figures.count(facts.train())),
        new Fact("Validation windows", Figures.count(facts.validation())),
        new Fact("Test windows", Figures.count(facts.test())));
  }

  private static void findings(Page page, Examination diagnosis) {
    page.markup("<section id=\"findings\"><h2>What to look at</h2>");
    for (Finding finding : diagnosis.findings()) {
      String tone = ExaminationTables.tone(finding.level()).name().toLowerCase(Locale.ROOT);
      page.markup("<div class=\"finding f-%s\"><p>".formatted(tone));
      page.markup("<strong>%s</strong> ".formatted(ExaminationTables.word(finding.level())));
      page.markup(Html.sentence(finding.sentence()));
      page.markup(" <code>" + Html.escape(finding.code()) + "</code></p>");
      places(page, finding);
      page.markup("</div>");
    }
    page.markup("</section>");
  }

  private static void places(Page page, Finding finding) {
    if (finding.places().isEmpty()) {
      return;
    }
    page.markup("<details><summary>Where</summary><ul>");
    finding
        .places()
        .forEach(
            group ->
                page.markup("<li>" + Html.sentence(ExaminationTables.places(group)) + "</li>"));
    String more = ExaminationTables.more(finding, Finding.LISTED);
    if (!more.isEmpty()) {
      page.markup("<li>" + more + "</li>");
    }
    page.markup("</ul></details>");
  }

  private static List<Fact> origins(Examination diagnosis) {
    Examination.Facts facts = diagnosis.facts();
    return List.of(
        new Fact("Dataset", diagnosis.name()),
        new Fact("sha256", diagnosis.sha256()),
        new Fact(
            "Split",
            "seed %d, shares of %s for validation and %s for testing, context of %d"
                .formatted(
                    facts.splitSeed(),
                    facts.fractions().validation(),
                    facts.fractions().test(),
                    facts.contextLength())),
        new Fact("Time", Figures.duration(diagnosis.seconds())));
  }
}
