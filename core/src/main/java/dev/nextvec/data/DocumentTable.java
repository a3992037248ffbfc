package dev.nextvec.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.Json;
import dev.nextvec.internal.json.JsonLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code documents.jsonl}: one document a line, in the order of their rows.
 *
 * @param documents what it says
 * @param sha256 hash of its bytes
 */
record DocumentTable(List<Document> documents, String sha256) {
  static final String FILE = "documents.jsonl";

  DocumentTable {
    documents = List.copyOf(documents);
  }

  /**
   * Reads and checks the documents of a store.
   *
   * @param rows number of vectors they lie in
   * @throws IOException if a line is malformed, or documents overlap, leave the store, are out of
   *     order or share an id
   */
  static DocumentTable read(Path file, long rows) throws IOException {
    List<Document> documents = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    Sha256 hash = new Sha256();
    try (BufferedReader lines = JsonLines.open(Files.newInputStream(file), hash)) {
      long next = 0;
      int number = 0;
      for (String line; (line = lines.readLine()) != null; ) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        String where = file + " line " + number;
        Document document = parse(line, where);
        check(document, next, rows, where);
        if (!ids.add(document.id())) {
          throw new IOException(where + ": id `" + document.id() + "` occurs twice");
        }
        next = document.first() + document.count();
        documents.add(document);
      }
    } catch (NoSuchFileException e) {
      throw new IOException(
          file + " is missing: it names the documents that the vectors belong to", e);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not valid UTF-8", e);
    }
    if (documents.isEmpty()) {
      throw new IOException(file + " names no document");
    }
    return new DocumentTable(documents, hash.hex());
  }

  /** Field by field, without a tree: a large corpus has very many documents. */
  private static Document parse(String line, String where) throws IOException {
    Fields fields = new Fields(where);
    try (JsonParser parser = Json.MAPPER.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException(where + " is not a JSON object");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        fields.read(parser);
      }
      if (parser.nextToken() != null) {
        throw new IOException(where + " holds more than one JSON object");
      }
    } catch (JsonProcessingException e) {
      throw new IOException(where + " is not valid JSON: " + e.getOriginalMessage(), e);
    }
    try {
      return fields.document();
    } catch (IllegalArgumentException e) {
      throw new IOException(where + ": " + e.getMessage(), e);
    }
  }

  /** What has been read of one line. */
  private static final class Fields {
    private final String where;
    private @Nullable String id;
    private String title = "";
    private @Nullable String group;
    private @Nullable Long first;
    private @Nullable Long count;

    Fields(String where) {
      this.where = where;
    }

    void read(JsonParser parser) throws IOException {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "id" -> id = text(parser, value, field);
        case "title" -> title = value == JsonToken.VALUE_NULL ? "" : text(parser, value, field);
        case "group" -> group = text(parser, value, field);
        case "first" -> first = wholeNumber(parser, value, field);
        case "count" -> count = wholeNumber(parser, value, field);
        default -> parser.skipChildren();
      }
    }

    private String text(JsonParser parser, JsonToken value, String field) throws IOException {
      if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT) {
        return parser.getText();
      }
      throw new IOException(
          where + ": `" + field + "` must be a string but is " + parser.getText());
    }

    private long wholeNumber(JsonParser parser, JsonToken value, String field) throws IOException {
      if (value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != NumberType.BIG_INTEGER) {
        return parser.getLongValue();
      }
      throw new IOException(
          where + ": `" + field + "` must be a whole number but is " + parser.getText());
    }

    Document document() throws IOException {
      String known = required(id, "id");
      return new Document(
          known,
          title,
          required(first, "first"),
          required(count, "count"),
          group == null ? known : group);
    }

    private <T> T required(@Nullable T value, String field) throws IOException {
      if (value == null) {
        throw new IOException(where + ": `" + field + "` is missing");
      }
      return value;
    }
  }

  private static void check(Document document, long next, long rows, String where)
      throws IOException {
    if (document.first() < next) {
      throw new IOException(
          "%s: document `%s` begins at row %d but the one before it ends at row %d"
              .formatted(where, document.id(), document.first(), next));
    }
    if (document.count() > rows || document.first() > rows - document.count()) {
      throw new IOException(
          "%s: document `%s` has rows %d to %d but there are only %d vectors"
              .formatted(
                  where,
                  document.id(),
                  document.first(),
                  document.first() + document.count() - 1,
                  rows));
    }
  }

  /** Writes one document a line; returns the hash of the bytes. */
  static String write(List<Document> documents, OutputStream out) throws IOException {
    Sha256 hash = new Sha256();
    for (Document document : documents) {
      byte[] line = (line(document) + "\n").getBytes(StandardCharsets.UTF_8);
      out.write(line);
      hash.add(line, 0, line.length);
    }
    return hash.hex();
  }

  /** The line of one document, without its end. */
  static String line(Document document) {
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("id", document.id())
            .put("title", document.title())
            .put("first", document.first())
            .put("count", document.count());
    if (!document.group().equals(document.id())) {
      json.put("group", document.group());
    }
    return json.toString();
  }

  /** Adds everything about {@code documents} that a result can depend on. */
  static void hash(List<Document> documents, Sha256 into) {
    into.add(documents.size());
    for (Document document : documents) {
      into.add(document.id()).add(document.first()).add(document.count()).add(document.group());
    }
  }
}
