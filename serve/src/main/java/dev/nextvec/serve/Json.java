package dev.nextvec.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The JSON of requests and replies. */
final class Json {
  private Json() {}

  /**
   * A body as one object that is not larger in memory than it seems, and has no field that nobody
   * reads.
   *
   * @param schema name of the description of such bodies
   */
  static JsonValue object(byte[] body, String schema) throws IOException {
    JsonShape.requireModest(body);
    JsonValue json = JsonValue.parse(body, "the body");
    if (!json.node().isObject()) {
      throw json.refused("be an object");
    }
    RequestFields.require(json, schema);
    return json;
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
