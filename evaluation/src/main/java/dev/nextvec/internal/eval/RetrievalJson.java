package dev.nextvec.internal.eval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.eval.Distribution;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalMetric;
import dev.nextvec.eval.RetrievalRanks;
import java.util.Arrays;
import java.util.Locale;

/** Retrieval in figures: a member per pool, with what the model, chance and an oracle reach. */
public final class RetrievalJson {
  private RetrievalJson() {}

  /**
   * How many windows were ranked, and the means of every metric in every pool; what is not defined
   * is left out.
   */
  public static ObjectNode of(RetrievalRanks retrieval) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("ranked_windows", retrieval.size());
    for (Pool pool : Pool.values()) {
      Ranks ranks = retrieval.in(pool);
      ObjectNode node = metrics(ranks);
      node.put("median_rank", median(ranks.rank()));
      node.put("mean_candidates", Arrays.stream(ranks.candidates()).average().orElse(0));
      node.set("chance", metrics(ranks.chance()));
      node.set("oracle", metrics(ranks.oracle()));
      json.set(pool.name().toLowerCase(Locale.ROOT), node);
    }
    return json;
  }

  private static ObjectNode metrics(Ranks ranks) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (RetrievalMetric metric : RetrievalMetric.values()) {
      double mean = metric.mean(ranks);
      if (!Double.isNaN(mean)) {
        json.put(metric.key(), mean);
      }
    }
    return json;
  }

  private static double median(float[] ranks) {
    float[] sorted = ranks.clone();
    Arrays.sort(sorted);
    return Distribution.quantile(sorted, 0.5);
  }
}
