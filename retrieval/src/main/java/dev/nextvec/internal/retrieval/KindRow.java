package dev.nextvec.internal.retrieval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;

/**
 * How a strategy does against another on test windows of one kind.
 *
 * @param of what the windows have in common
 * @param from the least value of it in these windows
 * @param to the greatest
 * @param windows how many there are
 * @param documents how many independent documents they are of
 * @param mrr of the strategy
 * @param other of the strategy that it is compared with
 * @param difference judged together with those of all kinds
 */
public record KindRow(
    WindowKind of,
    double from,
    double to,
    int windows,
    int documents,
    double mrr,
    double other,
    StrategyDifference difference) {

  static KindRow read(JsonValue json) throws IOException {
    JsonValue kind = json.field("kind");
    return new KindRow(
        WindowKind.named(kind.text()).orElseThrow(() -> kind.refused("be a kind of window")),
        json.field("at_least").number(),
        json.field("at_most").number(),
        json.field("windows").count(1),
        json.field("documents").count(1),
        json.field("mrr").number(),
        json.field("other_mrr").number(),
        StrategyDifference.read(json.field("contrast")));
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", of.key());
    json.put("at_least", from).put("at_most", to).put("windows", windows);
    json.put("documents", documents).put("mrr", mrr).put("other_mrr", other);
    json.set("contrast", difference.json());
    return json;
  }
}
