package dev.nextvec.compare;

import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Measure;
import dev.nextvec.stats.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How well the rows find the true next chunk in one pool: means with intervals, and every network
 * against persistence and the linear average, judged as one family.
 *
 * @param pool where the chunk is looked for
 * @param means of every row with ranks and each of {@link #METRICS}
 * @param contrasts of every network with ranks
 */
public record RetrievalStatistics(Pool pool, List<Mean> means, List<Against> contrasts) {
  /** The metrics that have intervals. */
  public static final List<RetrievalMetric> METRICS =
      List.of(RetrievalMetric.RECALL_1, RetrievalMetric.RECALL_10, RetrievalMetric.MRR);

  /** Baselines that networks are compared with. */
  private static final List<String> BASELINES = List.of(Persistence.NAME, LinearAverage.NAME);

  /** The mean of a metric. */
  public record Mean(String row, RetrievalMetric metric, Estimate estimate) {}

  /** A network's mean less a baseline's. */
  public record Against(
      String network, String baseline, RetrievalMetric metric, PairedDifference contrast) {}

  public RetrievalStatistics {
    means = List.copyOf(means);
    contrasts = List.copyOf(contrasts);
  }

  /** One for each pool; without means where no row has ranks. */
  static List<RetrievalStatistics> of(List<Row> rows, Bootstrap bootstrap, double margin) {
    return Arrays.stream(Pool.values()).map(pool -> of(pool, rows, bootstrap, margin)).toList();
  }

  private record Asked(SeedGroup group, RetrievalMetric metric) {
    Quantity quantity(Pool pool) {
      return new Quantity(
          group.retrieval(pool, metric), Measure.SHARE, group.retrievalError(pool, metric));
    }
  }

  private static RetrievalStatistics of(
      Pool pool, List<Row> rows, Bootstrap bootstrap, double margin) {
    List<Row> ranked = rows.stream().filter(row -> row.group().ranked()).toList();
    Map<Asked, Quantity> quantities = new LinkedHashMap<>();
    for (RetrievalMetric metric : METRICS) {
      for (Row row : ranked) {
        Asked asked = new Asked(row.group(), metric);
        quantities.put(asked, asked.quantity(pool));
      }
    }
    int[] documents =
        ranked.isEmpty()
            ? rows.get(0).run().scores().documents()
            : ranked.getFirst().group().rankedDocuments();
    SimultaneousTests family = new SimultaneousTests(documents, bootstrap, margin);
    quantities.values().forEach(family::mean);
    List<Asked[]> pairs = pairs(ranked);
    for (Asked[] pair : pairs) {
      double reference = pair[1].group().retrievalMean(pool, pair[1].metric());
      family.contrast(get(quantities, pair[0]), get(quantities, pair[1]), reference);
    }
    return answers(pool, List.copyOf(quantities.keySet()), pairs, family.judge());
  }

  /** Every network with every baseline that it is compared with, for each metric. */
  private static List<Asked[]> pairs(List<Row> ranked) {
    List<Asked[]> pairs = new ArrayList<>();
    for (RetrievalMetric metric : METRICS) {
      for (Row network : ranked) {
        for (Row baseline : ranked) {
          if (!network.isBaseline() && BASELINES.contains(baseline.name())) {
            pairs.add(
                new Asked[] {
                  new Asked(network.group(), metric), new Asked(baseline.group(), metric)
                });
          }
        }
      }
    }
    return pairs;
  }

  private static Quantity get(Map<Asked, Quantity> quantities, Asked asked) {
    return Objects.requireNonNull(quantities.get(asked), "every row with ranks was asked for");
  }

  private static RetrievalStatistics answers(
      Pool pool, List<Asked> asked, List<Asked[]> pairs, SimultaneousTests.Judged judged) {
    List<Mean> means = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Asked of = asked.get(i);
      means.add(new Mean(of.group().name(), of.metric(), judged.means().get(i)));
    }
    List<Against> contrasts = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Asked[] pair = pairs.get(i);
      contrasts.add(
          new Against(
              pair[0].group().name(),
              pair[1].group().name(),
              pair[0].metric(),
              judged.contrasts().get(i)));
    }
    return new RetrievalStatistics(pool, means, contrasts);
  }

  /** The mean of a row; absent where it has no ranks or the metric no interval. */
  public Optional<Estimate> mean(String row, RetrievalMetric metric) {
    return means.stream()
        .filter(mean -> mean.row().equals(row) && mean.metric() == metric)
        .map(Mean::estimate)
        .findFirst();
  }
}
