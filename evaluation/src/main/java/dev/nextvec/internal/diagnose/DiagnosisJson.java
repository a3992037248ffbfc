package dev.nextvec.internal.diagnose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.diagnose.Errors.By;
import dev.nextvec.internal.diagnose.Errors.DocumentScore;
import dev.nextvec.internal.diagnose.Errors.ErrorGroup;
import dev.nextvec.internal.diagnose.Errors.Grouping;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Interval;
import java.io.IOException;
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
   * @throws IOException naming what is missing or of another kind
   */
  static Optional<Diagnosis> read(JsonValue json) throws IOException {
    if (!json.field("format").text().equals(FORMAT)) {
      return Optional.empty();
    }
    JsonValue order = json.field("order");
    return Optional.of(
        new Diagnosis(
            json.field("name").text(),
            json.field("key").text(),
            json.field("context_length").count(1),
            json.field("test_windows").count(0),
            json.field("test_documents").count(0),
            json.optional("direction", DiagnosisJson::readDirection),
            new OrderAblation(
                order.field("changes").texts(),
                curves(order, "losses"),
                readCurve(order.field("turns"))),
            json.optional("rollout", node -> new Rollout(curves(node), curves(node, "leads"))),
            readErrors(json.field("errors")),
            json.optional("attention", DiagnosisJson::readAttention)));
  }

  private static Direction readDirection(JsonValue json) throws IOException {
    long first = json.field("first").wholeNumber(Integer.MIN_VALUE, Integer.MAX_VALUE);
    return new Direction((int) first, curves(json));
  }

  private static Errors readErrors(JsonValue json) throws IOException {
    return new Errors(
        json.field("groupings").items(DiagnosisJson::readGrouping),
        json.field("best_documents").items(DiagnosisJson::readDocument),
        json.field("worst_documents").items(DiagnosisJson::readDocument),
        json.field("best").items(DiagnosisJson::readExample),
        json.field("worst").items(DiagnosisJson::readExample),
        readExample(json.field("typical")));
  }

  private static Grouping readGrouping(JsonValue json) throws IOException {
    JsonValue by = json.field("by");
    for (By each : By.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(by.text())) {
        return new Grouping(each, json.field("groups").items(DiagnosisJson::readGroup));
      }
    }
    throw by.refused("be what errors are grouped by");
  }

  private static ErrorGroup readGroup(JsonValue json) throws IOException {
    return new ErrorGroup(
        json.field("low").number(),
        json.field("high").number(),
        readEstimate(json.field("cosine")),
        readEstimate(json.field("lead")));
  }

  private static DocumentScore readDocument(JsonValue json) throws IOException {
    return new DocumentScore(
        json.field("id").text(),
        json.field("title").text(),
        json.field("windows").count(0),
        json.field("cosine").number(),
        json.field("linear_average_cosine").number());
  }

  private static Example readExample(JsonValue json) throws IOException {
    return new Example(
        json.field("window").count(0),
        json.field("document").text(),
        json.field("title").text(),
        json.field("chunk").wholeNumber(0, Long.MAX_VALUE),
        json.field("cosine").number(),
        json.field("linear_average_cosine").number(),
        json.optional("texts", JsonValue::texts).orElse(List.of()));
  }

  private static Attention readAttention(JsonValue json) throws IOException {
    return new Attention(
        curves(json, "weights"),
        readEstimate(json.field("residual_share")),
        readEstimate(json.field("residual_turn")),
        readEstimate(json.field("residual_gain")));
  }

  private static List<Curve> curves(JsonValue json) throws IOException {
    return curves(json, "curves");
  }

  private static List<Curve> curves(JsonValue json, String field) throws IOException {
    return json.field(field).items(DiagnosisJson::readCurve);
  }

  private static Curve readCurve(JsonValue json) throws IOException {
    return new Curve(
        json.field("name").text(), json.field("points").items(DiagnosisJson::readEstimate));
  }

  private static Estimate readEstimate(JsonValue json) throws IOException {
    Optional<Interval> interval = json.optional("interval", ends -> interval(ends, json));
    return new Estimate(
        json.field("value").number(),
        interval,
        interval.isPresent() ? json.field("p").number() : 1,
        json.field("documents").count(0),
        json.field("windows").wholeNumber(0, Long.MAX_VALUE));
  }

  private static Interval interval(JsonValue ends, JsonValue estimate) throws IOException {
    List<Double> numbers = ends.items(JsonValue::number);
    if (numbers.size() != 2) {
      throw ends.refused("be two numbers");
    }
    return new Interval(numbers.get(0), numbers.get(1), estimate.field("level").number());
  }
}
