package dev.nextvec.internal.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.diagnose.Errors.By;
import dev.nextvec.internal.diagnose.Errors.DocumentScore;
import dev.nextvec.internal.diagnose.Errors.ErrorGroup;
import dev.nextvec.internal.diagnose.Errors.Grouping;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A diagnosis as one JSON object. Field names are stable: a field may be added, never renamed;
 * {@code format} changes if one must be. What could not be measured is absent. An estimate has
 * {@code value}, {@code interval} ({@code [low, high]}), {@code level}, {@code p}, {@code
 * documents} and {@code windows}.
 */
public final class DiagnosisJson {
  private static final String FORMAT = "nextvec-diagnosis-1";

  private DiagnosisJson() {}

  /** Writes a diagnosis. */
  public static ObjectNode write(Diagnosis diagnosis) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT).put("name", diagnosis.name()).put("key", diagnosis.key());
    json.put("context_length", diagnosis.contextLength());
    json.put("test_windows", diagnosis.windows()).put("test_documents", diagnosis.documents());
    diagnosis
        .direction()
        .ifPresent(
            direction -> {
              ObjectNode node = json.putObject("direction").put("first", direction.first());
              curves(node.putArray("curves"), direction.curves());
            });
    ObjectNode order = json.putObject("order");
    diagnosis.order().changes().forEach(order.putArray("changes")::add);
    curves(order.putArray("losses"), diagnosis.order().losses());
    order.set("turns", curve(diagnosis.order().turns()));
    diagnosis
        .rollout()
        .ifPresent(
            rollout -> {
              ObjectNode node = json.putObject("rollout");
              curves(node.putArray("curves"), rollout.curves());
              curves(node.putArray("leads"), rollout.leads());
            });
    json.set("errors", errors(diagnosis.errors()));
    diagnosis.attention().ifPresent(attention -> json.set("attention", attention(attention)));
    return json;
  }

  private static ObjectNode errors(Errors errors) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode groupings = json.putArray("groupings");
    for (Grouping grouping : errors.groupings()) {
      ObjectNode node = groupings.addObject();
      node.put("by", grouping.by().name().toLowerCase(Locale.ROOT));
      ArrayNode groups = node.putArray("groups");
      for (ErrorGroup group : grouping.groups()) {
        ObjectNode each = groups.addObject().put("low", group.low()).put("high", group.high());
        each.set("cosine", estimate(group.cosine()));
        each.set("lead", estimate(group.lead()));
      }
    }
    errors.bestDocuments().forEach(adder(json.putArray("best_documents"), DiagnosisJson::document));
    errors
        .worstDocuments()
        .forEach(adder(json.putArray("worst_documents"), DiagnosisJson::document));
    errors.best().forEach(adder(json.putArray("best"), DiagnosisJson::example));
    errors.worst().forEach(adder(json.putArray("worst"), DiagnosisJson::example));
    json.set("typical", example(errors.typical()));
    return json;
  }

  private static <T> Consumer<T> adder(ArrayNode array, Function<T, ObjectNode> writer) {
    return value -> array.add(writer.apply(value));
  }

  private static ObjectNode document(DocumentScore score) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", score.id())
        .put("title", score.title())
        .put("windows", score.windows())
        .put("cosine", score.cosine())
        .put("linear_average_cosine", score.averageCosine());
  }

  private static ObjectNode example(Example example) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("window", example.window())
            .put("document", example.document())
            .put("title", example.title())
            .put("chunk", example.chunk())
            .put("cosine", example.cosine())
            .put("linear_average_cosine", example.averageCosine());
    if (!example.texts().isEmpty()) {
      example.texts().forEach(json.putArray("texts")::add);
    }
    return json;
  }

  private static ObjectNode attention(Attention attention) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    curves(json.putArray("weights"), attention.weights());
    json.set("residual_share", estimate(attention.residualShare()));
    json.set("residual_turn", estimate(attention.residualTurn()));
    json.set("residual_gain", estimate(attention.residualGain()));
    return json;
  }

  private static void curves(ArrayNode into, List<Curve> curves) {
    curves.forEach(curve -> into.add(curve(curve)));
  }

  private static ObjectNode curve(Curve curve) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", curve.name());
    curve.points().forEach(adder(json.putArray("points"), DiagnosisJson::estimate));
    return json;
  }

  private static ObjectNode estimate(Estimate estimate) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("value", estimate.value());
    estimate
        .interval()
        .ifPresent(
            ends -> {
              json.putArray("interval").add(ends.low()).add(ends.high());
              json.put("level", ends.level()).put("p", estimate.pValue());
            });
    return json.put("documents", estimate.documents()).put("windows", estimate.windows());
  }

  /** An explanation of one window. */
  public static ObjectNode write(Explanation explanation) {
    ObjectNode json = example(explanation.example());
    ArrayNode influence = json.putArray("influence");
    explanation
        .influence()
        .forEach(each -> influence.addObject().put("loss", each.loss()).put("turn", each.turn()));
    if (!explanation.weights().isEmpty()) {
      explanation.weights().forEach(json.putArray("attention")::add);
    }
    explanation
        .residual()
        .ifPresent(
            residual ->
                json.putObject("residual")
                    .put("share", residual.share())
                    .put("turn", residual.turn())
                    .put("gain", residual.gain()));
    return json;
  }

  /**
   * Reads what {@link #write(Diagnosis)} wrote.
   *
   * @return empty for another format
   * @throws IllegalArgumentException if a part is missing or malformed
   */
  static Optional<Diagnosis> read(JsonNode json) {
    if (!json.path("format").asText().equals(FORMAT)) {
      return Optional.empty();
    }
    JsonNode order = json.path("order");
    return Optional.of(
        new Diagnosis(
            text(json, "name"),
            text(json, "key"),
            (int) number(json, "context_length"),
            (int) number(json, "test_windows"),
            (int) number(json, "test_documents"),
            part(json, "direction")
                .map(node -> new Direction((int) number(node, "first"), curves(node, "curves"))),
            new OrderAblation(
                list(order, "changes", JsonNode::asText),
                curves(order, "losses"),
                curve(order.path("turns"))),
            part(json, "rollout")
                .map(node -> new Rollout(curves(node, "curves"), curves(node, "leads"))),
            readErrors(json.path("errors")),
            part(json, "attention").map(DiagnosisJson::readAttention)));
  }

  private static Errors readErrors(JsonNode json) {
    return new Errors(
        list(json, "groupings", DiagnosisJson::readGrouping),
        list(json, "best_documents", DiagnosisJson::readDocument),
        list(json, "worst_documents", DiagnosisJson::readDocument),
        list(json, "best", DiagnosisJson::readExample),
        list(json, "worst", DiagnosisJson::readExample),
        readExample(json.path("typical")));
  }

  private static Grouping readGrouping(JsonNode json) {
    return new Grouping(
        By.valueOf(text(json, "by").toUpperCase(Locale.ROOT)),
        list(
            json,
            "groups",
            group ->
                new ErrorGroup(
                    number(group, "low"),
                    number(group, "high"),
                    readEstimate(group.path("cosine")),
                    readEstimate(group.path("lead")))));
  }

  private static DocumentScore readDocument(JsonNode json) {
    return new DocumentScore(
        text(json, "id"),
        text(json, "title"),
        (int) number(json, "windows"),
        number(json, "cosine"),
        number(json, "linear_average_cosine"));
  }

  private static Example readExample(JsonNode json) {
    return new Example(
        (int) number(json, "window"),
        text(json, "document"),
        text(json, "title"),
        (long) number(json, "chunk"),
        number(json, "cosine"),
        number(json, "linear_average_cosine"),
        json.has("texts") ? list(json, "texts", JsonNode::asText) : List.of());
  }

  private static Attention readAttention(JsonNode json) {
    return new Attention(
        curves(json, "weights"),
        readEstimate(json.path("residual_share")),
        readEstimate(json.path("residual_turn")),
        readEstimate(json.path("residual_gain")));
  }

  private static List<Curve> curves(JsonNode json, String field) {
    return list(json, field, DiagnosisJson::curve);
  }

  private static Curve curve(JsonNode json) {
    return new Curve(text(json, "name"), list(json, "points", DiagnosisJson::readEstimate));
  }

  private static Estimate readEstimate(JsonNode json) {
    Optional<Interval> interval =
        part(json, "interval")
            .map(
                ends ->
                    new Interval(
                        ends.path(0).asDouble(), ends.path(1).asDouble(), number(json, "level")));
    return new Estimate(
        number(json, "value"),
        interval,
        interval.isPresent() ? number(json, "p") : 1,
        (int) number(json, "documents"),
        (long) number(json, "windows"));
  }

  private static Optional<JsonNode> part(JsonNode json, String field) {
    return Optional.ofNullable(json.get(field));
  }

  private static <T> List<T> list(JsonNode json, String field, Function<JsonNode, T> reader) {
    if (!json.path(field).isArray()) {
      throw new IllegalArgumentException("`" + field + "` is not a list");
    }
    List<T> list = new ArrayList<>();
    json.path(field).forEach(node -> list.add(reader.apply(node)));
    return list;
  }

  private static double number(JsonNode json, String field) {
    if (!json.path(field).isNumber()) {
      throw new IllegalArgumentException("`" + field + "` is not a number");
    }
    return json.path(field).asDouble();
  }

  private static String text(JsonNode json, String field) {
    if (!json.path(field).isTextual()) {
      throw new IllegalArgumentException("`" + field + "` is not a text");
    }
    return json.path(field).asText();
  }
}
