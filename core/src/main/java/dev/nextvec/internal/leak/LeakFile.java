package dev.nextvec.internal.leak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A leak report as JSON, so that data and split are checked once. */
public final class LeakFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Changes whenever the check would find something else. */
  private static final int FORMAT = 2;

  private LeakFile() {}

  /** Writes a report, and the directory if there is none. */
  public static void write(Path file, LeakReport report) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT).put("dataset_sha256", report.datasetSha256());
    json.put("split_sha256", report.splitSha256());
    report.near().ifPresent(near -> json.put("near", near));
    Likeness likeness = report.likeness();
    json.putObject("likeness")
        .put("chunk", likeness.chunk())
        .put("document", likeness.document())
        .put("usual", likeness.usual())
        .put("sampled", likeness.sampled())
        .put("beyond", likeness.beyond());
    ArrayNode leaks = json.putArray("leaks");
    report.leaks().forEach(leak -> write(leaks.addObject(), leak));
    Seal.put(json);
    Files.createDirectories(file.toAbsolutePath().getParent());
    AtomicFile.writeString(
        file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
  }

  private static void write(ObjectNode json, Leak leak) {
    json.put("kind", leak.kind().name()).put("count", leak.count()).put("of", leak.of());
    json.put("windows", leak.windows()).put("test_windows", leak.testWindows());
    ArrayNode first = json.putArray("first");
    for (Sighting at : leak.first()) {
      ObjectNode place = first.addObject();
      place.put("row", at.row()).put("document", at.document());
      place.put("other_row", at.otherRow()).put("other_document", at.otherDocument());
      place.put("other_part", at.otherPart());
      if (Double.isFinite(at.cosine())) {
        place.put("cosine", at.cosine());
      }
      if (!at.evidence().isEmpty()) {
        place.put("evidence", at.evidence());
      }
    }
  }

  /**
   * Reads the report on just this data, split and {@code near}; empty if there is none.
   *
   * @throws IOException if the file is damaged
   */
  public static Optional<LeakReport> read(
      Path file, String datasetSha256, String splitSha256, OptionalDouble near) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      if (json.path("format").asInt() != FORMAT
          || !json.path("dataset_sha256").asText().equals(datasetSha256)
          || !json.path("split_sha256").asText().equals(splitSha256)
          || !near(json).equals(near)) {
        return Optional.empty();
      }
      Seal.require(json, file);
      List<Leak> leaks = new ArrayList<>();
      json.path("leaks").forEach(leak -> leaks.add(leak(leak)));
      return Optional.of(
          new LeakReport(datasetSha256, splitSha256, near, likeness(json.path("likeness")), leaks));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException(file + " is damaged: delete it, and the check is made again", e);
    }
  }

  private static OptionalDouble near(JsonNode json) {
    return json.has("near")
        ? OptionalDouble.of(json.path("near").asDouble())
        : OptionalDouble.empty();
  }

  private static Likeness likeness(JsonNode json) {
    return new Likeness(
        json.path("chunk").asDouble(),
        json.path("document").asDouble(),
        json.path("usual").asDouble(),
        json.path("sampled").asInt(),
        json.path("beyond").asInt());
  }

  private static Leak leak(JsonNode json) {
    List<Sighting> first = new ArrayList<>();
    for (JsonNode at : json.path("first")) {
      first.add(
          new Sighting(
              at.path("row").asLong(),
              at.path("document").asText(),
              at.path("other_row").asLong(),
              at.path("other_document").asText(),
              at.path("other_part").asText(),
              at.path("cosine").asDouble(Double.NaN),
              at.path("evidence").asText("")));
    }
    return new Leak(
        Leak.LeakKind.valueOf(json.path("kind").asText()),
        json.path("count").asLong(),
        json.path("of").asLong(),
        json.path("windows").asInt(),
        json.path("test_windows").asInt(),
        first);
  }
}
