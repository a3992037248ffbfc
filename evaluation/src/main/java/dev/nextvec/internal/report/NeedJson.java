package dev.nextvec.internal.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.stats.Need;
import dev.nextvec.stats.Statement;
import dev.nextvec.stats.Summary;
import java.util.List;

/**
 * What would let something be said, as JSON: {@code kind} ({@code documents}, {@code
 * held_out_documents}, {@code cross_validation}, {@code more_folds}, {@code seeds}, {@code
 * measurement}, {@code network}), {@code words}, and what the kind has: {@code part}, {@code
 * at_least} and {@code now}; {@code command}; {@code folds}; {@code figure}.
 */
final class NeedJson {
  private NeedJson() {}

  /** Any one of these would do. */
  static ArrayNode of(List<Need> needs) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    needs.forEach(need -> put(array.addObject(), need).put("words", need.words()));
    return array;
  }

  private static ObjectNode put(ObjectNode node, Need need) {
    return switch (need) {
      case Need.Documents documents ->
          node.put("kind", "documents")
              .put("part", documents.part())
              .put("at_least", documents.least())
              .put("now", documents.now());
      case Need.HeldOut parts ->
          node.put("kind", "held_out_documents")
              .put("at_least", parts.least())
              .put("now", parts.now());
      case Need.CrossValidation any ->
          node.put("kind", "cross_validation").put("command", "compare").put("folds", Need.FOLDS);
      case Need.MoreFolds more ->
          node.put("kind", "more_folds").put("command", "compare").put("folds", more.folds());
      case Need.Seeds any ->
          node.put("kind", "seeds").put("command", "train").put("seeds", Need.SEEDS);
      case Need.Measurement measurement ->
          node.put("kind", "measurement")
              .put("figure", measurement.figure())
              .put("command", "evaluate");
      case Need.Network any -> node.put("kind", "network").put("command", "train");
    };
  }

  /**
   * Statements: {@code says} ({@code shown}, {@code open}, {@code cannot_say}), {@code text},
   * {@code needs}.
   */
  static ArrayNode statements(List<Statement> statements) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Statement statement : statements) {
      array
          .addObject()
          .put("says", kind(statement))
          .put("text", statement.text())
          .set("needs", of(statement.needs()));
    }
    return array;
  }

  private static String kind(Statement statement) {
    return switch (statement) {
      case Statement.Shown any -> "shown";
      case Statement.Open any -> "open";
      case Statement.CannotSay any -> "cannot_say";
    };
  }

  /** The first screen: {@code verdict}, {@code next}, {@code how_sure}. */
  static ObjectNode summary(Summary summary) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("verdict", summary.verdict())
        .put("next", summary.next())
        .put("how_sure", summary.sure());
  }
}
