package dev.nextvec.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** An architecture as a JSON object of its sizes, and back; no class names are involved. */
public final class ArchitectureJson {
  private ArchitectureJson() {}

  /** {@code {"name": "gru", "dimension": 768, ...}}. */
  public static ObjectNode write(Architecture architecture) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", architecture.name());
    json.put("dimension", architecture.dimension());
    json.put("contextLength", architecture.contextLength());
    switch (architecture) {
      case Amn amn -> {
        json.put("hidden", amn.hidden()).put("attention", amn.attention());
        json.put("init", amn.init().name().toLowerCase(Locale.ROOT));
      }
      case AmnR amnR -> {
        json.put("hidden", amnR.hidden()).put("attention", amnR.attention());
        json.put("rank", amnR.rank()).put("dropout", amnR.dropout());
      }
      case Lstm lstm -> {
        json.put("hidden", lstm.hidden()).put("layers", lstm.layers());
        json.put("dropout", lstm.dropout());
      }
      case Gru gru -> json.put("hidden", gru.hidden()).put("layers", gru.layers());
      case Transformer t -> {
        json.put("hidden", t.hidden()).put("layers", t.layers()).put("heads", t.heads());
        json.put("feedForward", t.feedForward()).put("dropout", t.dropout());
      }
    }
    return json;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the name or a size is missing or makes no sense
   */
  public static Architecture read(JsonNode json) {
    String name = json.path("name").asText("");
    int dimension = whole(json, "dimension");
    int context = whole(json, "contextLength");
    return switch (name) {
      case "amn" ->
          new Amn(
              dimension,
              context,
              whole(json, "hidden"),
              whole(json, "attention"),
              json.path("init").asText().equals("pytorch") ? Amn.Init.PYTORCH : Amn.Init.ZERO);
      case "amn-r" ->
          new AmnR(
              dimension,
              context,
              whole(json, "hidden"),
              whole(json, "attention"),
              whole(json, "rank"),
              json.path("dropout").asDouble());
      case "lstm" ->
          new Lstm(
              dimension,
              context,
              whole(json, "hidden"),
              whole(json, "layers"),
              json.path("dropout").asDouble());
      case "gru" -> new Gru(dimension, context, whole(json, "hidden"), whole(json, "layers"));
      case "transformer" ->
          new Transformer(
              dimension,
              context,
              whole(json, "hidden"),
              whole(json, "layers"),
              whole(json, "heads"),
              whole(json, "feedForward"),
              json.path("dropout").asDouble());
      default -> throw new IllegalArgumentException("no architecture is named `" + name + "`");
    };
  }

  private static int whole(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IllegalArgumentException(
          "an architecture's `"
              + field
              + "` must be a whole number but is "
              + (value.isMissingNode() ? "missing" : value));
    }
    return value.asInt();
  }
}
