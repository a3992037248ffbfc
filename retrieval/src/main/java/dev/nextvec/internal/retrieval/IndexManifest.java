package dev.nextvec.internal.retrieval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.DirectoryKind;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.retrieval.IndexSettings.Quantisation;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.model.CandidateMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * {@code index.json}: what an index is of.
 *
 * @param source the dataset it was made of
 * @param encoder what made the vectors, if that is recorded
 * @param model what predicts, if one was given
 * @param contextLength chunks of a context
 * @param size of what is in it
 * @param settings how vectors are searched
 * @param check what it measured of itself
 */
public record IndexManifest(
    Source source,
    Optional<EncoderFingerprint> encoder,
    Optional<IndexedModel> model,
    int contextLength,
    Size size,
    IndexSettings settings,
    IndexCheck check) {
  /** Its name in an index. */
  public static final String FILE = "index.json";

  /** All files of an index: its own, what was measured of it, and Lucene's. */
  static final DirectoryKind DIRECTORY =
      DirectoryKind.of(
          "an index",
          FILE,
          "(index|evaluation|evaluation-test|reranker|leaks)\\.json",
          "documents\\.jsonl",
          "_[\\w.-]+",
          "(pending_)?segments_\\w+",
          "write\\.lock");

  private static final String FORMAT = "nextvec-index-1";
  private static final String MAPPED = "nextvec-index-2"; // nothing older must search it

  /**
   * The dataset.
   *
   * @param path where it was
   * @param sha256 hash of the dataset: its vectors, and which document each belongs to
   */
  public record Source(String path, String sha256, String vectorsSha256) {}

  /**
   * The model that the index was made for.
   *
   * @param path where it was
   * @param sha256 of what decides its predictions
   * @param mapSha256 of the map of its candidates, where the model has two sides
   */
  public record IndexedModel(String name, String path, String sha256, Optional<String> mapSha256) {}

  /** What tells the map that chunks were measured with from others; empty where none was. */
  public Optional<String> mapSha256() {
    return model.flatMap(IndexedModel::mapSha256);
  }

  /**
   * Makes sure that a model maps chunks as the index was made for.
   *
   * @param index where it is
   * @throws IllegalArgumentException if the index was made for another map, or for none
   */
  void requireMap(String name, CandidateMap map, Path index) {
    if (!mapSha256().equals(Optional.of(map.sha256()))) {
      throw new IllegalArgumentException(
          "the model `%s` is compared with mapped chunks (map sha256 %.12s), and %s was made for %s: make it anew for this model"
              .formatted(
                  name,
                  map.sha256(),
                  index,
                  mapSha256().map("map sha256 %.12s"::formatted).orElse("chunks as they are")));
    }
  }

  /**
   * Counts.
   *
   * @param texts whether there are words to search for
   * @param documentsSha256 of the file that names the documents
   */
  public record Size(
      long chunks, int documents, int dimension, boolean texts, String documentsSha256) {}

  /** Whether a folder holds an index. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /**
   * Reads it.
   *
   * @throws IOException if it is missing, changed, or of another version
   */
  public static IndexManifest read(Path index) throws IOException {
    Path file = index.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "%s %s: an index is a directory that `nextvec index` wrote"
              .formatted(index, Files.exists(index) ? "has no " + FILE : "does not exist"));
    }
    JsonValue json = JsonValue.read(file);
    String format = json.node().path("format").asText("missing");
    if (!format.equals(FORMAT) && !format.equals(MAPPED)) {
      throw new IOException(
          "%s is of no index that this version reads: its `format` is %s, not %s or %s"
              .formatted(file, format, FORMAT, MAPPED));
    }
    if (!Seal.holds(json.node())) {
      throw new IOException(
          file + " was changed or damaged after it was written: make the index again");
    }
    Optional<JsonValue> encoder = json.optional("encoder");
    Optional<JsonValue> model = json.optional("model");
    return new IndexManifest(
        source(json.field("dataset")),
        encoder.isEmpty()
            ? Optional.empty()
            : Optional.of(EncoderFingerprint.fromJson(encoder.get().node(), file.toString())),
        model.isEmpty() ? Optional.empty() : Optional.of(model(model.get())),
        json.field("context_length").count(1),
        size(json.field("size")),
        settings(json.field("settings")),
        check(json.field("check")));
  }

  private static Source source(JsonValue json) throws IOException {
    return new Source(
        json.field("path").text(),
        json.field("dataset_sha256").text(),
        json.field("vectors_sha256").text());
  }

  private static IndexedModel model(JsonValue json) throws IOException {
    Optional<JsonValue> map = json.optional("map_sha256");
    return new IndexedModel(
        json.field("name").text(),
        json.field("path").text(),
        json.field("model_sha256").text(),
        map.isPresent() ? Optional.of(map.get().text()) : Optional.empty());
  }

  private static Size size(JsonValue json) throws IOException {
    return new Size(
        json.field("chunks").wholeNumber(1, Long.MAX_VALUE),
        json.field("documents").count(1),
        json.field("dimension").count(1),
        json.field("texts").truth(),
        json.field("documents_sha256").text());
  }

  private static IndexSettings settings(JsonValue json) throws IOException {
    JsonValue type = json.field("type");
    JsonValue quantise = json.field("quantise");
    return new IndexSettings(
        Arrays.stream(SearchType.values())
            .filter(each -> each.key().equals(type.node().asText()))
            .findFirst()
            .orElseThrow(() -> type.refused("be exact or hnsw")),
        json.field("m").count(1),
        json.field("ef_construction").count(1),
        Quantisation.named(quantise.text())
            .orElseThrow(
                () -> quantise.refused("be one of " + String.join(", ", Quantisation.keys()))));
  }

  private static IndexCheck check(JsonValue json) throws IOException {
    Optional<JsonValue> recall = json.optional("recall_at_10");
    return new IndexCheck(
        recall.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(recall.get().number()),
        json.field("queries").count(0),
        json.field("asked").text(),
        json.field("copies").wholeNumber(0, Long.MAX_VALUE),
        json.field("unreachable").wholeNumber(0, Long.MAX_VALUE));
  }

  /** What is written, and what {@code --json} prints. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", mapSha256().isPresent() ? MAPPED : FORMAT);
    json.putObject("dataset")
        .put("path", source.path())
        .put("dataset_sha256", source.sha256())
        .put("vectors_sha256", source.vectorsSha256());
    encoder.ifPresent(known -> json.set("encoder", known.toJson()));
    model.ifPresent(
        known -> {
          ObjectNode identity = json.putObject("model");
          identity.put("name", known.name()).put("path", known.path());
          identity.put("model_sha256", known.sha256());
          known.mapSha256().ifPresent(map -> identity.put("map_sha256", map));
        });
    json.put("context_length", contextLength);
    json.putObject("size")
        .put("chunks", size.chunks())
        .put("documents", size.documents())
        .put("dimension", size.dimension())
        .put("texts", size.texts())
        .put("documents_sha256", size.documentsSha256());
    json.putObject("settings")
        .put("type", settings.type().key())
        .put("m", settings.m())
        .put("ef_construction", settings.efConstruction())
        .put("quantise", settings.quantise().key());
    ObjectNode found = json.putObject("check");
    check.recall().ifPresent(recall -> found.put("recall_at_10", recall));
    found.put("queries", check.queries()).put("asked", check.asked());
    found.put("copies", check.copies()).put("unreachable", check.unreachable());
    return json;
  }

  /** Hash of all that it says, by which results of the index are known. */
  String sha256() {
    return new Sha256().add(json().toString()).hex();
  }

  void write(Path index) throws IOException {
    ObjectNode json = json();
    Seal.put(json);
    AtomicFile.writeString(index.resolve(FILE), json.toPrettyString() + "\n");
  }
}
