package dev.nextvec.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The JSON of requests and replies. */
final class Json {
  private Json() {}

  /** A body as one object that is not larger in memory than it seems. */
  static JsonValue object(byte[] body) throws IOException {
    JsonShape.requireModest(body);
    JsonValue json = JsonValue.parse(body, "the body");
    json.names();
    return json;
  }

  /** What nobody reads is a mistake of who wrote it. */
  static void requireOnly(JsonValue json, Set<String> known) throws IOException {
    for (String name : json.names()) {
      if (!known.contains(name)) {
        throw Problem.malformed(
            "%s: `%s` is no field of this request: there are %s"
                .formatted(
                    json.where(),
                    shown(name),
                    String.join(", ", known.stream().sorted().toList())));
      }
    }
  }

  private static String shown(String name) {
    return name.length() > 60 ? name.substring(0, 60) + "..." : name;
  }

  static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }

  static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  static void put(ArrayNode array, float[] numbers) {
    for (float number : numbers) {
      array.add(number);
    }
  }

  static void put(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
