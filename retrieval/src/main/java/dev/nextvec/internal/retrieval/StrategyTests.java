package dev.nextvec.internal.retrieval;

import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Holm;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Measure;
import dev.nextvec.stats.Quantity;
import dev.nextvec.stats.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Figures with intervals, and paired differences that are judged together: each strategy less
 * persistence, and what a model adds to the same strategy with the newest chunk in its place.
 *
 * @param documents the group of documents of each window
 */
@SuppressWarnings("ArrayRecordComponent")
record StrategyTests(Map<Strategy, Ranks> ranks, int[] documents) {
  private static final List<RetrievalMetric> JUDGED =
      List.of(RetrievalMetric.RECALL_1, RetrievalMetric.MRR);

  /** A question. */
  private record Pair(Strategy strategy, Strategy from, RetrievalMetric metric) {}

  Map<Strategy, Map<RetrievalMetric, Estimate>> figures() {
    List<Quantity> quantities = new ArrayList<>();
    for (Strategy strategy : ranks.keySet()) {
      StrategyRow.METRICS.forEach(metric -> quantities.add(quantity(strategy, metric)));
    }
    List<Estimate> estimates = Bootstrap.DEFAULT.means(quantities, documents);
    Map<Strategy, Map<RetrievalMetric, Estimate>> figures = new LinkedHashMap<>();
    int next = 0;
    for (Strategy strategy : ranks.keySet()) {
      Map<RetrievalMetric, Estimate> own = new EnumMap<>(RetrievalMetric.class);
      for (RetrievalMetric metric : StrategyRow.METRICS) {
        own.put(metric, estimates.get(next++));
      }
      figures.put(strategy, own);
    }
    return figures;
  }

  private Quantity quantity(Strategy strategy, RetrievalMetric metric) {
    return Quantity.of(metric.of(Objects.requireNonNull(ranks.get(strategy))), Measure.SHARE);
  }

  /** The strategy with the highest MRR. */
  Strategy highest() {
    return ranks.keySet().stream()
        .max(
            Comparator.comparingDouble(
                s -> RetrievalMetric.MRR.mean(Objects.requireNonNull(ranks.get(s)))))
        .orElseThrow();
  }

  /** What a strategy is measured against: persistence, and the same without a model. */
  List<Strategy> plainer(Strategy strategy) {
    return Stream.concat(Stream.of(Strategy.Vector.PERSISTENCE), withoutModel(strategy)).toList();
  }

  /** The MRR of each strategy but the highest less that of the highest; not judged. */
  Map<Strategy, Estimate> behind() {
    Strategy highest = highest();
    List<Strategy> others = ranks.keySet().stream().filter(s -> !s.equals(highest)).toList();
    if (others.isEmpty()) {
      return Map.of();
    }
    Quantity best = quantity(highest, RetrievalMetric.MRR);
    List<Estimate> estimates =
        Bootstrap.DEFAULT.means(
            others.stream().map(s -> quantity(s, RetrievalMetric.MRR).less(best)).toList(),
            documents);
    Map<Strategy, Estimate> behind = new HashMap<>();
    for (int i = 0; i < others.size(); i++) {
      behind.put(others.get(i), estimates.get(i));
    }
    return behind;
  }

  List<StrategyDifference> differences() {
    List<Pair> pairs = pairs();
    if (pairs.isEmpty()) {
      return List.of();
    }
    List<Quantity> quantities =
        pairs.stream()
            .map(p -> quantity(p.strategy, p.metric).less(quantity(p.from, p.metric)))
            .toList();
    List<Estimate> estimates = Bootstrap.DEFAULT.means(quantities, documents);
    double[] p = estimates.stream().mapToDouble(Estimate::pValue).toArray();
    double[] adjusted = Holm.adjust(p);
    List<Interval> judging = judging(quantities, p);
    List<StrategyDifference> differences = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      Pair pair = pairs.get(i);
      Estimate difference = estimates.get(i);
      Verdict verdict = Verdict.of(difference, adjusted[i], Verdict.MARGIN);
      differences.add(
          new StrategyDifference(
              pair.strategy.label(),
              pair.from.label(),
              pair.metric.key(),
              difference,
              adjusted[i],
              verdict,
              verdict == Verdict.EQUAL || judging.isEmpty()
                  ? difference.interval()
                  : Optional.of(judging.get(i))));
    }
    return differences;
  }

  /** Each at the level that holds zero exactly where Holm's correction shows no difference. */
  private List<Interval> judging(List<Quantity> quantities, double[] p) {
    double alpha = 1 - Bootstrap.DEFAULT.level();
    double[] levels =
        Arrays.stream(Holm.judging(p, alpha)).mapToDouble(factor -> 1 - alpha / factor).toArray();
    return Bootstrap.DEFAULT.intervals(quantities, documents, levels);
  }

  private List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (RetrievalMetric metric : JUDGED) {
      for (Strategy strategy : ranks.keySet()) {
        if (strategy != Strategy.Vector.PERSISTENCE) {
          pairs.add(new Pair(strategy, Strategy.Vector.PERSISTENCE, metric));
        }
        if (strategy instanceof Strategy.Reranked ranked) {
          before(ranked).forEach(from -> pairs.add(new Pair(strategy, from, metric)));
        }
        withoutModel(strategy).forEach(from -> pairs.add(new Pair(strategy, from, metric)));
      }
    }
    return pairs;
  }

  /** What must be beaten besides persistence: the sums of persistence and of its own vector. */
  private List<Strategy> before(Strategy.Reranked ranked) {
    return ranks.keySet().stream()
        .filter(each -> each instanceof Strategy.WeightedSum)
        .filter(
            each ->
                each.vector() == Strategy.Vector.PERSISTENCE || each.vector() == ranked.vector())
        .toList();
  }

  /**
   * The same kind of strategy with the newest chunk in place of the prediction, where it is more
   * than the newest chunk and was measured.
   */
  private Stream<Strategy> withoutModel(Strategy strategy) {
    boolean composed = strategy.needsModel() && !(strategy instanceof Strategy.Vector);
    return ranks.keySet().stream()
        .filter(each -> composed && each.getClass() == strategy.getClass())
        .filter(each -> each.vector() == Strategy.Vector.PERSISTENCE);
  }
}
