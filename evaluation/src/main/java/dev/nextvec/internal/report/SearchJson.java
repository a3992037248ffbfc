package dev.nextvec.internal.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.compare.CorpusSearch.Difference;
import dev.nextvec.compare.CorpusSearch.Way;
import dev.nextvec.internal.eval.SpeedFile;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import java.util.Optional;

/**
 * What was measured of an index as JSON: {@code index}, {@code model} (absent without one), {@code
 * test_windows}, {@code test_documents}, {@code chunks}, {@code strategies} (each with {@code
 * strategy}, {@code asks_model}, {@code reranked}, figures such as {@code recall_at_1} and {@code
 * mrr}, each a {@code mean} with its {@code interval}, {@code behind_highest} likewise, {@code
 * search_ms} and, where known, {@code speed_conditions}), {@code differences} and {@code marks}.
 */
final class SearchJson {
  private SearchJson() {}

  static ObjectNode of(CorpusSearch search) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("index", search.index());
    if (!search.model().isEmpty()) {
      json.put("model", search.model());
    }
    json.put("test_windows", search.windows()).put("test_documents", search.documents());
    json.put("chunks", search.chunks());
    ArrayNode ways = json.putArray("strategies");
    search.ways().forEach(way -> way(ways.addObject(), way));
    ArrayNode differences = json.putArray("differences");
    search.differences().forEach(each -> difference(differences.addObject(), each));
    search.marks().forEach(json.putArray("marks")::add);
    return json;
  }

  private static void way(ObjectNode json, Way way) {
    json.put("strategy", way.name()).put("asks_model", way.asksModel());
    json.put("reranked", way.reranked());
    CorpusSearch.METRICS.forEach(
        metric -> estimate(json.putObject(metric.key()), way.figure(metric)));
    way.behind().ifPresent(behind -> estimate(json.putObject("behind_highest"), behind));
    json.putObject("search_ms")
        .put("p50", way.latency().p50())
        .put("p95", way.latency().p95())
        .put("p99", way.latency().p99());
    SpeedFile.putConditions(json, way.latency().conditions());
  }

  private static void difference(ObjectNode json, Difference each) {
    json.put("strategy", each.way()).put("from", each.from()).put("metric", each.metric().key());
    json.put("difference", each.difference().value());
    interval(json, "interval", each.difference().interval());
    interval(json, "judged_by", each.judgedBy());
    if (each.difference().interval().isPresent()) {
      json.put("p_value_adjusted", each.adjustedP());
    }
    json.put("verdict", each.verdict().key());
  }

  private static void estimate(ObjectNode json, Estimate estimate) {
    json.put("mean", estimate.value());
    interval(json, "interval", estimate.interval());
  }

  private static void interval(ObjectNode json, String field, Optional<Interval> interval) {
    interval.ifPresent(ends -> json.putArray(field).add(ends.low()).add(ends.high()));
  }
}
