package dev.nextvec.internal.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.RetrievalStatistics;
import dev.nextvec.compare.RetrievalStatistics.Against;
import dev.nextvec.compare.Row;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.internal.eval.RetrievalJson;
import dev.nextvec.internal.report.Table.Column;
import dev.nextvec.internal.report.Table.Line;
import dev.nextvec.stats.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tables of how well predictions find the true next chunk, one for each pool of candidates. */
final class RetrievalTables {
  private RetrievalTables() {}

  /** Empty where no row has ranks. */
  static List<Table> of(Comparison comparison) {
    return Arrays.stream(Pool.values()).map(pool -> table(comparison, pool)).toList();
  }

  /** The table whose pool is the test split. */
  static Table test(Comparison comparison) {
    return table(comparison, Pool.TEST);
  }

  /** Every network against persistence and the linear average, one table for each pool. */
  static List<Table> contrasts(Comparison comparison) {
    return comparison.retrieval().stream().map(each -> contrasts(comparison, each)).toList();
  }

  /** The same for the pool of the test split alone. */
  static Table testContrasts(Comparison comparison) {
    return contrasts(comparison, comparison.retrieval().get(Pool.TEST.ordinal()));
  }

  private static Table contrasts(Comparison comparison, RetrievalStatistics retrieval) {
    return new Table(
        "retrieval-contrasts-" + retrieval.pool().ordinal(),
        "Retrieval against persistence and the linear average: " + retrieval.pool().label(),
        "The network's figure less the baseline's, paired by window. Verdicts are corrected for all differences of this table; the margin is ±%s.%s%s"
            .formatted(
                comparison.margin(),
                Rules.intervals(comparison),
                Robustness.note(retrieval.contrasts().stream().map(Against::contrast))),
        List.of(
            Column.text("Model"),
            Column.text("against"),
            Column.text("Metric"),
            Column.number("Difference"),
            Column.number("interval", 1),
            Column.text("Verdict"),
            Column.number("Documents to settle", 2)),
        retrieval.contrasts().stream().map(RetrievalTables::line).toList());
  }

  private static Line line(Against against) {
    PairedDifference contrast = against.contrast();
    return Line.of(
            against.network(),
            against.baseline(),
            against.metric().label(),
            Figures.difference(contrast.difference().value()),
            contrast.judgedBy().map(PairTables::interval).orElse(QualityTables.NONE),
            Robustness.marked(contrast),
            PairTables.needed(contrast))
        .with(5, QualityTables.tone(contrast.verdict()));
  }

  /** A line of the table: a row of the comparison, or what chance or an oracle reach. */
  private record Ranked(String name, boolean baseline, Map<RetrievalMetric, Double> means) {
    static Ranked of(Row row, Pool pool) {
      Map<RetrievalMetric, Double> means = new EnumMap<>(RetrievalMetric.class);
      for (RetrievalMetric metric : RetrievalMetric.values()) {
        means.put(metric, row.group().retrievalMean(pool, metric));
      }
      return new Ranked(row.name(), row.isBaseline(), means);
    }

    static Ranked reference(String name, Ranks ranks) {
      Map<RetrievalMetric, Double> means = new EnumMap<>(RetrievalMetric.class);
      for (RetrievalMetric metric : RetrievalMetric.values()) {
        means.put(metric, metric.mean(ranks));
      }
      return new Ranked(name, false, means);
    }

    double mean(RetrievalMetric metric) {
      return means.getOrDefault(metric, Double.NaN);
    }
  }

  private static Table table(Comparison comparison, Pool pool) {
    List<Ranked> ranked = ranked(comparison, pool);
    int percent = (int) Math.round(100 * comparison.bootstrap().level());
    return new Table(
        "retrieval-" + pool.ordinal(),
        "Retrieval: "
            + pool.label()
            + any(comparison, pool).map(ranks -> share(comparison, ranks)).orElse(""),
        any(comparison, pool).map(ranks -> note(pool, ranks, percent)).orElse(""),
        List.of(
            Column.text("Model"),
            Column.number("R@1"),
            Column.number("R@5", 2),
            Column.number("R@10"),
            Column.number("R@50", 3),
            Column.number("MRR"),
            Column.number("Contrastive accuracy", 1),
            Column.number("R@1 interval", 6),
            Column.number("R@10 interval", 5),
            Column.number("MRR interval", 4)),
        ranked.stream().map(row -> line(row, comparison, pool)).toList());
  }

  private static String note(Pool pool, Ranks ranks, int percent) {
    String size =
        pool == Pool.DOCUMENT
            ? "on average %s"
                .formatted(
                    Figures.significant(Arrays.stream(ranks.candidates()).average().orElse(0)))
            : Figures.count(ranks.candidates()[0]);
    return "Rank of the true next chunk, by cosine with the prediction, among %s candidates (%s); the context's own chunks do not count, and chunks just as near share their ranks. R@k: share of windows with the target among the k nearest; MRR: mean of 1 / rank; contrastive accuracy: probability that the target is nearer than another candidate. Chance and oracle are what guessing and knowing the target give. %d %% intervals over documents and, where there are several, seeds."
        .formatted(size, pool.label(), percent);
  }

  /** Says in the title where not all windows are ranked: a terminal shows no notes. */
  private static String share(Comparison comparison, Ranks ranks) {
    int windows = comparison.rows().get(0).run().scores().size();
    return ranks.size() == windows
        ? ""
        : ", %s of the %s windows, evenly spaced"
            .formatted(Figures.count(ranks.size()), Figures.count(windows));
  }

  /** The ranks of any row: all have the same candidates. */
  private static Optional<Ranks> any(Comparison comparison, Pool pool) {
    return comparison.rows().stream()
        .filter(row -> row.group().ranked())
        .map(row -> row.run().retrieval().orElseThrow().in(pool))
        .findFirst();
  }

  /** The rows with ranks, highest MRR first, between oracle and chance. */
  private static List<Ranked> ranked(Comparison comparison, Pool pool) {
    Optional<Ranks> any = any(comparison, pool);
    if (any.isEmpty()) {
      return List.of();
    }
    List<Ranked> all = new ArrayList<>();
    all.add(Ranked.reference("oracle", any.get().oracle()));
    comparison.rows().stream()
        .filter(row -> row.group().ranked())
        .map(row -> Ranked.of(row, pool))
        .sorted(
            Comparator.comparingDouble((Ranked row) -> row.mean(RetrievalMetric.MRR)).reversed())
        .forEach(all::add);
    all.add(Ranked.reference("chance", any.get().chance()));
    return all;
  }

  private static Line line(Ranked row, Comparison comparison, Pool pool) {
    RetrievalStatistics statistics = comparison.retrieval().get(pool.ordinal());
    return Line.of(
            row.name(),
            figure(RetrievalMetric.RECALL_1, row),
            figure(RetrievalMetric.RECALL_5, row),
            figure(RetrievalMetric.RECALL_10, row),
            figure(RetrievalMetric.RECALL_50, row),
            figure(RetrievalMetric.MRR, row),
            figure(RetrievalMetric.CONTRAST, row),
            interval(RetrievalMetric.RECALL_1, row, statistics),
            interval(RetrievalMetric.RECALL_10, row, statistics),
            interval(RetrievalMetric.MRR, row, statistics))
        .muted(row.baseline());
  }

  private static String figure(RetrievalMetric metric, Ranked row) {
    double mean = row.mean(metric);
    return Double.isNaN(mean) ? QualityTables.NONE : Figures.cosine(mean);
  }

  private static String interval(
      RetrievalMetric metric, Ranked row, RetrievalStatistics statistics) {
    return statistics
        .mean(row.name(), metric)
        .map(estimate -> estimate.interval().map(Figures::interval).orElse(QualityTables.NONE))
        .orElse("");
  }

  /** Means, chance and oracle, and the intervals that the tables show. */
  static ObjectNode json(RetrievalRanks retrieval, Row row, Comparison comparison) {
    ObjectNode json = RetrievalJson.of(retrieval);
    for (RetrievalStatistics statistics : comparison.retrieval()) {
      Pool pool = statistics.pool();
      ObjectNode node = json.withObject("/" + pool.name().toLowerCase(Locale.ROOT));
      for (RetrievalMetric metric : RetrievalMetric.values()) {
        if (node.has(metric.key())) {
          node.put(metric.key(), row.group().retrievalMean(pool, metric));
        }
      }
      ObjectNode intervals = node.putObject("intervals");
      for (RetrievalMetric metric : RetrievalStatistics.METRICS) {
        statistics
            .mean(row.name(), metric)
            .flatMap(Estimate::interval)
            .ifPresent(
                found -> intervals.putArray(metric.key()).add(found.low()).add(found.high()));
      }
    }
    return json;
  }
}
