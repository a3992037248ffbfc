package dev.nextvec.internal.report;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.RetrievalStatistics;
import dev.nextvec.compare.Row;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.report.Report;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A comparison as one table for a paper: {@code \input} it into a document that loads {@code
 * booktabs}. Bold is the highest test cosine, a dagger a row that ties with it.
 */
public final class LatexReport {
  private static final String NONE = "n/a";
  private final Comparison comparison;

  private LatexReport(Comparison comparison) {
    this.comparison = comparison;
  }

  /** The whole file. */
  public static String of(Report report) {
    return new LatexReport(report.comparison()).text();
  }

  private String text() {
    List<String> out = new ArrayList<>();
    out.add(
        "% Needs \\usepackage{booktabs} and, for names with accents, \\usepackage[T1]{fontenc}.");
    out.add("\\begin{table}");
    out.add("\\centering");
    out.add("\\caption{" + caption() + "}");
    out.add("\\label{tab:nextvec-comparison}");
    out.add("\\begin{tabular}{lrrlrr}");
    out.add("\\toprule");
    out.add("Model & Test cosine & Difference from linear average & Verdict & MRR & R@1 \\\\");
    out.add("\\midrule");
    comparison.rows().forEach(row -> out.add(line(row)));
    out.add("\\bottomrule");
    out.add("\\end{tabular}");
    out.add("\\end{table}");
    return String.join("\n", out) + "\n";
  }

  private String caption() {
    Row first = comparison.rows().getFirst();
    String what =
        "%s (%s): %s from %s. Brackets are %s %% intervals from a bootstrap over documents; that of a difference is the one that its verdict was judged by, wider where it was corrected for other questions. Bold is the highest test cosine; † ties with it: no difference is shown.%s"
            .formatted(
                comparison.dataset(),
                comparison.standing().label(),
                Figures.counted(first.evaluation().windows(), "test window"),
                Figures.counted(first.evaluation().documents(), "document"),
                Figures.significant(100 * comparison.bootstrap().level()),
                Robustness.note(
                    comparison.rows().stream()
                        .flatMap(row -> row.againstLinearAverage().stream())));
    return escape(
        comparison.standing().notices().stream()
            .map(notice -> " " + notice + ".")
            .collect(Collectors.joining("", what, "")));
  }

  private String line(Row row) {
    Row highest = comparison.rows().getFirst();
    Optional<PairedDifference> behind = comparison.between(row.name(), highest.name());
    boolean tie = behind.filter(contrast -> contrast.verdict() == Verdict.TIE).isPresent();
    String mean = "$" + minus(Figures.cosine(row.cosine().value())) + "$";
    String cosine = row == highest ? "\\textbf{" + mean.replace("$", "") + "}" : mean;
    Optional<PairedDifference> average = row.againstLinearAverage();
    return String.join(
            " & ",
            escape(row.name()) + (tie ? "$^{\\dagger}$" : ""),
            (row == highest ? cosine.replace("\\textbf{-", "\\textbf{$-$") : cosine)
                + interval(Optional.of(row.cosine())),
            average
                .map(
                    c ->
                        "$%s$%s"
                            .formatted(
                                minus(Figures.difference(c.difference().value())),
                                c.judgedBy().map(LatexReport::ends).orElse("")))
                .orElse("---"),
            average.map(c -> escape(Robustness.marked(c))).orElse("---"),
            retrieval(row, RetrievalMetric.MRR),
            retrieval(row, RetrievalMetric.RECALL_1))
        + " \\\\";
  }

  private String retrieval(Row row, RetrievalMetric metric) {
    RetrievalStatistics test = comparison.retrieval().get(Pool.TEST.ordinal());
    Optional<Estimate> mean = test.mean(row.name(), metric);
    return mean.map(
            found -> "$%s$%s".formatted(minus(Figures.cosine(found.value())), interval(mean)))
        .orElse(NONE);
  }

  private static String interval(Optional<Estimate> estimate) {
    return estimate.flatMap(Estimate::interval).map(LatexReport::ends).orElse("");
  }

  private static String ends(Interval interval) {
    return " {\\footnotesize [$%s$, $%s$]}"
        .formatted(minus(Figures.cosine(interval.low())), minus(Figures.cosine(interval.high())));
  }

  private static String minus(String figure) {
    return figure.replace('\u2212', '-');
  }

  /** Text that LaTeX sets as it is; letters that plain LaTeX has not are named by their number. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> out.append(escape(c)));
    return out.toString();
  }

  private static String escape(int c) {
    return switch (c) {
      case '\\' -> "\\textbackslash{}";
      case '~' -> "\\textasciitilde{}";
      case '^' -> "\\textasciicircum{}";
      case '<' -> "\\textless{}";
      case '>' -> "\\textgreater{}";
      case '|' -> "\\textbar{}";
      case '"' -> "\\textquotedbl{}";
      case '&', '%', '$', '#', '_', '{', '}' -> "\\" + (char) c;
      case '\u2020' -> "$^{\\dagger}$";
      case '\u00b0' -> "$^{\\circ}$";
      case '\u2212' -> "$-$";
      case '\u2013' -> "--";
      case '\u00a0' -> "~";
      default ->
          Character.isISOControl(c)
              ? " "
              : c < 0x80 || (c > 0xa0 && c < 0x180)
                  ? Character.toString(c)
                  : "[U+%04X]".formatted(c);
    };
  }
}
