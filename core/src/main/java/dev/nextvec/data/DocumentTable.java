package dev.nextvec.data;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.FieldTally;
import dev.nextvec.internal.json.JsonLines;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.OtherFields;
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

/**
 * The file {@code documents.jsonl}: one document a line, in the order of their rows.
 *
 * @param documents what it says
 * @param sha256 hash of its bytes
 * @param notes which fields of its lines are of a kind that is not kept, a sentence each
 */
record DocumentTable(List<Document> documents, String sha256, List<String> notes) {
  static final String FILE = "documents.jsonl";

  private static final Set<String> OWN = Set.of("id", "title", "first", "count", "group");

  DocumentTable {
    documents = List.copyOf(documents);
    notes = List.copyOf(notes);
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
    FieldTally others = new FieldTally();
    Sha256 hash = new Sha256();
    FileErrors.requireNoFolder(file);
    try (BufferedReader lines = JsonLines.open(Files.newInputStream(file), hash)) {
      long next = 0;
      int number = 0;
      for (String line; (line = lines.readLine()) != null; ) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        String where = file + " line " + number;
        Document document = parse(line, where, others);
        check(document, next, rows, where);
        if (!ids.add(document.id())) {
          throw new IOException(where + ": id `" + document.id() + "` occurs twice");
        }
        next = document.end();
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
    return new DocumentTable(documents, hash.hex(), others.leftOut());
  }

  private static Document parse(String line, String where, FieldTally others) throws IOException {
    JsonValue json = JsonValue.parse(line, where);
    String id = json.field("id").label();
    OtherFields fields = OtherFields.of(json, OWN);
    others.add(fields);
    try {
      return new Document(
          id,
          json.optional("title", JsonValue::label).orElse(""),
          json.field("first").wholeNumber(0, Long.MAX_VALUE),
          json.field("count").wholeNumber(0, Long.MAX_VALUE),
          json.optional("group", JsonValue::label).orElse(id),
          fields.kept());
    } catch (IllegalArgumentException e) {
      throw new IOException(where + ": " + e.getMessage(), e);
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
              .formatted(where, document.id(), document.first(), document.end() - 1, rows));
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
        JsonNodeFactory.instance
            .objectNode()
            .put("id", document.id())
            .put("title", document.title())
            .put("first", document.first())
            .put("count", document.count());
    if (!document.group().equals(document.id())) {
      json.put("group", document.group());
    }
    OtherFields.put(document.fields(), json);
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
