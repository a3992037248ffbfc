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
import dev.nextvec.internal.json.OtherFields;
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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The documents of an index, in the order of their rows, with the fields that filters may ask for.
 */
final class IndexedDocuments {
  static final String FILE = "documents.jsonl";
  private static final String FIELDS = "fields";
  private static final int SHOWN = 10;

  private final List<Document> documents;
  private final List<String> hashes;
  private final long[] first;
  private final Map<String, Document> named = new HashMap<>();

  private IndexedDocuments(List<Document> documents, List<String> hashes) {
    this.documents = List.copyOf(documents);
    this.hashes = List.copyOf(hashes);
    this.first = documents.stream().mapToLong(Document::first).toArray();
    documents.forEach(each -> named.put(each.id(), each));
  }

  /** Those of a dataset. */
  static IndexedDocuments of(Dataset dataset) throws IOException {
    List<String> hashes = new ArrayList<>();
    for (Document document : dataset.documents()) {
      hashes.add(hash(dataset, document));
    }
    return new IndexedDocuments(dataset.documents(), hashes);
  }

  /** Changes whenever anything of a document that is in an index does, but not its place. */
  private static String hash(Dataset dataset, Document document) throws IOException {
    Sha256 hash = new Sha256().add(document.id()).add(document.title()).add(document.group());
    new TreeMap<>(document.fields())
        .forEach(
            (key, values) -> {
              hash.add(key);
              values.forEach(hash::add);
            });
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
    List<String> allHashes = new ArrayList<>();
    long next = 0;
    for (IndexedDocuments from : List.of(this, others)) {
      Set<String> chosen = from == this ? kept : added;
      for (int i = 0; i < from.documents.size(); i++) {
        Document each = from.documents.get(i);
        if (chosen.contains(each.id())) {
          all.add(each.at(next, each.count()));
          allHashes.add(from.hashes.get(i));
          next += each.count();
        }
      }
    }
    return new IndexedDocuments(all, allHashes);
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
    List<String> hashes = new ArrayList<>();
    for (JsonNode line : lines(file)) {
      JsonValue value = new JsonValue(line, file.toString(), "");
      documents.add(
          new Document(
              value.field("id").text(),
              value.field("title").text(),
              value.field("first").wholeNumber(0, Long.MAX_VALUE),
              value.field("count").wholeNumber(0, Long.MAX_VALUE),
              value.field("group").text(),
              OtherFields.of(value.field(FIELDS), Set.of()).kept()));
      hashes.add(value.field("sha256").text());
    }
    return new IndexedDocuments(documents, hashes);
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
    OtherFields.put(each.fields(), json.putObject(FIELDS));
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
   * The row where chunks of a document begin.
   *
   * @throws IllegalArgumentException if it has no such chunks
   */
  long row(String id, long from, long to) {
    Document document = named(id);
    if (from < 0 || to < from || to > document.count()) {
      throw new IllegalArgumentException(
          "document `%s` has %d chunks but those from %d to %d were asked for"
              .formatted(id, document.count(), from, to));
    }
    return document.first() + from;
  }

  /**
   * The documents that have all the wanted values.
   *
   * @throws IllegalArgumentException if there is none, naming what there is
   */
  List<Document> where(Map<String, String> wanted) {
    for (Map.Entry<String, String> each : new TreeMap<>(wanted).entrySet()) {
      requireKnown(each.getKey(), each.getValue());
    }
    List<Document> found =
        documents.stream()
            .filter(
                document ->
                    wanted.entrySet().stream()
                        .allMatch(e -> values(document, e.getKey()).contains(e.getValue())))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "each filter fits some document, but no document fits all of them: "
              + new TreeMap<>(wanted));
    }
    return found;
  }

  private void requireKnown(String key, String value) {
    SortedSet<String> keys = new TreeSet<>(List.of("document", "title", "group"));
    documents.forEach(each -> keys.addAll(each.fields().keySet()));
    if (!keys.contains(key)) {
      throw new IllegalArgumentException(
          "no document has the field `%s` to filter by: there are %s".formatted(key, some(keys)));
    }
    SortedSet<String> values = new TreeSet<>();
    documents.forEach(each -> values.addAll(values(each, key)));
    if (!values.contains(value)) {
      throw new IllegalArgumentException(
          "no document has the value `%s` of `%s` to filter by: there are %s"
              .formatted(value, key, some(values)));
    }
  }

  private static String some(SortedSet<String> names) {
    String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return names.size() > SHOWN ? "%s and %,d more".formatted(first, names.size() - SHOWN) : first;
  }

  private static List<String> values(Document document, String key) {
    return switch (key) {
      case "document" -> List.of(document.id());
      case "title" -> List.of(document.title());
      case "group" -> List.of(document.group());
      default -> document.fields().getOrDefault(key, List.of());
    };
  }
}
