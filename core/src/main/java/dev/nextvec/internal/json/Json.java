package dev.nextvec.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes JSON trees; nothing is ever bound to classes named in a file. */
public final class Json {
  public static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Json() {}

  /** Parses one object. */
  public static JsonNode object(String text, String where) throws IOException {
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IOException(where + " is not valid JSON: " + e.getOriginalMessage(), e);
    }
    if (!node.isObject()) {
      throw new IOException(where + " is not a JSON object");
    }
    return node;
  }

  public static JsonNode object(Path file) throws IOException {
    return object(Files.readString(file), file.toString());
  }

  static long wholeNumber(JsonNode object, String field, String where) throws IOException {
    JsonNode value = object.path(field);
    if (!value.canConvertToLong() || !value.isIntegralNumber()) {
      throw new IOException(
          where + ": `" + field + "` must be a whole number but is " + shown(value));
    }
    return value.longValue();
  }

  public static String text(JsonNode object, String field, String where) throws IOException {
    JsonNode value = object.path(field);
    if (!value.isTextual() && !value.isIntegralNumber()) {
      throw new IOException(where + ": `" + field + "` must be a string but is " + shown(value));
    }
    return value.asText();
  }

  private static String shown(JsonNode value) {
    String text = value.isMissingNode() ? "missing" : value.toString();
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }
}
