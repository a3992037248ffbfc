package dev.nextvec.internal.retrieval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.eval.SpeedFile;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How well one strategy does.
 *
 * @param figures of the test windows, one for each of {@link #METRICS}
 * @param behind its MRR less the highest of all strategies; absent for the highest itself
 * @param latency how long a search takes
 */
public record StrategyRow(
    Strategy strategy,
    Map<RetrievalMetric, Estimate> figures,
    Optional<Estimate> behind,
    CorpusSearch.Latency latency) {
  /** What is measured. */
  public static final List<RetrievalMetric> METRICS = CorpusSearch.METRICS;

  static final String MRR = RetrievalMetric.MRR.key();

  public StrategyRow {
    figures = Map.copyOf(figures);
    if (!figures.keySet().containsAll(METRICS)) {
      throw new IllegalArgumentException(strategy.label() + " lacks figures: " + figures.keySet());
    }
  }

  /** A figure. */
  public Estimate figure(RetrievalMetric metric) {
    return Objects.requireNonNull(figures.get(metric), "every metric was measured");
  }

  /** The row of a comparison's table. */
  CorpusSearch.Way way() {
    return new CorpusSearch.Way(
        strategy.label(),
        strategy.needsModel(),
        strategy instanceof Strategy.Reranked,
        figures,
        behind,
        latency);
  }

  Estimate mrr() {
    return figure(RetrievalMetric.MRR);
  }

  static StrategyRow read(JsonValue json) throws IOException {
    Map<RetrievalMetric, Estimate> figures = new EnumMap<>(RetrievalMetric.class);
    for (RetrievalMetric metric : METRICS) {
      figures.put(metric, estimate(json.field(metric.key())));
    }
    return new StrategyRow(
        Strategy.parse(json.field("strategy").text()),
        figures,
        json.optional("behind_highest", StrategyRow::estimate),
        new CorpusSearch.Latency(
            json.field("p50_ms").number(),
            json.field("p95_ms").number(),
            json.field("p99_ms").number(),
            SpeedFile.conditions(json)));
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("strategy", strategy.label());
    METRICS.forEach(metric -> json.set(metric.key(), json(figure(metric))));
    behind.ifPresent(estimate -> json.set("behind_highest", json(estimate)));
    json.put("p50_ms", latency.p50()).put("p95_ms", latency.p95());
    json.put("p99_ms", latency.p99());
    SpeedFile.putConditions(json, latency.conditions());
    return json;
  }

  static ObjectNode json(Estimate estimate) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("value", estimate.value());
    json.setAll(json(estimate.interval()));
    json.put("p_value", estimate.pValue());
    return json.put("documents", estimate.documents()).put("windows", estimate.windows());
  }

  static ObjectNode json(Optional<Interval> interval) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    interval.ifPresent(i -> json.put("low", i.low()).put("high", i.high()).put("level", i.level()));
    return json;
  }

  static Estimate estimate(JsonValue json) throws IOException {
    return new Estimate(
        json.field("value").number(),
        interval(json),
        json.field("p_value").number(),
        json.field("documents").count(1),
        json.field("windows").wholeNumber(1, Long.MAX_VALUE));
  }

  static Optional<Interval> interval(JsonValue json) throws IOException {
    Optional<JsonValue> low = json.optional("low");
    return low.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Interval(
                low.get().number(), json.field("high").number(), json.field("level").number()));
  }
}
