package dev.nextvec.internal.retrieval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonLines;
import dev.nextvec.internal.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The documents of an index, in the order of their rows, with the fields that filters may ask for.
 */
final class IndexedDocuments {
  static final String FILE = "documents.jsonl";
  private static final String FIELDS = "fields";
  private static final Set<String> OWN = Set.of("id", "title", "first", "count", "group");

  private final List<Document> documents;
  private final List<Map<String, String>> fields;
  private final List<String> hashes;
  private final long[] first;
  private final Map<String, Document> named = new HashMap<>();

  private IndexedDocuments(
      List<Document> documents, List<Map<String, String>> fields, List<String> hashes) {
    this.documents = List.copyOf(documents);
    this.fields = List.copyOf(fields);
    this.hashes = List.copyOf(hashes);
    this.first = documents.stream().mapToLong(Document::first).toArray();
    documents.forEach(each -> named.put(each.id(), each));
  }

  /** Those of a dataset, with whatever else its {@code documents.jsonl} says of each. */
  static IndexedDocuments of(Dataset dataset) throws IOException {
    List<Map<String, String>> fields = new ArrayList<>();
    for (JsonNode line : lines(dataset.path().resolve(FILE))) {
      Map<String, String> found = new HashMap<>();
      line.properties().stream()
          .filter(each -> each.getValue().isValueNode() && !each.getValue().isNull())
          .filter(each -> !OWN.contains(each.getKey()))
          .forEach(each -> found.put(each.getKey(), each.getValue().asText()));
      fields.add(Map.copyOf(found));
    }
    if (fields.size() != dataset.documents().size()) {
      throw new IOException(dataset.path().resolve(FILE) + " changed while it was read");
    }
    List<String> hashes = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      hashes.add(hash(dataset, dataset.documents().get(i), fields.get(i)));
    }
    return new IndexedDocuments(dataset.documents(), fields, hashes);
  }

  /** Changes whenever anything of a document that is in an index does, but not its place. */
  private static String hash(Dataset dataset, Document document, Map<String, String> fields)
      throws IOException {
    Sha256 hash = new Sha256().add(document.id()).add(document.title()).add(document.group());
    new TreeMap<>(fields).forEach((key, value) -> hash.add(key).add(value));
    ByteBuffer bytes = ByteBuffer.allocate(dataset.dimension() * Float.BYTES);
    float[] row = new float[dataset.dimension()];
    for (long r = document.first(); r < document.first() + document.count(); r++) {
      dataset.vectors().read(r, 1, row, 0);
      bytes.clear().asFloatBuffer().put(row);
      hash.add(bytes.array());
      if (dataset.texts().isPresent()) {
        hash.add(dataset.texts().get().text(r));
      }
    }
    return hash.hex();
  }

  /**
   * Those that remain of these, in their order, and then others, one after another from row 0.
   *
   * @param kept whether a document of these remains
   * @param added of {@code others}, those that follow
   */
  IndexedDocuments joined(Set<String> kept, IndexedDocuments others, Set<String> added) {
    List<Document> all = new ArrayList<>();
    List<Map<String, String>> allFields = new ArrayList<>();
    List<String> allHashes = new ArrayList<>();
    long next = 0;
    for (IndexedDocuments from : List.of(this, others)) {
      Set<String> chosen = from == this ? kept : added;
      for (int i = 0; i < from.documents.size(); i++) {
        Document each = from.documents.get(i);
        if (chosen.contains(each.id())) {
          all.add(new Document(each.id(), each.title(), next, each.count(), each.group()));
          allFields.add(from.fields.get(i));
          allHashes.add(from.hashes.get(i));
          next += each.count();
        }
      }
    }
    return new IndexedDocuments(all, allFields, allHashes);
  }

  /** What is known of each document, by its id. */
  Map<String, String> hashes() {
    Map<String, String> byId = new LinkedHashMap<>();
    for (int i = 0; i < documents.size(); i++) {
      byId.put(documents.get(i).id(), hashes.get(i));
    }
    return byId;
  }

  /** Number of rows that are of a document. */
  long rows() {
    return documents.stream().mapToLong(Document::count).sum();
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    try (BufferedReader lines = JsonLines.open(Files.newInputStream(file), new Sha256())) {
      for (String line; (line = lines.readLine()) != null; ) {
        if (!line.isBlank()) {
          all.add(JsonValue.parse(line, file + " line " + (all.size() + 1)).node());
        }
      }
    }
    return all;
  }

  /** Reads what {@link #write} wrote. */
  static IndexedDocuments read(Path index) throws IOException {
    Path file = index.resolve(FILE);
    List<Document> documents = new ArrayList<>();
    List<Map<String, String>> fields = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    for (JsonNode line : lines(file)) {
      JsonValue value = new JsonValue(line, file.toString(), "");
      documents.add(
          new Document(
              value.field("id").text(),
              value.field("title").text(),
              value.field("first").wholeNumber(0, Long.MAX_VALUE),
              value.field("count").wholeNumber(0, Long.MAX_VALUE),
              value.field("group").text()));
      Map<String, String> found = new HashMap<>();
      JsonValue others = value.field(FIELDS);
      for (String name : others.names()) {
        found.put(name, others.field(name).text());
      }
      fields.add(Map.copyOf(found));
      hashes.add(value.field("sha256").text());
    }
    return new IndexedDocuments(documents, fields, hashes);
  }

  void write(Path index) throws IOException {
    AtomicFile.write(
        index.resolve(FILE),
        out -> {
          for (int i = 0; i < documents.size(); i++) {
            out.write((line(i) + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  private String line(int i) {
    Document each = documents.get(i);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", each.id()).put("title", each.title()).put("group", each.group());
    json.put("first", each.first()).put("count", each.count()).put("sha256", hashes.get(i));
    fields.get(i).forEach(json.putObject(FIELDS)::put);
    return json.toString();
  }

  List<Document> all() {
    return documents;
  }

  /** The document that a row is of; empty for a row of none. */
  Optional<Document> of(long row) {
    int at = Arrays.binarySearch(first, row);
    int i = at < 0 ? -at - 2 : at;
    while (i >= 0 && i + 1 < first.length && first[i + 1] == row) {
      i++; // empty documents share their first row with the next
    }
    return i >= 0 && row < first[i] + documents.get(i).count()
        ? Optional.of(documents.get(i))
        : Optional.empty();
  }

  /**
   * The document of that id.
   *
   * @throws IllegalArgumentException if there is none
   */
  Document named(String id) {
    return Optional.ofNullable(named.get(id))
        .orElseThrow(() -> new IllegalArgumentException("the index has no document `" + id + "`"));
  }

  /**
   * The documents whose fields are as wanted.
   *
   * @throws IllegalArgumentException if no document has such a field
   */
  List<Document> where(Map<String, String> wanted) {
    for (String key : wanted.keySet()) {
      if (!keys().contains(key)) {
        throw new IllegalArgumentException(
            "no document has the field `%s` to filter by: there are %s"
                .formatted(key, String.join(", ", keys())));
      }
    }
    List<Document> found = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      int at = i;
      if (wanted.entrySet().stream().allMatch(e -> e.getValue().equals(field(at, e.getKey())))) {
        found.add(documents.get(i));
      }
    }
    return found;
  }

  private String field(int i, String key) {
    Document each = documents.get(i);
    return switch (key) {
      case "document" -> each.id();
      case "title" -> each.title();
      case "group" -> each.group();
      default -> fields.get(i).getOrDefault(key, "");
    };
  }

  private Set<String> keys() {
    Set<String> keys = new TreeSet<>(Set.of("document", "title", "group"));
    fields.forEach(each -> keys.addAll(each.keySet()));
    return keys;
  }
}
