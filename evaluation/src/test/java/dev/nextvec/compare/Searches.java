package dev.nextvec.compare;

import dev.nextvec.compare.CorpusSearch.Difference;
import dev.nextvec.compare.CorpusSearch.Latency;
import dev.nextvec.compare.CorpusSearch.Way;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.eval.Speed.Conditions;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What might have been measured of an index. */
public final class Searches {
  /** How far an interval reaches to each side. */
  private static final double REACH = 0.003;

  private Searches() {}

  private static Estimate estimate(double value, boolean interval) {
    return new Estimate(
        value,
        interval ? Optional.of(new Interval(value - REACH, value + REACH, 0.95)) : Optional.empty(),
        0.01,
        interval ? 40 : 3,
        400);
  }

  /** A way with that MRR, which loses so much against the highest. */
  public static Way way(String name, double mrr, double loses, double milliseconds) {
    return way(name, mrr, loses, milliseconds, true);
  }

  /** The same, perhaps with too few documents for an interval. */
  public static Way way(
      String name, double mrr, double loses, double milliseconds, boolean interval) {
    Map<RetrievalMetric, Estimate> figures = new EnumMap<>(RetrievalMetric.class);
    CorpusSearch.METRICS.forEach(metric -> figures.put(metric, estimate(mrr, interval)));
    Optional<Estimate> behind =
        loses == 0 ? Optional.empty() : Optional.of(estimate(-loses, interval));
    return new Way(
        name,
        name.startsWith("model"),
        name.endsWith(":reranked"),
        figures,
        behind,
        new Latency(milliseconds, 2 * milliseconds, 3 * milliseconds, Optional.empty()));
  }

  private static Difference difference(Way way, double more) {
    return new Difference(
        way.name(),
        CorpusSearch.PERSISTENCE,
        RetrievalMetric.MRR,
        estimate(more, true),
        0.02,
        more > REACH ? Verdict.BETTER : more < -REACH ? Verdict.WORSE : Verdict.TIE,
        Optional.of(new Interval(more - REACH, more + REACH, 0.99)));
  }

  /** The same, timed while the machine did something else. */
  public static Way during(Way way, Conditions conditions) {
    Latency own = way.latency();
    return new Way(
        way.name(),
        way.asksModel(),
        way.reranked(),
        way.figures(),
        way.behind(),
        new Latency(own.p50(), own.p95(), own.p99(), Optional.of(conditions)));
  }

  /** An index that was measured with a model called {@code gru}. */
  public static CorpusSearch of(List<String> marks, Way... ways) {
    double plain = ways[0].mrr();
    List<Difference> differences =
        Stream.of(ways)
            .filter(way -> !way.name().equals(CorpusSearch.PERSISTENCE))
            .map(way -> difference(way, way.mrr() - plain))
            .toList();
    return new CorpusSearch("a.index", "gru", 400, 40, 1000, List.of(ways), differences, marks);
  }
}
