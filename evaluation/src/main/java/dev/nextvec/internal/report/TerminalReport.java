package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.recommend.Recommendation.Answer;
import dev.nextvec.report.Report;
import dev.nextvec.stats.Summary;
import java.text.BreakIterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A comparison for the terminal: what was found, then what it was found from. */
public final class TerminalReport {
  private TerminalReport() {}

  /**
   * Writes the verdict and the tables of quality, speed and cost.
   *
   * @param width cells in a line
   * @param colour whether to use ANSI colours
   */
  public static String of(Report report, int width, boolean colour) {
    Comparison comparison = report.comparison();
    String rows =
        "%s (%s): %s in %s"
            .formatted(
                comparison.dataset(),
                comparison.standing().domain(),
                Figures.counted(comparison.rows().get(0).evaluation().windows(), "test window"),
                Figures.counted(comparison.rows().get(0).evaluation().documents(), "document"));
    Stream<String> findings = comparison.findings().stream().skip(1).map(text -> wrap(text, width));
    Stream<String> marks = comparison.standing().notices().stream().map(text -> wrap(text, width));
    Stream<String> warnings =
        comparison.warnings().stream().map(text -> wrap("Note: " + text, width));
    Glossary glossary = new Glossary();
    Stream<String> drawn =
        tables(comparison).stream()
            .filter(table -> !table.rows().isEmpty())
            .map(table -> table.standing(comparison.standing()))
            .map(table -> "\n" + drawn(table, glossary, width, colour));
    Stream<String> use =
        report.recommendations().stream()
            .filter(pick -> pick.answer() != Answer.SEVERAL)
            .map(pick -> wrap("Use for " + pick.useCase().label() + ": " + pick.headline(), width));
    return Stream.of(
            Stream.of(wrap(rows, width) + "\n" + summary(comparison.summary(), width)),
            marks,
            warnings,
            Stream.concat(Stream.of("\n"), use),
            Stream.concat(Stream.of("\n"), findings),
            drawn)
        .flatMap(part -> part)
        .collect(Collectors.joining());
  }

  private static List<Table> tables(Comparison comparison) {
    Stream<Table> own =
        Stream.of(
            QualityTables.performance(comparison),
            PairTables.matrix(comparison),
            DomainTable.of(comparison),
            QualityTables.metrics(comparison),
            SkillTable.of(comparison),
            RetrievalTables.test(comparison),
            RetrievalTables.testContrasts(comparison),
            CostTables.speed(comparison),
            CostTables.complexity(comparison));
    return Stream.concat(SearchTables.of(comparison), own).toList();
  }

  /** The first screen. */
  static String summary(Summary summary, int width) {
    return summary.lines().stream()
        .map(line -> wrap(line, width))
        .collect(Collectors.joining("", "", "\n"));
  }

  /** A table with the terms that first stand in it. */
  static String drawn(Table table, Glossary glossary, int width, boolean colour) {
    return new TextTable(table, width, colour).draw()
        + glossary.legend(table).map(legend -> wrap(legend, width)).orElse("");
  }

  /** Options, numbers, names with a hyphen and paths are copied in one piece. */
  private static boolean isWithinWord(String text, int at) {
    return at < text.length()
        && "-./".indexOf(text.charAt(at - 1)) >= 0
        && !Character.isWhitespace(text.charAt(at));
  }

  /** Breaks a paragraph into lines of at most {@code width} cells, ended by a newline. */
  static String wrap(String text, int width) {
    BreakIterator breaks = BreakIterator.getLineInstance(Locale.ROOT);
    breaks.setText(text);
    StringBuilder out = new StringBuilder();
    StringBuilder line = new StringBuilder();
    int from = breaks.first();
    for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
      if (isWithinWord(text, to)) {
        continue;
      }
      String word = text.substring(from, to);
      from = to;
      if (DisplayWidth.of(line + word.stripTrailing()) > width && !line.isEmpty()) {
        out.append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
      }
      line.append(word);
    }
    return out.append(line.toString().stripTrailing()).append('\n').toString();
  }
}
