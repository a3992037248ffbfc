package dev.nextvec.text;

import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.OtherFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One document per line: {@code {"id", "title", "text" | "paragraphs" | "chunks"}}. Paragraphs and
 * the blank-line separated paragraphs of {@code text} are cut into chunks later; {@code chunks} are
 * kept as they are. Without an id a document is called {@code file:line}. What else a line has is
 * kept as {@link OtherFields} says.
 *
 * @param others what else is said of the document
 */
record JsonLine(SourceDocument document, OtherFields others) {
  private static final List<String> CONTENTS = List.of("text", "paragraphs", "chunks");

  /** Names that mean something of every document. */
  static final Set<String> OWN = Set.of("id", "title", "text", "paragraphs", "chunks");

  /**
   * Reads a line.
   *
   * @param where {@code file:line}, for messages
   * @param defaultId the id if the line gives none
   * @throws IOException naming {@code where} if the line is not such a document
   */
  static JsonLine parse(String line, String where, String defaultId) throws IOException {
    return of(JsonValue.parse(line, where), where, defaultId);
  }

  /** The same of a line that was parsed, or of a row that says the same. */
  static JsonLine of(JsonValue json, String where, String defaultId) throws IOException {
    List<String> names = json.names();
    List<String> present = CONTENTS.stream().filter(names::contains).toList();
    if (present.size() != 1) {
      throw new IOException(
          where
              + ": a document needs exactly one of \"text\", \"paragraphs\", \"chunks\" but has "
              + (present.isEmpty() ? "none" : String.join(", ", present)));
    }
    String id = scalar(json, "id");
    if (id.chars().anyMatch(Character::isISOControl)) {
      throw new IOException(
          where + ": `id` has a line end or another control character: " + json.field("id").node());
    }
    String title = scalar(json, "title");
    String key = present.get(0);
    OtherFields fields = OtherFields.of(json, OWN);
    SourceDocument document =
        new SourceDocument(
            id.isBlank() ? defaultId : id,
            title,
            blocks(json.field(key), key),
            key.equals("chunks"),
            fields.kept());
    return new JsonLine(document, fields);
  }

  /** The document, counted. */
  SourceDocument counted(Tallies tallies) {
    tallies.fields(others);
    tallies.document(document);
    return document;
  }

  private static List<String> blocks(JsonValue content, String key) throws IOException {
    if (key.equals("text")) {
      return PlainText.paragraphs(whole(content, content.text()));
    }
    List<String> blocks = new ArrayList<>();
    for (JsonValue item : content.items()) {
      String text = whole(item, item.text());
      if (key.equals("paragraphs")) {
        blocks.addAll(PlainText.paragraphs(text));
      } else if (text.isBlank()) {
        throw item.refused("be a text");
      } else {
        blocks.add(text);
      }
    }
    return blocks;
  }

  private static String scalar(JsonValue json, String key) throws IOException {
    Optional<JsonValue> value = json.optional(key);
    if (value.isEmpty()) {
      return "";
    }
    boolean number = value.get().node().isNumber();
    return number ? value.get().node().asText() : whole(value.get(), value.get().text());
  }

  /** Half a surrogate pair is no character: it has no bytes in UTF-8, so it could not be stored. */
  private static String whole(JsonValue value, String text) throws IOException {
    int half = Surrogates.firstLone(text);
    if (half >= 0) {
      throw new IOException(
          "%s: `%s` has half a character (\\u%04x without its other half) at position %d: write the character whole or remove it"
              .formatted(value.where(), value.path(), (int) text.charAt(half), half));
    }
    return text;
  }
}
