package dev.nextvec.internal.report;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.examine.Examination;
import dev.nextvec.internal.examine.Finding;
import java.util.List;
import java.util.Locale;

/** An examination for the terminal: the verdict, the findings, then the figures. */
public final class DiagnosisText {
  private static final int LISTED = 5;

  private static final String PLACES = "           ";

  private DiagnosisText() {}

  /**
   * Writes it.
   *
   * @param width cells in a line
   * @param colour whether to use ANSI colours
   */
  public static String of(Examination diagnosis, int width, boolean colour) {
    StringBuilder out = new StringBuilder();
    int measure = Math.min(width, 100);
    out.append(TerminalReport.wrap(header(diagnosis), width)).append('\n');
    out.append(TerminalReport.summary(diagnosis.summary(), measure));
    for (String sentence : diagnosis.verdict()) {
      out.append(TerminalReport.wrap(sentence, measure));
    }
    out.append('\n');
    for (Finding finding : diagnosis.findings()) {
      finding(out, finding, measure);
    }
    Glossary glossary = new Glossary();
    for (Table table : ExaminationTables.of(diagnosis)) {
      out.append('\n').append(TerminalReport.drawn(table, glossary, width, colour));
      out.append(TerminalReport.wrap(table.note(), measure));
    }
    diagnosis
        .spectrum()
        .ifPresent(
            spectrum ->
                out.append('\n')
                    .append(
                        TerminalReport.wrap(
                            "Effective dimension %s of %d; %d components hold 90 %% of the variance."
                                .formatted(
                                    Figures.significant(spectrum.effectiveDimension()),
                                    diagnosis.facts().dimension(),
                                    spectrum.components90()),
                            measure)));
    return out.toString();
  }

  private static String header(Examination diagnosis) {
    Examination.Facts facts = diagnosis.facts();
    return "%s: %s of dimension %d in %s, examined in %s"
        .formatted(
            diagnosis.name(),
            Figures.counted(facts.chunks(), "chunk"),
            facts.dimension(),
            Figures.counted(facts.documents(), "document"),
            Figures.duration(diagnosis.seconds()));
  }

  private static void finding(StringBuilder out, Finding finding, int width) {
    String level = finding.level().name().toUpperCase(Locale.ROOT);
    List<String> lines =
        TerminalReport.wrap(finding.sentence() + " [" + finding.code() + "]", width - 9)
            .lines()
            .toList();
    for (int i = 0; i < lines.size(); i++) {
      out.append("%-8s ".formatted(i == 0 ? level : "")).append(lines.get(i)).append('\n');
    }
    finding.places().stream()
        .limit(LISTED)
        .forEach(
            group ->
                TerminalReport.wrap(ExaminationTables.places(group), width - PLACES.length())
                    .lines()
                    .forEach(line -> out.append(PLACES).append(line).append('\n')));
    String more = ExaminationTables.more(finding, LISTED);
    if (!more.isEmpty() && !finding.places().isEmpty()) {
      out.append(PLACES).append(more).append('\n');
    }
  }
}
