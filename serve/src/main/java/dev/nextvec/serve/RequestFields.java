package dev.nextvec.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.wording.Beginning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The fields that the bodies of requests may have: those of the description, and no others. What
 * nobody reads is a mistake of who wrote it, however deep it stands.
 */
final class RequestFields {
  private static final int SHOWN = 60;
  private static final JsonNode SCHEMAS = schemas();

  private RequestFields() {}

  private static JsonNode schemas() {
    try {
      return Description.schemas();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Refuses a body with a field that is not described.
   *
   * @param schema name of the description of such bodies
   */
  static void require(JsonValue body, String schema) {
    check(SCHEMAS.path(schema), body);
  }

  private static void check(JsonNode schema, JsonValue value) {
    if (value.node().isObject()) {
      List<JsonNode> forms = forms(resolved(schema), value.node());
      if (forms.stream().anyMatch(RequestFields::hasFields)) {
        checkFields(forms, value); // else whoever reads it says what it must be
      }
    } else if (value.node().isArray()) {
      for (JsonNode form : forms(resolved(schema), value.node())) {
        if (holdsObjects(form.path("items"))) {
          for (int i = 0; i < value.node().size(); i++) {
            check(form.path("items"), value.item(i));
          }
        }
      }
    }
  }

  private static boolean hasFields(JsonNode form) {
    return form.has("properties") || form.path("additionalProperties").isObject();
  }

  private static void checkFields(List<JsonNode> forms, JsonValue value) {
    Iterator<String> names = value.node().fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      boolean any = forms.stream().anyMatch(form -> form.path("additionalProperties").isObject());
      List<JsonNode> known =
          forms.stream()
              .map(form -> form.path("properties").path(name))
              .filter(each -> !each.isMissingNode())
              .toList();
      if (known.isEmpty() && !any) {
        throw unknown(forms, value, name);
      }
      if (!known.isEmpty()) {
        String path = value.path().isEmpty() ? name : value.path() + "." + name;
        check(known.getFirst(), new JsonValue(value.node().path(name), value.where(), path));
      }
    }
  }

  private static Problem unknown(List<JsonNode> forms, JsonValue value, String name) {
    TreeSet<String> there = new TreeSet<>();
    forms.forEach(form -> form.path("properties").fieldNames().forEachRemaining(there::add));
    String shown = Beginning.of(name, SHOWN, "...");
    return Problem.malformed(
        "%s: `%s%s` is no field of this request: there are %s"
            .formatted(
                value.where(),
                value.path().isEmpty() ? "" : value.path() + ".",
                shown,
                String.join(", ", there)));
  }

  private static JsonNode resolved(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    return reference.isEmpty()
        ? schema
        : resolved(SCHEMAS.path(reference.substring(reference.lastIndexOf('/') + 1)));
  }

  /** What is said of a value: by the schema itself, and by those of its choices that may fit. */
  private static List<JsonNode> forms(JsonNode schema, JsonNode value) {
    List<JsonNode> fitting = new ArrayList<>(List.of(schema));
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode each : schema.path("oneOf")) {
      JsonNode choice = resolved(each);
      (isOf(choice, value) ? fitting : others).add(choice);
    }
    return fitting.size() > 1 ? fitting : concat(fitting, others);
  }

  private static List<JsonNode> concat(List<JsonNode> some, List<JsonNode> more) {
    List<JsonNode> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /** Whether the words that a choice is known by are those of a value. */
  private static boolean isOf(JsonNode choice, JsonNode value) {
    for (Map.Entry<String, JsonNode> each : choice.path("properties").properties()) {
      JsonNode words = each.getValue().path("enum");
      if (words.size() == 1 && !words.get(0).equals(value.path(each.getKey()))) {
        return false;
      }
    }
    return choice.path("type").asText().equals(value.isObject() ? "object" : "array");
  }

  private static boolean holdsObjects(JsonNode given) {
    JsonNode schema = resolved(given);
    for (JsonNode each : schema.path("oneOf")) {
      if (holdsObjects(each)) {
        return true;
      }
    }
    return schema.path("type").asText().equals("object")
        || (schema.has("items") && holdsObjects(schema.path("items")));
  }
}
