package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Row;
import dev.nextvec.internal.report.Table.Cell;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import dev.nextvec.internal.report.Table.Tone;
import dev.nextvec.report.Report;
import dev.nextvec.stats.Summary;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/** A comparison as GitHub-flavoured Markdown. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /** The whole document. */
  public static String of(Report report) {
    Comparison comparison = report.comparison();
    StringBuilder out = new StringBuilder();
    out.append("# Model comparison: ").append(escape(comparison.dataset())).append("\n\n");
    summary(comparison.summary(), out);
    comparison
        .standing()
        .notices()
        .forEach(text -> out.append("\n> **").append(escape(text)).append("**\n"));
    comparison
        .warnings()
        .forEach(text -> out.append("\n> **Note:** ").append(sentence(text)).append('\n'));
    out.append("\n## What was found\n\n");
    comparison.findings().forEach(text -> out.append("- ").append(sentence(text)).append('\n'));
    Glossary glossary = new Glossary();
    for (Table table : SpecificationTables.of(report)) {
      out.append('\n').append(table(table, 2));
      glossary
          .legend(table)
          .ifPresent(text -> out.append('\n').append(sentence(text)).append('\n'));
    }
    diagrams(comparison, out);
    out.append("\n## Method\n\n");
    Method.sentences(comparison).forEach(text -> out.append(sentence(text)).append("\n\n"));
    out.append(table(Method.provenance(comparison), 2));
    return out.toString();
  }

  /** The first screen. */
  static void summary(Summary summary, StringBuilder out) {
    out.append("**").append(sentence(summary.verdict())).append("**\n\n");
    out.append("- Next: ").append(sentence(summary.next())).append('\n');
    out.append("- How sure: ").append(sentence(summary.sure())).append('\n');
  }

  private static void diagrams(Comparison comparison, StringBuilder out) {
    List<Row> drawn =
        comparison.networks().stream()
            .filter(row -> !row.run().facts().diagram().isBlank())
            .toList();
    if (!drawn.isEmpty()) {
      out.append("\n## Architecture details\n");
    }
    for (Row row : drawn) {
      out.append("\n### ").append(escape(row.name())).append("\n\n```\n");
      out.append(row.run().facts().diagram().replace("```", "'''").stripTrailing());
      out.append("\n```\n");
    }
  }

  /** One table under a heading of the given level. */
  static String table(Table table, int level) {
    StringBuilder out = new StringBuilder();
    out.append("#".repeat(level)).append(' ').append(escape(table.title())).append("\n\n");
    table.marks().forEach(mark -> out.append("**").append(escape(mark)).append("**\n\n"));
    if (!table.note().isEmpty()) {
      out.append(sentence(table.note())).append("\n\n");
    }
    out.append(
        line(table.columns().stream().map(Column::header).map(MarkdownReport::escape).toList()));
    out.append(
        line(table.columns().stream().map(column -> column.numeric() ? "---:" : ":---").toList()));
    for (Line row : table.rows()) {
      out.append(line(row.cells().stream().map(MarkdownReport::cell).toList()));
    }
    return out.toString();
  }

  private static String cell(Cell cell) {
    String text = cell.text().contains("|") ? escape(cell.text()) : sentence(cell.text());
    boolean strong = cell.tone() == Tone.STRONG || cell.tone() == Tone.GOOD;
    return strong && !text.isEmpty() ? "**" + text + "**" : text;
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** Escapes a sentence, whose names in backticks stay code. */
  public static String sentence(String text) {
    String line = text.replaceAll("\\R", " ");
    StringBuilder out = new StringBuilder();
    Matcher code = Html.CODE.matcher(line);
    int from = 0;
    while (code.find()) {
      out.append(escape(line.substring(from, code.start()))).append(code.group());
      from = code.end();
    }
    return out.append(escape(line.substring(from))).toString();
  }

  /** Keeps user text from being read as markup. */
  public static String escape(String text) {
    return text.replaceAll("\\R", " ").replaceAll("([\\\\`*_\\[\\]<|])", "\\\\$1");
  }
}
