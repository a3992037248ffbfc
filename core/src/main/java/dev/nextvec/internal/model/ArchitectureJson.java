package dev.nextvec.internal.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** An architecture as a JSON object of its sizes, and back; no class names are involved. */
public final class ArchitectureJson {
  private ArchitectureJson() {}

  /** {@code {"name": "gru", "dimension": 768, ...}}. */
  public static ObjectNode write(Architecture architecture) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", architecture.name());
    json.put("dimension", architecture.dimension());
    json.put("context_length", architecture.contextLength());
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
        json.put("feed_forward", t.feedForward()).put("dropout", t.dropout());
      }
    }
    return json;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException naming what is missing or of another kind
   * @throws IllegalArgumentException if a size makes no sense
   */
  public static Architecture read(JsonValue json) throws IOException {
    JsonValue name = json.field("name");
    int dimension = whole(json, "dimension");
    int context = whole(json, "context_length");
    return switch (name.text()) {
      case "amn" ->
          new Amn(dimension, context, whole(json, "hidden"), whole(json, "attention"), init(json));
      case "amn-r" ->
          new AmnR(
              dimension,
              context,
              whole(json, "hidden"),
              whole(json, "attention"),
              whole(json, "rank"),
              json.field("dropout").number());
      case "lstm" ->
          new Lstm(
              dimension,
              context,
              whole(json, "hidden"),
              whole(json, "layers"),
              json.field("dropout").number());
      case "gru" -> new Gru(dimension, context, whole(json, "hidden"), whole(json, "layers"));
      case "transformer" ->
          new Transformer(
              dimension,
              context,
              whole(json, "hidden"),
              whole(json, "layers"),
              whole(json, "heads"),
              whole(json, "feed_forward"),
              json.field("dropout").number());
      default -> throw name.refused("name an architecture");
    };
  }

  private static Amn.Init init(JsonValue json) throws IOException {
    Optional<JsonValue> init = json.optional("init");
    if (init.isEmpty()) {
      return Amn.Init.ZERO; // what is not said is the default
    }
    return switch (init.get().text()) {
      case "pytorch" -> Amn.Init.PYTORCH;
      case "zero" -> Amn.Init.ZERO;
      default -> throw init.get().refused("be `zero` or `pytorch`");
    };
  }

  private static int whole(JsonValue json, String field) throws IOException {
    return (int) json.field(field).wholeNumber(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }
}
