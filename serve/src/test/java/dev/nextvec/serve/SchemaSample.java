package dev.nextvec.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Makes JSON that a schema allows; numbers and names that are served are likely. */
record SchemaSample(SchemaCheck check, Random random, int depth) {
  private static final int DEEP = 6;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String[] WORDS = {
    "amn",
    "things",
    "words",
    "auto",
    "model",
    "bm25",
    "persistence",
    "d1",
    "Title 1",
    "thing1 like thing2",
    "\u00fc\ud83d\ude00"
  };

  JsonNode of(JsonNode given) {
    JsonNode schema = check.resolved(given);
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
    }
    JsonNode choices = schema.path("oneOf");
    if (schema.path("type").isMissingNode() && choices.size() > 0) {
      return of(choices.get(depth > DEEP ? 0 : random.nextInt(choices.size())));
    }
    return switch (schema.path("type").asText()) {
      case "object" -> object(schema);
      case "array" -> array(schema);
      case "integer" -> JSON.numberNode(integer(schema));
      case "number" -> JSON.numberNode((float) random.nextGaussian());
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      default -> JSON.textNode(WORDS[random.nextInt(WORDS.length)]);
    };
  }

  /** As many numbers as the shape says that a served model takes. */
  private void contexts(ObjectNode input) {
    int count = 1 + random.nextInt(3);
    input.putArray("shape").add(count).add(Fixtures.N).add(Fixtures.DIM);
    ArrayNode data = input.putArray("data");
    for (int i = 0; i < count * Fixtures.N * Fixtures.DIM; i++) {
      data.add((float) random.nextGaussian());
    }
  }

  private int integer(JsonNode schema) {
    int least = schema.path("minimum").asInt(0);
    return Math.min(schema.path("maximum").asInt(Integer.MAX_VALUE), least + random.nextInt(20));
  }

  private ArrayNode array(JsonNode schema) {
    ArrayNode array = JSON.arrayNode();
    int least = schema.path("minItems").asInt(0);
    int[] likely = {least, Fixtures.N, Fixtures.DIM, least + random.nextInt(6)};
    int size = Math.clamp(likely[random.nextInt(4)], least, schema.path("maxItems").asInt(100));
    SchemaSample deeper = new SchemaSample(check, random, depth + 1);
    for (int i = 0; i < (depth > DEEP ? least : size); i++) {
      array.add(
          schema.has("items")
              ? deeper.of(schema.path("items"))
              : JSON.numberNode(random.nextFloat()));
    }
    return array;
  }

  /** With what is required, with one of what excludes each other, and with some of the rest. */
  private ObjectNode object(JsonNode schema) {
    Set<String> wanted = new HashSet<>();
    schema.path("required").forEach(name -> wanted.add(name.asText()));
    Set<String> excluded = new HashSet<>();
    JsonNode choices = schema.path("oneOf");
    choices.forEach(each -> each.path("required").forEach(name -> excluded.add(name.asText())));
    if (choices.size() > 0) {
      wanted.add(choices.get(random.nextInt(choices.size())).path("required").get(0).asText());
    }
    ObjectNode object = JSON.objectNode();
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      boolean extra = !excluded.contains(field.getKey()) && random.nextInt(6) == 0;
      if (wanted.contains(field.getKey()) || extra) {
        object.set(field.getKey(), of(field.getValue()));
      }
    }
    if (object.has("shape") && random.nextBoolean()) {
      contexts(object);
    }
    return object;
  }
}
