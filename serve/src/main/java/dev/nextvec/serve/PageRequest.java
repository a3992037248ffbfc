package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.page.Explored.Passage;
import dev.nextvec.retrieval.Strategy;
import java.util.Optional;

/** What a shell sends to get what a column shows. */
record PageRequest(Exchange exchange, boolean key, String index, int count) {

  String of(Strategy strategy, Optional<String> text, Passage passage) {
    ObjectNode body = Json.node().put("index", index);
    text.ifPresent(each -> body.put("text", each));
    passage.document().ifPresent(each -> body.put("document", each.id()).put("at", passage.at()));
    body.put("strategy", strategy.label()).put("top_k", count);
    return "curl -s %s%s -H 'Content-Type: application/json' -d %s"
        .formatted(
            quoted(exchange.origin() + "/v1/retrieve"),
            key ? " -H \"X-Api-Key: $NEXTVEC_API_KEY\"" : "",
            quoted(body.toString()));
  }

  /** One word of a shell, whatever is in it. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
