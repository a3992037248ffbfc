package dev.nextvec.internal.onnx;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.model.CandidateMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code config.json} of a model package: what the model is, what was measured of it, and the
 * hashes of the files that belong to it, sealed by a hash of everything it says.
 *
 * @param name of the model
 * @param kind {@code network} or {@code baseline}
 * @param contextLength number of vectors in a context
 * @param dimension length of one vector
 * @param files hash of each file of the package, by name
 * @param all the whole content
 */
public record PackageConfig(
    String name,
    String kind,
    int contextLength,
    int dimension,
    Map<String, String> files,
    ObjectNode all) {
  /** Its name in a package. */
  public static final String FILE = "config.json";

  /** Where it says how the candidates of a model with two sides are mapped. */
  static final String MAP = "candidate_map";

  private static final String FORMAT = "nextvec-model-1";
  private static final String TWO_SIDED = "nextvec-model-2"; // nothing older must open one side
  private static final int MOST = 1 << 20;

  /**
   * Writes it for the files that are in a directory.
   *
   * @param facts what a reader of the package may want to know, by name
   */
  static void write(
      Path directory, String name, Exportable model, List<String> files, ObjectNode facts)
      throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Optional<CandidateMap> map = model.candidates();
    json.put("format", map.isPresent() ? TWO_SIDED : FORMAT);
    json.put("name", name).put("kind", model.kind());
    json.put("context_length", model.contextLength()).put("dimension", model.dimension());
    json.put("parameters", model.parameters());
    json.set("architecture", model.description());
    map.ifPresent(
        own ->
            json.putObject(MAP)
                .put("kind", own.kind())
                .put("parameters", own.parameters())
                .put("map_sha256", own.sha256()));
    json.setAll(facts);
    ObjectNode hashes = json.putObject("files");
    for (String file : files) {
      hashes.put(file, Sha256.ofFile(directory.resolve(file)));
    }
    Seal.put(json);
    AtomicFile.writeString(directory.resolve(FILE), json.toPrettyString() + "\n");
  }

  /** How it says that its graph stores matrices. */
  public String precision() {
    return all.path(ModelExport.PRECISION)
        .path(PrecisionReport.NAME)
        .asText(Precision.FLOAT32.key());
  }

  /** Hash of its weights, where its graph stores them as they are. */
  Optional<String> wholeWeights() {
    return precision().equals(Precision.FLOAT32.key())
        ? Optional.ofNullable(files.get(ModelPackage.WEIGHTS))
        : Optional.empty();
  }

  /** What it says that tells the map of its candidates from others; empty without one. */
  Optional<String> mapSha256() {
    return Optional.ofNullable(all.path(MAP).path("map_sha256").textValue());
  }

  /** Whether a directory holds a model package, damaged or not. */
  static boolean isIn(Path directory) {
    return Files.isDirectory(directory)
        && !Files.exists(directory.resolve("run.json"))
        && (Files.exists(directory.resolve(FILE))
            || Files.exists(directory.resolve(ModelPackage.MODEL)));
  }

  /**
   * Reads it.
   *
   * @throws IOException if it is missing, damaged, changed, or of another version
   */
  static PackageConfig read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      throw new IOException(
          "%s has no %s: restore it, or open %s in it alone"
              .formatted(directory, FILE, ModelPackage.MODEL));
    }
    JsonValue json = JsonValue.read(file);
    String format = json.node().path("format").asText("missing");
    if (!format.equals(FORMAT) && !format.equals(TWO_SIDED)) {
      throw new IOException(
          "%s is of no model package that this version reads: its `format` is %s, not %s or %s"
              .formatted(file, format, FORMAT, TWO_SIDED));
    }
    if (!Seal.holds(json.node())) {
      throw new IOException(
          file + " was changed or damaged after it was written: restore it, or export again");
    }
    Map<String, String> files = new LinkedHashMap<>();
    JsonValue hashes = json.field("files");
    for (String name : hashes.names()) {
      files.put(name, hashes.field(name).text());
    }
    return new PackageConfig(
        json.field("name").text(),
        json.field("kind").text(),
        (int) json.field("context_length").wholeNumber(1, MOST),
        (int) json.field("dimension").wholeNumber(1, MOST),
        files,
        (ObjectNode) json.node());
  }

  /**
   * Checks that every file of the package is the one that was written with it. The card is for
   * people, who may edit it: it has no hash.
   *
   * @throws IOException naming the first that is missing or another
   */
  void requireFiles(Path directory) throws IOException {
    for (Map.Entry<String, String> recorded : files.entrySet()) {
      Path file = directory.resolve(recorded.getKey());
      if (!Files.isRegularFile(file)) {
        throw new IOException(
            "%s is missing: restore it, or export the model again".formatted(file));
      }
      if (!Sha256.ofFile(file).equals(recorded.getValue())) {
        throw new IOException(
            "%s was changed or damaged: its hash is not the one that %s records; restore it, or export the model again"
                .formatted(file, FILE));
      }
    }
  }
}
