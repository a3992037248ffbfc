package dev.nextvec.compare;

import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How well ways of searching an index find the true next chunk of the test documents among all
 * chunks of the corpus.
 *
 * @param index what a person calls the index
 * @param model name of the model that predicts; empty where none was measured
 * @param windows how many test windows were ranked
 * @param documents how many independent documents they are of
 * @param chunks among how many chunks the next one was looked for
 * @param ways persistence first
 * @param differences that were judged together
 * @param marks what makes the figures doubtful, such as a leak that was allowed
 */
public record CorpusSearch(
    String index,
    String model,
    int windows,
    int documents,
    long chunks,
    List<Way> ways,
    List<Difference> differences,
    List<String> marks) {
  /** The way that all others are measured against: search with the newest chunk. */
  public static final String PERSISTENCE = "persistence";

  /** What is measured of each way. */
  public static final List<RetrievalMetric> METRICS =
      List.of(
          RetrievalMetric.RECALL_1,
          RetrievalMetric.RECALL_5,
          RetrievalMetric.RECALL_10,
          RetrievalMetric.RECALL_50,
          RetrievalMetric.MRR);

  /**
   * One way.
   *
   * @param name of the strategy
   * @param asksModel whether it asks the model
   * @param reranked whether a small network that was fitted for it orders its first hits anew
   * @param figures one for each of {@link #METRICS}
   * @param behind its MRR less the highest; absent for the highest itself
   * @param latency of a search, without encoding text
   */
  public record Way(
      String name,
      boolean asksModel,
      boolean reranked,
      Map<RetrievalMetric, Estimate> figures,
      Optional<Estimate> behind,
      Latency latency) {
    public Way {
      figures = Map.copyOf(figures);
      if (!figures.keySet().containsAll(METRICS)) {
        throw new IllegalArgumentException(name + " lacks figures: " + figures.keySet());
      }
    }

    /** A figure. */
    public Estimate figure(RetrievalMetric metric) {
      return Objects.requireNonNull(figures.get(metric), "every metric was measured");
    }

    /** Its mean reciprocal rank. */
    public double mrr() {
      return figure(RetrievalMetric.MRR).value();
    }
  }

  /**
   * Time of a search, one thread, in milliseconds: half, 95 and 99 of 100 searches take less.
   *
   * @param p50 the median
   */
  public record Latency(double p50, double p95, double p99) {}

  /**
   * A way's figure less another's, on the same windows.
   *
   * @param from name of the other
   * @param adjustedP p-value corrected for all differences judged together
   * @param judgedBy the interval that the verdict was judged by
   */
  public record Difference(
      String way,
      String from,
      RetrievalMetric metric,
      Estimate difference,
      double adjustedP,
      Verdict verdict,
      Optional<Interval> judgedBy) {}

  public CorpusSearch {
    ways = List.copyOf(ways);
    differences = List.copyOf(differences);
    marks = List.copyOf(marks);
    if (ways.stream().noneMatch(way -> way.behind().isEmpty())) {
      throw new IllegalArgumentException("no way has the highest MRR of " + index);
    }
  }

  /** The way with the highest MRR. */
  public Way highest() {
    return ways.stream().filter(way -> way.behind().isEmpty()).findFirst().orElseThrow();
  }

  /** A way's difference from another, if it was judged. */
  public Optional<Difference> between(String way, String from, RetrievalMetric metric) {
    return differences.stream()
        .filter(each -> each.way().equals(way) && each.from().equals(from))
        .filter(each -> each.metric() == metric)
        .findFirst();
  }
}
