package dev.nextvec.internal.retrieval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;

/**
 * A test window on which a strategy and persistence differ much.
 *
 * @param strategy the one that is not persistence
 * @param document id of the document
 * @param position number of the true next chunk in it
 * @param rank of the true next chunk by the strategy; ties count half
 * @param plainRank the same by persistence
 * @param newest text of the newest chunk of the context; empty where there are no texts
 * @param next text of the true next chunk
 */
public record RankExample(
    String strategy,
    String document,
    long position,
    double rank,
    double plainRank,
    String newest,
    String next) {

  static RankExample read(JsonValue json) throws IOException {
    return new RankExample(
        json.field("strategy").text(),
        json.field("document").text(),
        json.field("position").wholeNumber(0, Long.MAX_VALUE),
        json.field("rank").number(),
        json.field("persistence_rank").number(),
        json.field("newest").text(),
        json.field("next").text());
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("strategy", strategy);
    json.put("document", document).put("position", position).put("rank", rank);
    json.put("persistence_rank", plainRank).put("newest", newest);
    return json.put("next", next);
  }
}
