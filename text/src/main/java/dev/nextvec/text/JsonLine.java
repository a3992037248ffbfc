package dev.nextvec.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One document per line: {@code {"id", "title", "text" | "paragraphs" | "chunks"}}. Paragraphs and
 * the blank-line separated paragraphs of {@code text} are cut into chunks later; {@code chunks} are
 * kept as they are. Without an id a document is called {@code file:line}.
 */
final class JsonLine {
  private static final ObjectReader JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);
  private static final List<String> CONTENTS = List.of("text", "paragraphs", "chunks");

  private static final Set<String> FIELDS = Set.of("id", "title", "text", "paragraphs", "chunks");

  private JsonLine() {}

  /**
   * Reads a line.
   *
   * @param where {@code file:line}, for messages
   * @param defaultId the id if the line gives none
   * @param unread told the names of fields that mean nothing here
   * @throws IOException naming {@code where} if the line is not such a document
   */
  static SourceDocument parse(String line, String where, String defaultId, Consumer<String> unread)
      throws IOException {
    JsonNode json;
    try {
      json = JSON.readValue(line);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s: not valid JSON at column %d: %s (%s)"
              .formatted(where, columnOf(e), shorten(line), problem(e)),
          e);
    }
    if (!json.isObject()) {
      throw new IOException(where + ": each line must be a JSON object but is " + shorten(line));
    }
    List<String> present = CONTENTS.stream().filter(json::hasNonNull).toList();
    if (present.size() != 1) {
      throw new IOException(
          where
              + ": a document needs exactly one of \"text\", \"paragraphs\", \"chunks\" but has "
              + (present.isEmpty() ? "none" : String.join(", ", present)));
    }
    String id = scalar(json, "id", where);
    if (id.chars().anyMatch(Character::isISOControl)) {
      throw new IOException(
          where + ": \"id\" has a line end or another control character: " + json.get("id"));
    }
    String title = scalar(json, "title", where);
    String key = present.get(0);
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                unread.accept(name);
              }
            });
    return new SourceDocument(
        id.isBlank() ? defaultId : id, title, blocks(json, key, where), key.equals("chunks"));
  }

  private static List<String> blocks(JsonNode json, String key, String where) throws IOException {
    JsonNode content = json.get(key);
    if (key.equals("text")) {
      if (!content.isTextual()) {
        throw new IOException(where + ": \"text\" must be a string but is " + kind(content));
      }
      return PlainText.paragraphs(whole(content.textValue(), "\"text\"", where));
    }
    if (!content.isArray()) {
      throw new IOException(
          where + ": \"" + key + "\" must be a list of strings but is " + kind(content));
    }
    List<String> blocks = new ArrayList<>(content.size());
    for (int i = 0; i < content.size(); i++) {
      JsonNode item = content.get(i);
      if (!item.isTextual()) {
        throw new IOException(
            "%s: \"%s\"[%d] must be a string but is %s".formatted(where, key, i, kind(item)));
      }
      String text = whole(item.textValue(), "\"%s\"[%d]".formatted(key, i), where);
      if (key.equals("paragraphs")) {
        blocks.addAll(PlainText.paragraphs(text));
      } else if (text.isBlank()) {
        throw new IOException("%s: \"chunks\"[%d] is empty".formatted(where, i));
      } else {
        blocks.add(text);
      }
    }
    return blocks;
  }

  private static String scalar(JsonNode json, String key, String where) throws IOException {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual() && !value.isNumber()) {
      throw new IOException(where + ": \"" + key + "\" must be a string but is " + kind(value));
    }
    return whole(value.asText(), "\"" + key + "\"", where);
  }

  /** Half a surrogate pair is no character: it has no bytes in UTF-8, so it could not be stored. */
  private static String whole(String text, String what, String where) throws IOException {
    int half = Surrogates.firstLone(text);
    if (half >= 0) {
      throw new IOException(
          "%s: %s has half a character (\\u%04x without its other half) at position %d: write the character whole or remove it"
              .formatted(where, what, (int) text.charAt(half), half));
    }
    return text;
  }

  private static String kind(JsonNode value) {
    return "a JSON " + value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String problem(JsonProcessingException e) {
    return shorten(String.valueOf(e.getOriginalMessage()));
  }

  private static int columnOf(JsonProcessingException e) {
    return e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
  }

  private static String shorten(String line) {
    String text = PlainText.collapse(line);
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }
}
