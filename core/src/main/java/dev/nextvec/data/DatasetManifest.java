package dev.nextvec.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.DirectoryKind;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file {@code dataset.json}.
 *
 * @param dimension length of one vector
 * @param count number of vectors
 * @param type how they are stored
 * @param vectorsSha256 hash of the elements of all shards in order, headers left out
 * @param shards names of the vector files, in order
 * @param documents number of documents
 * @param documentsSha256 hash of the bytes of the document table; absent in older datasets
 * @param textsSha256 hash of the lines of the texts, uncompressed; absent in older datasets and
 *     where there are none
 * @param boundariesKnown whether the documents are true ones, so that a split by them cannot leak
 * @param encoder what made the vectors, if known
 * @param account what went into each step that made it; empty if not recorded
 */
record DatasetManifest(
    int dimension,
    long count,
    VectorType type,
    String vectorsSha256,
    List<String> shards,
    long documents,
    Optional<String> documentsSha256,
    Optional<String> textsSha256,
    boolean boundariesKnown,
    Optional<EncoderFingerprint> encoder,
    Account account) {
  static final String FILE = "dataset.json";

  /** All files of a dataset; one that was made by hand may lack this one. */
  static final DirectoryKind DIRECTORY =
      DirectoryKind.of(
          "a dataset",
          DocumentTable.FILE,
          "dataset\\.json",
          "documents\\.jsonl",
          "chunks\\.jsonl(\\.gz)?",
          "vectors(-\\d+)?\\.npy");

  private static final String FORMAT = "nextvec-dataset";
  private static final int VERSION = 2;
  private static final String SEAL = "record_sha256";
  private static final List<String> SEALED =
      List.of("document_boundaries_known", "encoder", "account");
  private static final Pattern SHARD = Pattern.compile("vectors(-\\d{1,9})?\\.npy");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  DatasetManifest {
    shards = List.copyOf(shards);
    if (dimension < 1 || count < 0 || documents < 0 || shards.isEmpty()) {
      throw new IllegalArgumentException(
          "a dataset needs a dimension, a count and shards but has %d, %d and %s"
              .formatted(dimension, count, shards));
    }
    for (String shard : shards) {
      if (!SHARD.matcher(shard).matches()) {
        throw new IllegalArgumentException(
            "shard `" + shard + "` is not named vectors.npy or vectors-NNNNN.npy");
      }
    }
    requireHash(vectorsSha256);
    documentsSha256.ifPresent(DatasetManifest::requireHash);
    textsSha256.ifPresent(DatasetManifest::requireHash);
  }

  private static void requireHash(String hash) {
    if (!HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException("`" + hash + "` is not a SHA-256");
    }
  }

  /**
   * Reads and checks the file. Every field that must be there is, and each is of its kind; what
   * nothing beside the file could contradict has a hash in it.
   *
   * @throws IOException naming the field
   */
  static DatasetManifest read(Path file) throws IOException {
    return of(JsonValue.read(file));
  }

  /** The same of what was read. */
  static DatasetManifest of(JsonValue json) throws IOException {
    requireFormat(json);
    try {
      Optional<JsonValue> known = given(json, "document_boundaries_known");
      Optional<JsonValue> encoder = given(json, "encoder");
      Optional<JsonValue> account = given(json, "account");
      DatasetManifest manifest =
          new DatasetManifest(
              (int) json.field("dimension").wholeNumber(1, Integer.MAX_VALUE),
              json.field("count").wholeNumber(0, Long.MAX_VALUE),
              VectorType.ofLabel(json.field("dtype").text()),
              json.field("sha256").text(),
              json.field("shards").texts(),
              json.field("documents").wholeNumber(0, Long.MAX_VALUE),
              givenText(json, "documents_sha256"),
              givenText(json, "texts_sha256"),
              known.isEmpty() || known.get().truth(),
              encoder.isPresent()
                  ? Optional.of(EncoderFingerprint.read(encoder.get()))
                  : Optional.empty(),
              account.isPresent() ? AccountJson.read(account.get()) : Account.NONE);
      requireSeal(json);
      return manifest;
    } catch (IllegalArgumentException e) {
      throw new IOException(json.where() + ": " + e.getMessage(), e);
    }
  }

  private static void requireFormat(JsonValue json) throws IOException {
    String format = json.field("format").text();
    if (!format.equals(FORMAT)) {
      throw new IOException(
          json.where() + " has format `" + format + "`: expected `" + FORMAT + "`");
    }
    long version = json.field("version").wholeNumber(1, Integer.MAX_VALUE);
    if (version > VERSION) {
      throw new IOException(
          json.where()
              + " has version "
              + version
              + ": this program reads versions 1 to "
              + VERSION);
    }
  }

  /** A field that older datasets lack; {@code null} is no value. */
  private static Optional<JsonValue> given(JsonValue json, String field) throws IOException {
    return json.node().has(field) || json.node().has(JsonValue.formerly(field))
        ? Optional.of(json.field(field))
        : Optional.empty();
  }

  private static Optional<String> givenText(JsonValue json, String field) throws IOException {
    Optional<JsonValue> value = given(json, field);
    return value.isPresent() ? Optional.of(value.get().text()) : Optional.empty();
  }

  private static void requireSeal(JsonValue json) throws IOException {
    Optional<String> seal = givenText(json, SEAL);
    if (seal.isEmpty()) {
      if (json.field("version").wholeNumber(1, VERSION) > 1) {
        json.field(SEAL);
      }
      json.requireFormerly("document_boundaries_known");
    }
    if (seal.isPresent() && !seal.get().equals(seal(json.node()))) {
      throw new IOException(
          "%s was changed after it was written: %s are not those that `%s` is of; restore it, or make the dataset anew with `data import` or `data encode`"
              .formatted(json.where(), "`" + String.join("`, `", SEALED) + "`", SEAL));
    }
  }

  /** Hash of what is recorded here and can be seen nowhere else. */
  private static String seal(JsonNode json) throws IOException {
    ObjectNode sealed = JsonNodeFactory.instance.objectNode();
    for (String field : SEALED) {
      for (String name : List.of(field, JsonValue.formerly(field))) {
        if (json.has(name)) {
          sealed.set(name, json.get(name));
        }
      }
    }
    return new Sha256().add(JsonValue.parse(sealed.toString(), FILE).node().toString()).hex();
  }

  String toJson() throws IOException {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("format", FORMAT)
            .put("version", VERSION)
            .put("dimension", dimension)
            .put("count", count)
            .put("dtype", type.label())
            .put("sha256", vectorsSha256);
    ArrayNode names = json.putArray("shards");
    shards.forEach(names::add);
    json.put("documents", documents);
    documentsSha256.ifPresent(hash -> json.put("documents_sha256", hash));
    textsSha256.ifPresent(hash -> json.put("texts_sha256", hash));
    json.put("document_boundaries_known", boundariesKnown);
    encoder.ifPresent(fingerprint -> json.set("encoder", fingerprint.toJson()));
    if (!account.isEmpty()) {
      json.set("account", AccountJson.of(account));
    }
    json.put(SEAL, seal(json));
    return json.toPrettyString() + "\n";
  }

  /**
   * Checks that the files beside the manifest are the ones it describes.
   *
   * @throws IOException if they are not
   */
  void requireMatch(MappedVectors vectors, DocumentTable table, Path file) throws IOException {
    requireEqual("dimension", "" + dimension, "" + vectors.dimension(), file);
    requireEqual("count", "" + count, "" + vectors.rows(), file);
    requireEqual("dtype", type.label(), vectors.type().label(), file);
    requireEqual("documents", "" + documents, "" + table.documents().size(), file);
    if (documentsSha256.isPresent()) {
      requireHash(DocumentTable.FILE, documentsSha256.get(), table.sha256(), file);
    }
  }

  /**
   * Checks that the vectors are those that the manifest was written for.
   *
   * @param found their hash as measured
   * @throws IOException if they are not
   */
  void requireVectors(String found, Path file) throws IOException {
    requireHash(String.join(", ", shards), vectorsSha256, found, file);
  }

  /** Refuses a file beside the manifest that is another than the one it was written for. */
  static void requireHash(String name, String recorded, String found, Path file)
      throws IOException {
    if (!found.equals(recorded)) {
      throw new IOException(
          "%s was changed or replaced: its hash is %.12s but %s records %.12s; restore it, or make the dataset anew with `data import` or `data encode`"
              .formatted(file.resolveSibling(name), found, FILE, recorded));
    }
  }

  private static void requireEqual(String field, String said, String found, Path file)
      throws IOException {
    if (!said.equals(found)) {
      throw new IOException(
          "%s says `%s` is %s but the files beside it have %s: they do not belong together"
              .formatted(file, field, said, found));
    }
  }
}
