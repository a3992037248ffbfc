package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.JudgedPair;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.Settling;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Every row against every other. */
final class PairTables {
  private PairTables() {}

  /** One sign for each pair: fits a terminal. */
  static Table matrix(Comparison comparison) {
    List<Row> rows = comparison.rows();
    List<Column> columns = new ArrayList<>(List.of(Column.number("#"), Column.text("Model")));
    for (int i = 1; i <= rows.size(); i++) {
      columns.add(new Column(Integer.toString(i), false, i - 1));
    }
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      List<String> cells = new ArrayList<>(List.of(Integer.toString(i + 1), rows.get(i).name()));
      for (Row other : rows) {
        cells.add(
            comparison
                .between(rows.get(i).name(), other.name())
                .map(contrast -> sign(contrast.verdict()) + Robustness.mark(contrast))
                .orElse(""));
      }
      lines.add(Line.of(cells.toArray(String[]::new)).muted(rows.get(i).isBaseline()));
    }
    return new Table(
        "verdicts",
        "Pairs: " + signs(comparison),
        "The row's test cosine against that of the column with that number, paired by window. "
            + Rules.families(comparison)
            + " "
            + Rules.of(comparison)
            + Robustness.note(comparison.pairs().stream().map(JudgedPair::contrast)),
        columns,
        lines);
  }

  /** All that is known of each pair. */
  static Table list(Comparison comparison) {
    return new Table(
        "pairs",
        "Pairwise differences",
        "Test cosine of the first less that of the second, paired by window. %s%s%s%s"
            .formatted(
                Rules.families(comparison),
                Rules.intervals(comparison),
                Robustness.note(comparison.pairs().stream().map(JudgedPair::contrast)),
                comparison.pairs().stream().anyMatch(pair -> pair.contrast().settling().isPresent())
                    ? " A tie is settled by about as many test documents as the last column says, four times in five, if other documents are like these: they would show a difference of this size, or equality within ±%s."
                        .formatted(comparison.margin())
                    : ""),
        List.of(
            Column.text("Model"),
            Column.text("against"),
            Column.number("Difference"),
            Column.number("Interval", 1),
            Column.text("Verdict"),
            Column.number("p, corrected", 2),
            Column.number("Documents to settle", 3),
            new Column("Asked", false, 4)),
        comparison.pairs().stream().map(pair -> line(pair, comparison.margin())).toList());
  }

  private static Line line(JudgedPair pair, double margin) {
    PairedDifference contrast = pair.contrast();
    return Line.of(
            pair.first(),
            pair.second(),
            Figures.difference(contrast.difference().value()),
            contrast.judgedBy().map(PairTables::interval).orElse(QualityTables.NONE),
            words(contrast.verdict(), margin) + Robustness.mark(contrast),
            contrast
                .difference()
                .interval()
                .map(any -> Figures.probability(contrast.adjustedP()))
                .orElse(QualityTables.NONE),
            needed(contrast),
            pair.asked() ? "yes" : "")
        .with(4, QualityTables.tone(contrast.verdict()));
  }

  /** The sign of every verdict that was given. */
  private static String signs(Comparison comparison) {
    return Rules.given(comparison).stream()
        .map(verdict -> sign(verdict) + " " + verdict.words())
        .collect(Collectors.joining(", "));
  }

  /** Documents that settle a tie or give an interval; nothing where a verdict is given. */
  static String needed(PairedDifference contrast) {
    return switch (contrast.verdict()) {
      case BETTER, WORSE, EQUAL -> "";
      case TIE ->
          contrast
              .settling()
              .map(size -> Settling.about(size.documents()))
              .orElse(contrast.difference().folds().isPresent() ? "not known" : "no number");
      case CANNOT_SAY -> "at least " + Bootstrap.FEWEST_DOCUMENTS;
    };
  }

  static String interval(Interval ends) {
    return Figures.difference(ends.low()) + " … " + Figures.difference(ends.high());
  }

  /** The verdict with what it means. */
  static String words(Verdict verdict, double margin) {
    return switch (verdict) {
      case BETTER -> "better";
      case WORSE -> "worse";
      case EQUAL -> "equal (within ±" + margin + ")";
      case TIE -> "tie (not settled)";
      case CANNOT_SAY -> "cannot say (no interval)";
    };
  }

  private static String sign(Verdict verdict) {
    return switch (verdict) {
      case BETTER -> "+";
      case WORSE -> "−";
      case EQUAL -> "=";
      case TIE -> "?";
      case CANNOT_SAY -> "·";
    };
  }
}
