package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.eval.Evaluation;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.diagnose.Direction;
import dev.nextvec.internal.report.Page.Fact;
import dev.nextvec.report.Report;
import dev.nextvec.stats.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A comparison as one page: verdict first, then what to use, table, pictures, details, method. */
public final class HtmlReport {
  private HtmlReport() {}

  /** The whole page. */
  public static String of(Report report) {
    return of(report, List.of());
  }

  /**
   * The whole page.
   *
   * @param diagnoses of rows, under their names
   */
  public static String of(Report report, List<Diagnosis> diagnoses) {
    return of(report, diagnoses, List.of());
  }

  /**
   * The whole page.
   *
   * @param diagnoses of rows, under their names; shown where the figures are in domain and sound,
   *     since their pictures carry no marks
   * @param foreign offset curves of rows that are known by their predictions alone, shown likewise
   */
  public static String of(Report report, List<Diagnosis> diagnoses, List<Direction> foreign) {
    Comparison comparison = report.comparison();
    Page page = new Page("Model comparison: " + comparison.dataset());
    verdict(page, comparison);
    page.heading("What to use").markup(RecommendationReport.cards(report.recommendations()));
    List<Table> tables = SpecificationTables.of(report);
    page.leading(tables.get(0)).findings(comparison.findings());
    tables.stream().filter(SearchTables::isFigures).forEach(page::leading);
    pictures(page.heading("In pictures"), comparison);
    if (isSound(comparison.standing()) && !(diagnoses.isEmpty() && foreign.isEmpty())) {
      reasons(page, comparison, diagnoses, foreign);
    }
    details(page.heading("In detail"), report, Set.of(tables.get(0).id()));
    method(page, comparison);
    return page.end();
  }

  /** The verdict in words, with what makes it doubtful. */
  static void verdict(Page page, Comparison comparison) {
    page.header(
        "Model comparison · %s · %s"
            .formatted(comparison.dataset(), comparison.standing().domain()),
        comparison.summary(),
        facts(comparison),
        comparison.standing().notices(),
        comparison.warnings());
  }

  /**
   * Tables to be opened, and the architectures.
   *
   * @param shown tables that stand elsewhere
   */
  static void details(Page page, Report report, Set<String> shown) {
    SpecificationTables.of(report).stream()
        .filter(table -> !shown.contains(table.id()))
        .filter(table -> !table.id().equals(RecommendationReport.ID)) // the cards say it
        .filter(table -> !SearchTables.isFigures(table)) // shown above
        .forEach(page::folded);
    diagrams(page, report.comparison());
  }

  private static List<Fact> facts(Comparison comparison) {
    Evaluation evaluation = comparison.rows().get(0).evaluation();
    return List.of(
        new Fact("Test windows", Figures.count(evaluation.windows())),
        new Fact("Test documents", Figures.count(evaluation.documents())),
        new Fact("Networks", Integer.toString(comparison.networks().size())),
        new Fact("Baselines", Integer.toString(comparison.baselines().size())));
  }

  /** What can be drawn of it. */
  static void pictures(Page page, Comparison comparison) {
    Stream<Chart> half =
        Stream.of(
                Optional.of(MeanBars.cosine(comparison)),
                MeanBars.retrieval(comparison),
                Optional.of(DifferencePlot.of(comparison)),
                LatencyPlane.of(comparison),
                Optional.of(CosineDistribution.of(comparison)))
            .flatMap(Optional::stream);
    Stream<Chart> full = TrainingCurves.of(comparison).stream();
    page.figures(
        half.map(chart -> chart.standing(comparison.standing())).toList(),
        full.map(chart -> chart.standing(comparison.standing())).toList());
  }

  /** Where the models look, and what moves them. */
  private static void reasons(
      Page page, Comparison comparison, List<Diagnosis> diagnoses, List<Direction> foreign) {
    page.heading("Why");
    comparison.standing().notices().forEach(page::paragraph);
    page.findings(
            diagnoses.stream()
                .flatMap(diagnosis -> DiagnosisFindings.of(diagnosis).stream().limit(1))
                .map(Statement::text)
                .toList())
        .figuresBelow(DiagnosisReport.charts(diagnoses, foreign));
  }

  private static boolean isSound(TestDomain standing) {
    return standing.shift().isEmpty() && standing.folds().isEmpty() && standing.marks().isEmpty();
  }

  private static void diagrams(Page page, Comparison comparison) {
    List<Row> drawn =
        comparison.networks().stream()
            .filter(row -> !row.run().facts().diagram().isBlank())
            .toList();
    if (drawn.isEmpty()) {
      return;
    }
    page.markup("<section id=\"details\"><h3>Architectures</h3>");
    for (Row row : drawn) {
      page.markup("<details><summary>" + Html.escape(row.name()) + "</summary>");
      page.markup("<pre tabindex=\"0\">" + Html.escape(row.run().facts().diagram()));
      page.markup("</pre></details>");
    }
    page.markup("</section>");
  }

  /** How the figures were made, and where they come from. */
  static void method(Page page, Comparison comparison) {
    String sentences =
        Method.sentences(comparison).stream()
            .map(text -> "<p>" + Html.sentence(text) + "</p>")
            .collect(Collectors.joining());
    page.markup("<section id=\"method\"><h2>Method</h2>" + sentences + "</section>");
    page.provenance(
        Method.provenance(comparison).rows().stream()
            .map(line -> new Fact(line.cells().get(0).text(), line.cells().get(1).text()))
            .toList());
  }
}
