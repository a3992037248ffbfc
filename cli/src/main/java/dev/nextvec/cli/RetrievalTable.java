package dev.nextvec.cli;

import dev.nextvec.compare.Figures;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.report.Printable;
import dev.nextvec.internal.retrieval.RankExample;
import dev.nextvec.internal.retrieval.RetrievalResult;
import dev.nextvec.internal.retrieval.StrategyDifference;
import dev.nextvec.internal.retrieval.StrategyRow;
import dev.nextvec.internal.wording.Beginning;
import dev.nextvec.recommend.Recommender;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was measured of an index's strategies, for people. */
record RetrievalTable(RetrievalResult result) {
  private static final int SHOWN = 150;

  /** The text, for lines of 80. */
  String text() {
    StringBuilder text = new StringBuilder();
    head(text);
    text.append(line("strategy", "R@1", "R@5", "R@10", "R@50", "MRR", "p50 ms", "p99 ms"));
    for (StrategyRow row : result.rows()) {
      text.append(
          line(
              row.strategy().label(),
              figure(row, RetrievalMetric.RECALL_1),
              figure(row, RetrievalMetric.RECALL_5),
              figure(row, RetrievalMetric.RECALL_10),
              figure(row, RetrievalMetric.RECALL_50),
              figure(row, RetrievalMetric.MRR),
              milliseconds(row.latency().p50()),
              milliseconds(row.latency().p99())));
    }
    result
        .table("")
        .timesNote()
        .ifPresent(note -> text.append("%n%s `--again` measures anew.%n".formatted(note)));
    for (RetrievalMetric metric : List.of(RetrievalMetric.MRR, RetrievalMetric.RECALL_1)) {
      differences(text, metric);
    }
    text.append(new KindTable(result.kinds()).text());
    examples(text);
    text.append("%n%s%n".formatted(conclusion()));
    return text.toString();
  }

  /** What was measured, and how what orders hits was fitted. */
  private void head(StringBuilder text) {
    RetrievalResult.Basis basis = result.basis();
    result.marks().forEach(mark -> text.append(mark).append(System.lineSeparator()));
    text.append(
        String.format(
            Locale.ROOT,
            "The true next chunk of %s (%s)%namong %s, the context's own left out;%nexact"
                + " search%s:%n%n",
            Figures.counted(basis.windows(), "test window"),
            Figures.counted(basis.documents(), "independent document"),
            among(basis),
            basis.model().isEmpty() ? "" : "; model " + basis.modelName()));
    boolean reranked =
        result.rows().stream().anyMatch(row -> row.strategy() instanceof Strategy.Reranked);
    if (reranked && !basis.folds().isEmpty()) {
      text.append(
          "Re-rankers are fitted to validation documents, and to training documents as%nmodels predicted them that never saw them.%n%n"
              .formatted());
    }
  }

  private static String among(RetrievalResult.Basis basis) {
    return switch (basis.pool()) {
      case TEST ->
          String.format(Locale.ROOT, "the %,d chunks of the test documents", basis.chunks());
      case CORPUS, DOCUMENT ->
          String.format(Locale.ROOT, "all %,d chunks of the corpus", basis.chunks());
    };
  }

  private static String line(String name, String... cells) {
    StringBuilder line = new StringBuilder("%-25s".formatted(name));
    for (String cell : cells) {
      line.append("%7s".formatted(cell));
    }
    return line.append(System.lineSeparator()).toString();
  }

  private void differences(StringBuilder text, RetrievalMetric metric) {
    text.append(
        "%n%s less that of the strategy in brackets, paired by window, with the interval over%ndocuments that the verdict was judged by, corrected for all differences (Holm):%n%n"
            .formatted(metric.label()));
    result.differences().stream()
        .filter(each -> each.metric().equals(metric.key()))
        .forEach(each -> text.append(line(each)));
  }

  private static String line(StrategyDifference each) {
    Estimate difference = each.difference();
    return String.format(
        Locale.ROOT,
        "%-25s %+.4f  %-18s  %-10s (%s)%n",
        each.strategy(),
        difference.value(),
        each.judgedBy().map(RetrievalTable::interval).orElse("no interval"),
        each.verdict().words(),
        each.from());
  }

  static String interval(Interval ends) {
    return String.format(Locale.ROOT, "%+.4f to %+.4f", ends.low(), ends.high());
  }

  private static String figure(StrategyRow row, RetrievalMetric metric) {
    return String.format(Locale.ROOT, "%.4f", row.figure(metric).value());
  }

  private static String milliseconds(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
  }

  private void examples(StringBuilder text) {
    if (result.examples().isEmpty()) {
      return;
    }
    text.append(
        "%nWhere %s and persistence differ most, by rank of the true next chunk:%n"
            .formatted(result.examples().getFirst().strategy()));
    for (RankExample each : result.examples()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n  %s, chunk %d: %.0f, by persistence %.0f%n",
              Printable.line(each.document()),
              each.position(),
              each.rank(),
              each.plainRank()));
      if (!each.next().isEmpty()) {
        text.append("    after:  %s%n".formatted(shortened(each.newest())));
        text.append("    next:   %s%n".formatted(shortened(each.next())));
      }
    }
  }

  private static String shortened(String text) {
    String line = Printable.line(text.replaceAll("\\s+", " "));
    return Beginning.of(line, SHOWN, "...");
  }

  private String conclusion() {
    if (result.basis().pool() == Pool.TEST) {
      return "These figures compare with others that were measured among the test documents."
          + " `retrieve` looks among\n"
          + "all chunks, and goes by what was measured there. Times are of searches among"
          + " all chunks.";
    }
    Strategy best = result.best(any -> true);
    Optional<Interval> known = result.rows().getFirst().figure(RetrievalMetric.MRR).interval();
    if (known.isEmpty()) {
      return "Cannot say which strategy is best: too few test documents for an interval. `retrieve`"
          + " uses persistence.";
    }
    return best == Strategy.Vector.PERSISTENCE
        ? "No strategy is shown to be better than persistence by MRR: `retrieve` uses persistence."
        : "`retrieve` uses %s: of those shown to be better than persistence by MRR %s."
            .formatted(
                best.label(),
                result.isHighest(best)
                    ? "it has the highest"
                    : "and at most %s below the highest it costs least"
                        .formatted(Figures.significant(Recommender.GIVE)));
  }
}
