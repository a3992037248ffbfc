package dev.nextvec.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.RunResult;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.Retrieval;
import dev.nextvec.eval.RetrievalJson;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.report.Table.Column;
import dev.nextvec.report.Table.Line;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Tables of how well predictions find the true next chunk, one for each pool of candidates. */
final class RetrievalTables {
  /** The metrics with an interval: a bootstrap each. */
  private static final List<RetrievalMetric> SHOWN =
      List.of(RetrievalMetric.RECALL_1, RetrievalMetric.RECALL_10, RetrievalMetric.MRR);

  private RetrievalTables() {}

  /** Empty where no row has ranks. */
  static List<Table> of(Comparison comparison) {
    return Arrays.stream(Pool.values()).map(pool -> table(comparison, pool)).toList();
  }

  /** The table whose pool is the test split. */
  static Table test(Comparison comparison) {
    return table(comparison, Pool.TEST);
  }

  private record Ranked(String name, boolean network, boolean reference, Ranks ranks) {}

  private static Table table(Comparison comparison, Pool pool) {
    List<Ranked> ranked = ranked(comparison, pool);
    int percent = (int) Math.round(100 * comparison.bootstrap().level());
    return new Table(
        "retrieval-" + pool.ordinal(),
        "Retrieval: " + pool.label(),
        ranked.isEmpty() ? "" : note(pool, ranked.get(0).ranks(), percent),
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
        ranked.stream().map(row -> line(row, comparison)).toList());
  }

  private static String note(Pool pool, Ranks ranks, int percent) {
    String size =
        pool == Pool.DOCUMENT
            ? "on average %s"
                .formatted(
                    Figures.significant(Arrays.stream(ranks.candidates()).average().orElse(0)))
            : Figures.count(ranks.candidates()[0]);
    return "Rank of the true next chunk, by cosine with the prediction, among %s candidates (%s); the context's own chunks do not count, ties count at their expectation. R@k: share of windows with the target among the k nearest; MRR: mean of 1 / rank; contrastive accuracy: probability that the target is nearer than another candidate. Chance and oracle are what guessing and knowing the target reach. %d %% intervals over documents; none where too few documents hold a hit or a miss."
        .formatted(size, pool.label(), percent);
  }

  /** The rows with ranks, highest MRR first, between oracle and chance. */
  private static List<Ranked> ranked(Comparison comparison, Pool pool) {
    List<Ranked> measured = new ArrayList<>();
    for (Row row : comparison.rows()) {
      Optional<Retrieval> retrieval = row.run().retrieval();
      retrieval.ifPresent(
          ranks -> measured.add(new Ranked(row.name(), row.isNetwork(), false, ranks.in(pool))));
    }
    if (measured.isEmpty()) {
      return List.of();
    }
    measured.sort(
        Comparator.comparingDouble((Ranked row) -> RetrievalMetric.MRR.mean(row.ranks()))
            .reversed());
    Ranks any = measured.get(0).ranks();
    List<Ranked> all = new ArrayList<>();
    all.add(new Ranked("oracle", false, true, any.oracle()));
    all.addAll(measured);
    all.add(new Ranked("chance", false, true, any.chance()));
    return all;
  }

  private static Line line(Ranked row, Comparison comparison) {
    RunResult first = comparison.rows().get(0).run();
    int[] documents = first.scores().documents();
    return Line.of(
            row.name(),
            figure(RetrievalMetric.RECALL_1, row),
            figure(RetrievalMetric.RECALL_5, row),
            figure(RetrievalMetric.RECALL_10, row),
            figure(RetrievalMetric.RECALL_50, row),
            figure(RetrievalMetric.MRR, row),
            figure(RetrievalMetric.CONTRAST, row),
            interval(RetrievalMetric.RECALL_1, row, documents, comparison.bootstrap()),
            interval(RetrievalMetric.RECALL_10, row, documents, comparison.bootstrap()),
            interval(RetrievalMetric.MRR, row, documents, comparison.bootstrap()))
        .muted(!row.network());
  }

  private static String figure(RetrievalMetric metric, Ranked row) {
    double mean = metric.mean(row.ranks());
    return Double.isNaN(mean) ? QualityTables.NONE : Figures.cosine(mean);
  }

  private static String interval(
      RetrievalMetric metric, Ranked row, int[] documents, Bootstrap bootstrap) {
    if (row.reference()) {
      return "";
    }
    return interval(metric, row.ranks(), documents, bootstrap)
        .map(Figures::interval)
        .orElse(QualityTables.NONE);
  }

  /** Means, chance and oracle, and the intervals that the tables show. */
  static ObjectNode json(Retrieval retrieval, Row row, Bootstrap bootstrap) {
    ObjectNode json = RetrievalJson.of(retrieval);
    int[] documents = row.run().scores().documents();
    for (Pool pool : Pool.values()) {
      ObjectNode intervals =
          json.withObject("/" + pool.name().toLowerCase(Locale.ROOT)).putObject("intervals");
      for (RetrievalMetric metric : SHOWN) {
        interval(metric, retrieval.in(pool), documents, bootstrap)
            .ifPresent(
                found -> intervals.putArray(metric.key()).add(found.low()).add(found.high()));
      }
    }
    return json;
  }

  /**
   * The interval of a metric's mean over the windows where it is defined; absent where so few
   * documents differ from the rest, or none, that no interval inside 0 to 1 can be given.
   */
  static Optional<Interval> interval(
      RetrievalMetric metric, Ranks ranks, int[] documents, Bootstrap bootstrap) {
    float[] values = metric.of(ranks);
    int[] defined =
        IntStream.range(0, values.length).filter(i -> !Float.isNaN(values[i])).toArray();
    if (defined.length == 0) {
      return Optional.empty();
    }
    double[] kept = Arrays.stream(defined).mapToDouble(i -> values[i]).toArray();
    int[] of = Arrays.stream(defined).map(i -> documents[i]).toArray();
    return bootstrap
        .mean(kept, of)
        .interval()
        .filter(found -> found.low() >= 0 && found.high() <= 1 && found.low() < found.high());
  }
}
