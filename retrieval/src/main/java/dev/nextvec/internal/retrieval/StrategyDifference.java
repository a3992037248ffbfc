package dev.nextvec.internal.retrieval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import dev.nextvec.stats.Verdict;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A strategy's figure less another's, on the same windows.
 *
 * @param metric what JSON calls it
 * @param adjustedP p-value corrected for all differences judged together
 * @param judgedBy the interval that the verdict was judged by: of {@code equal} the usual one, of
 *     the others the one that holds zero exactly where the corrected p-value shows no difference;
 *     absent where there is none
 */
public record StrategyDifference(
    String strategy,
    String from,
    String metric,
    Estimate difference,
    double adjustedP,
    Verdict verdict,
    Optional<Interval> judgedBy) {

  static StrategyDifference read(JsonValue json) throws IOException {
    JsonValue verdict = json.field("verdict");
    return new StrategyDifference(
        json.field("strategy").text(),
        json.field("from").text(),
        json.field("metric").text(),
        StrategyRow.estimate(json.field("difference")),
        json.field("adjusted_p").number(),
        Arrays.stream(Verdict.values())
            .filter(each -> each.key().equals(verdict.node().asText()))
            .findFirst()
            .orElseThrow(() -> verdict.refused("be a verdict")),
        StrategyRow.interval(json.field("judged_by")));
  }

  /** The row of a comparison's table. */
  CorpusSearch.Difference row() {
    RetrievalMetric of =
        CorpusSearch.METRICS.stream()
            .filter(each -> each.key().equals(metric))
            .findFirst()
            .orElseThrow();
    return new CorpusSearch.Difference(
        strategy, from, of, difference, adjustedP, verdict, judgedBy);
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("strategy", strategy).put("from", from).put("metric", metric);
    json.set("difference", StrategyRow.json(difference));
    json.set("judged_by", StrategyRow.json(judgedBy));
    return json.put("adjusted_p", adjustedP).put("verdict", verdict.key());
  }
}
