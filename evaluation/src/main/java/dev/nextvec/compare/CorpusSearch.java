package dev.nextvec.compare;

import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.eval.Speed.Conditions;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

  private static final Comparator<Way> COST =
      Comparator.comparing(Way::asksModel)
          .thenComparing(Way::reranked)
          .thenComparingDouble(way -> way.latency().p95());

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
   * @param conditions what else the machine did meanwhile; absent where older versions measured
   */
  public record Latency(double p50, double p95, double p99, Optional<Conditions> conditions) {
    /** Whether the machine is known to have been busy: then it may be too long. */
    public boolean isDisturbed() {
      return conditions.isPresent() && !conditions.get().calm();
    }
  }

  /** That times were measured on a busy machine, if they were. */
  public Optional<String> timesNote() {
    List<Way> disturbed = ways.stream().filter(way -> way.latency().isDisturbed()).toList();
    return disturbed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The times of %s were measured while the machine was busy (%s: %s) and may be too long."
                .formatted(
                    disturbed.size() == ways.size()
                        ? "all ways"
                        : disturbed.stream().map(Way::name).collect(Collectors.joining(", ")),
                    disturbed.getFirst().name(),
                    disturbed.getFirst().latency().conditions().orElseThrow().inWords()));
  }

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

  /**
   * The way to search by: persistence, unless ways are shown to be better by MRR and no mark stands
   * on the figures. Of those it is the one with the highest MRR; where that is the highest of all,
   * it is the cheapest of those that are shown to lose at most a little against it: one without a
   * model before one with, one that is not re-ranked before one that is, and then the fastest.
   *
   * @param possible ways that can be taken; persistence always can
   * @param give what a cheaper way may lose of the MRR
   */
  public Way choice(Predicate<Way> possible, double give) {
    Way persistence =
        ways.stream().filter(way -> way.name().equals(PERSISTENCE)).findFirst().orElseThrow();
    List<Way> shown =
        ways.stream()
            .filter(way -> marks.isEmpty() && isBetter(way) && possible.test(way))
            .toList();
    Way best = shown.stream().max(Comparator.comparingDouble(Way::mrr)).orElse(persistence);
    return best.behind().isPresent()
        ? best
        : shown.stream().filter(way -> losesLittle(way, give)).min(COST).orElse(persistence);
  }

  private boolean isBetter(Way way) {
    return between(way.name(), PERSISTENCE, RetrievalMetric.MRR)
        .filter(each -> each.verdict() == Verdict.BETTER)
        .isPresent();
  }

  /** The highest loses nothing. */
  private static boolean losesLittle(Way way, double give) {
    return way.behind().isEmpty()
        || way.behind().flatMap(Estimate::interval).filter(i -> i.low() >= -give).isPresent();
  }

  /** A way's difference from another, if it was judged. */
  public Optional<Difference> between(String way, String from, RetrievalMetric metric) {
    return differences.stream()
        .filter(each -> each.way().equals(way) && each.from().equals(from))
        .filter(each -> each.metric() == metric)
        .findFirst();
  }
}
