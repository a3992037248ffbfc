package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.diagnose.Diagnosis;
import dev.nextvec.internal.diagnose.Direction;
import dev.nextvec.internal.diagnose.Example;
import dev.nextvec.internal.diagnose.Explanation;
import dev.nextvec.internal.report.Page.Fact;
import dev.nextvec.stats.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Diagnoses and explanations as pages and for the terminal. */
public final class DiagnosisReport {
  private DiagnosisReport() {}

  /**
   * A page about models diagnosed on the same rows.
   *
   * @param dataset its name
   * @param diagnoses at least one
   * @param notes what a reader must know, such as a training that did not come to its end
   */
  public static String html(String dataset, List<Diagnosis> diagnoses, List<String> notes) {
    ModelColours colours = new ModelColours(diagnoses);
    Diagnosis first = diagnoses.get(0);
    List<String> findings =
        diagnoses.stream().flatMap(d -> Statement.texts(DiagnosisFindings.of(d)).stream()).toList();
    Page page =
        new Page("Diagnosis: " + dataset)
            .header(
                "Diagnosis · " + dataset,
                DiagnosisSummary.of(diagnoses),
                facts(first),
                List.of(),
                notes)
            .heading("What was found")
            .findings(findings)
            .heading("In pictures")
            .figures(charts(diagnoses));
    for (Diagnosis diagnosis : diagnoses) {
      page.heading(diagnosis.name() + " in detail");
      List<Chart> own = new ArrayList<>(List.of(ErrorBars.of(diagnosis, colours.of(diagnosis))));
      AttentionCharts.weights(diagnosis).ifPresent(own::add);
      page.figures(own).table(DiagnosisTables.documents(diagnosis));
      examples(page, "Best windows", diagnosis.errors().best());
      examples(page, "Worst windows", diagnosis.errors().worst());
    }
    return method(page).end();
  }

  /** The pictures that hold all models. */
  static List<Chart> charts(List<Diagnosis> diagnoses) {
    return charts(diagnoses, List.of());
  }

  /**
   * The same with the curves of models that are known by their predictions alone: nothing else of
   * them can be found out.
   */
  static List<Chart> charts(List<Diagnosis> diagnoses, List<Direction> foreign) {
    if (diagnoses.isEmpty()) {
      return OffsetCurve.of(diagnoses, foreign).stream().toList();
    }
    return Stream.of(
            OffsetCurve.of(diagnoses, foreign),
            AblationPlot.of(diagnoses),
            RolloutChart.of(diagnoses),
            AttentionCharts.influence(diagnoses))
        .flatMap(Optional::stream)
        .toList();
  }

  private static void examples(Page page, String title, List<Example> examples) {
    page.markup("<section><h3>" + Html.escape(title) + "</h3>");
    examples.forEach(example -> page.markup(Examples.folded(example)));
    page.markup("</section>");
  }

  /**
   * A page about where one model looks and what moves its predictions.
   *
   * @param dataset its name
   * @param explanations windows to show
   * @param notes what a reader must know
   */
  public static String html(
      String dataset, Diagnosis diagnosis, List<Explanation> explanations, List<String> notes) {
    String style = new ModelColours(List.of(diagnosis)).of(diagnosis);
    Page page =
        new Page("Explanation: " + diagnosis.name())
            .header(
                "Explanation of %s · %s".formatted(diagnosis.name(), dataset),
                DiagnosisSummary.of(List.of(diagnosis)),
                facts(diagnosis),
                List.of(),
                notes)
            .heading("What was found")
            .findings(Statement.texts(DiagnosisFindings.of(diagnosis)))
            .heading("Over all test windows")
            .figures(
                Stream.of(
                        AttentionCharts.weights(diagnosis),
                        AttentionCharts.influence(List.of(diagnosis)),
                        AblationPlot.of(List.of(diagnosis)),
                        OffsetCurve.of(List.of(diagnosis)))
                    .flatMap(Optional::stream)
                    .toList());
    page.heading(explanations.size() == 1 ? "One window" : "Windows");
    for (Explanation explanation : explanations) {
      page.markup("<section><h3>" + Html.escape(Examples.title(explanation.example())) + "</h3>");
      page.markup(Examples.explained(explanation, style));
      residual(explanation).ifPresent(page::paragraph);
      page.markup("</section>");
    }
    return method(page).end();
  }

  private static List<Fact> facts(Diagnosis diagnosis) {
    return List.of(
        new Fact("Test windows", Figures.count(diagnosis.windows())),
        new Fact("Test documents", Figures.count(diagnosis.documents())),
        new Fact("Context", Figures.counted(diagnosis.contextLength(), "chunk")));
  }

  private static Page method(Page page) {
    return page.heading("Method")
        .markup("<section id=\"method\">")
        .markup(
            "<p>Intervals hold 95 % and come from 10,000 resamples of whole documents. Turn: 1 −"
                + " cosine between two predictions. Loss: cosine with the target from the context"
                + " as it is, less that from the changed context, paired by window. A dropped chunk"
                + " is replaced by the mean of the others, not scaled. None of this shows a cause:"
                + " a network was not trained on changed contexts, and may answer them worse for"
                + " that reason alone.</p></section>");
  }

  private static Optional<String> residual(Explanation explanation) {
    return explanation
        .residual()
        .map(
            residual ->
                "Residual: %s as long as what it is added to; it turns the prediction by %s and changes its cosine by %s."
                    .formatted(
                        Figures.share(residual.share()),
                        Figures.cosine(residual.turn()),
                        Figures.difference(residual.gain())));
  }

  /** A diagnosis for the terminal. */
  public static String text(Diagnosis diagnosis, List<String> notes, int width, boolean colour) {
    List<Table> tables = new ArrayList<>();
    diagnosis.direction().ifPresent(any -> tables.add(DiagnosisTables.direction(diagnosis)));
    if (!diagnosis.order().changes().isEmpty()) {
      tables.add(DiagnosisTables.order(diagnosis));
    }
    diagnosis.rollout().ifPresent(any -> tables.add(DiagnosisTables.rollout(diagnosis)));
    tables.add(DiagnosisTables.errors(diagnosis));
    tables.add(DiagnosisTables.documents(diagnosis));
    String worst =
        diagnosis.errors().worst().stream()
            .map(example -> TerminalReport.wrap("  " + Examples.title(example), width))
            .collect(Collectors.joining());
    return findings(diagnosis, notes, width)
        + drawn(tables, width, colour)
        + "\nWorst windows (texts in the page and in JSON)\n"
        + worst;
  }

  /** An explanation for the terminal. */
  public static String text(
      Diagnosis diagnosis,
      List<Explanation> explanations,
      List<String> notes,
      int width,
      boolean colour) {
    List<Table> tables = new ArrayList<>();
    diagnosis.attention().ifPresent(any -> tables.add(DiagnosisTables.attention(diagnosis)));
    if (!diagnosis.order().changes().isEmpty()) {
      tables.add(DiagnosisTables.order(diagnosis));
    }
    String windows =
        explanations.stream()
            .map(
                each ->
                    "\n"
                        + Examples.text(each, width)
                        + residual(each).map(text -> TerminalReport.wrap(text, width)).orElse(""))
            .collect(Collectors.joining());
    return findings(diagnosis, notes, width) + drawn(tables, width, colour) + windows;
  }

  private static String findings(Diagnosis diagnosis, List<String> notes, int width) {
    Stream<String> known = notes.stream().map(note -> "Note: " + note);
    Stream<String> found = Statement.texts(DiagnosisFindings.of(diagnosis)).stream();
    return TerminalReport.summary(DiagnosisSummary.of(List.of(diagnosis)), width)
        + Stream.concat(known, found)
            .map(text -> TerminalReport.wrap(text, width))
            .collect(Collectors.joining());
  }

  private static String drawn(List<Table> tables, int width, boolean colour) {
    Glossary glossary = new Glossary();
    return tables.stream()
        .map(table -> "\n" + TerminalReport.drawn(table, glossary, width, colour))
        .collect(Collectors.joining());
  }
}
