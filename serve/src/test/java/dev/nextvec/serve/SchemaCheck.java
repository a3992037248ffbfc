package dev.nextvec.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether JSON is as a schema says; as much of JSON Schema as the description uses. */
record SchemaCheck(JsonNode description) {

  JsonNode resolved(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    return reference.isEmpty() ? schema : resolved(description.at(reference.substring(1)));
  }

  List<String> problems(JsonNode schema, JsonNode value) {
    List<String> problems = new ArrayList<>();
    check(schema, value, "", problems);
    return problems;
  }

  private void check(JsonNode given, JsonNode value, String where, List<String> problems) {
    JsonNode schema = resolved(given);
    if (schema.isMissingNode()) {
      problems.add(where + ": no schema " + given);
      return;
    }
    requireOne(schema, value, where, problems);
    if (schema.has("enum") && !contains(schema.path("enum"), value)) {
      problems.add(where + ": not one of " + schema.path("enum"));
    }
    boolean right =
        switch (schema.path("type").asText()) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          case "boolean" -> value.isBoolean();
          case "null" -> value.isNull();
          default -> true;
        };
    if (!right) {
      problems.add(where + ": not of type " + schema.path("type") + ": " + value);
      return;
    }
    requireBounds(schema, value, where, problems);
    for (int i = 0; i < (value.isArray() && schema.has("items") ? value.size() : 0); i++) {
      check(schema.path("items"), value.get(i), where + "[" + i + "]", problems);
    }
    if (value.isObject()) {
      requireFields(schema, value, where, problems);
    }
  }

  private void requireOne(JsonNode schema, JsonNode value, String where, List<String> problems) {
    int fitting = 0;
    for (JsonNode each : schema.path("oneOf")) {
      fitting += problems(each, value).isEmpty() ? 1 : 0;
    }
    if (schema.has("oneOf") && fitting != 1) {
      problems.add("%s: fits %d of oneOf".formatted(where, fitting));
    }
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static void requireBounds(
      JsonNode schema, JsonNode value, String where, List<String> problems) {
    boolean low =
        value.isNumber()
            && schema.has("minimum")
            && value.asDouble() < schema.path("minimum").asDouble();
    boolean high =
        value.isNumber()
            && schema.has("maximum")
            && value.asDouble() > schema.path("maximum").asDouble();
    boolean few = value.isArray() && value.size() < schema.path("minItems").asInt(0);
    boolean many =
        value.isArray() && value.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE);
    boolean other =
        value.isTextual()
            && schema.has("pattern")
            && !value.asText().matches(schema.path("pattern").asText());
    if (low || high || few || many || other) {
      problems.add(where + ": out of bounds");
    }
  }

  private void requireFields(JsonNode schema, JsonNode value, String where, List<String> problems) {
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        problems.add(where + ": lacks " + name.asText());
      }
    }
    JsonNode others = schema.path("additionalProperties");
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode known = schema.path("properties").path(field.getKey());
      if (!known.isMissingNode()) {
        check(known, field.getValue(), where + "." + field.getKey(), problems);
      } else if (others.isObject()) {
        check(others, field.getValue(), where + "." + field.getKey(), problems);
      } else if (others.isBoolean() && !others.asBoolean()) {
        problems.add(where + ": has " + field.getKey());
      }
    }
  }
}
