package dev.nextvec.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private static final String FORMAT = "nextvec-dataset";
  private static final int VERSION = 1;
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

  static DatasetManifest read(Path file) throws IOException {
    JsonNode json = Json.object(file);
    String where = file.toString();
    String format = Json.text(json, "format", where);
    if (!format.equals(FORMAT)) {
      throw new IOException(where + " has format `" + format + "`: expected `" + FORMAT + "`");
    }
    long version = Json.wholeNumber(json, "version", where);
    if (version != VERSION) {
      throw new IOException(
          where + " has version " + version + ": this program reads version " + VERSION);
    }
    List<String> shards = new ArrayList<>();
    json.path("shards").forEach(shard -> shards.add(shard.asText()));
    JsonNode encoder = json.path("encoder");
    JsonNode known = json.path("documentBoundariesKnown");
    if (!known.isBoolean() && !known.isMissingNode()) {
      throw new IOException(
          where + ": `documentBoundariesKnown` must be true or false but is " + known);
    }
    try {
      return new DatasetManifest(
          Math.toIntExact(Json.wholeNumber(json, "dimension", where)),
          Json.wholeNumber(json, "count", where),
          VectorType.ofLabel(Json.text(json, "dtype", where)),
          Json.text(json, "sha256", where),
          shards,
          Json.wholeNumber(json, "documents", where),
          optionalText(json, "documentsSha256", where),
          optionalText(json, "textsSha256", where),
          known.asBoolean(true),
          encoder.isObject()
              ? Optional.of(EncoderFingerprint.fromJson(encoder, where))
              : Optional.empty(),
          json.has("account") ? AccountJson.read(json.get("account"), where) : Account.NONE);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(where + ": " + e.getMessage(), e);
    }
  }

  private static Optional<String> optionalText(JsonNode json, String field, String where)
      throws IOException {
    return json.has(field) ? Optional.of(Json.text(json, field, where)) : Optional.empty();
  }

  String toJson() {
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("format", FORMAT)
            .put("version", VERSION)
            .put("dimension", dimension)
            .put("count", count)
            .put("dtype", type.label())
            .put("sha256", vectorsSha256);
    ArrayNode names = json.putArray("shards");
    shards.forEach(names::add);
    json.put("documents", documents);
    documentsSha256.ifPresent(hash -> json.put("documentsSha256", hash));
    textsSha256.ifPresent(hash -> json.put("textsSha256", hash));
    json.put("documentBoundariesKnown", boundariesKnown);
    encoder.ifPresent(fingerprint -> json.set("encoder", fingerprint.toJson()));
    if (!account.isEmpty()) {
      json.set("account", AccountJson.of(account));
    }
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
