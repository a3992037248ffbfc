package dev.nextvec.compare;

import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.model.LinearAverage;
import dev.nextvec.model.Persistence;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Measure;
import dev.nextvec.stats.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
      String network, String baseline, RetrievalMetric metric, Contrast contrast) {}

  public RetrievalStatistics {
    means = List.copyOf(means);
    contrasts = List.copyOf(contrasts);
  }

  /** One for each pool; without means where no row has ranks. */
  static List<RetrievalStatistics> of(List<Row> rows, Bootstrap bootstrap, double margin) {
    return Arrays.stream(Pool.values()).map(pool -> of(pool, rows, bootstrap, margin)).toList();
  }

  private static RetrievalStatistics of(
      Pool pool, List<Row> rows, Bootstrap bootstrap, double margin) {
    List<Group> ranked = rows.stream().map(Row::group).filter(Group::ranked).toList();
    List<Group> networks =
        rows.stream().filter(Row::isNetwork).map(Row::group).filter(Group::ranked).toList();
    int[] documents = rows.get(0).run().scores().documents();
    Family family = new Family(documents, bootstrap, margin);
    List<Mean> means = new ArrayList<>();
    List<Against> asked = new ArrayList<>();
    for (RetrievalMetric metric : METRICS) {
      for (Group group : ranked) {
        family.mean(quantity(group, pool, metric));
      }
      for (Group network : networks) {
        for (Group baseline : named(ranked)) {
          family.contrast(
              quantity(network, pool, metric),
              quantity(baseline, pool, metric),
              baseline.retrievalMean(pool, metric));
        }
      }
    }
    Family.Judged judged = family.judge();
    int mean = 0;
    int contrast = 0;
    for (RetrievalMetric metric : METRICS) {
      for (Group group : ranked) {
        means.add(new Mean(group.name(), metric, judged.means().get(mean++)));
      }
      for (Group network : networks) {
        for (Group baseline : named(ranked)) {
          Contrast found = judged.contrasts().get(contrast++);
          asked.add(new Against(network.name(), baseline.name(), metric, found));
        }
      }
    }
    return new RetrievalStatistics(pool, means, asked);
  }

  private static List<Group> named(List<Group> ranked) {
    return ranked.stream().filter(group -> BASELINES.contains(group.name())).toList();
  }

  private static Quantity quantity(Group group, Pool pool, RetrievalMetric metric) {
    return new Quantity(
        group.retrieval(pool, metric), Measure.SHARE, group.retrievalError(pool, metric));
  }

  /** The mean of a row; absent where it has no ranks or the metric no interval. */
  public Optional<Estimate> mean(String row, RetrievalMetric metric) {
    return means.stream()
        .filter(mean -> mean.row().equals(row) && mean.metric() == metric)
        .map(Mean::estimate)
        .findFirst();
  }
}
