package dev.nextvec.internal.leak;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import dev.nextvec.internal.twins.Likeness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/** A leak report as JSON, so that data and split are checked once. */
public final class LeakFile {
  /** Changes whenever the check would find something else. */
  private static final int FORMAT = 3;

  private LeakFile() {}

  /** Writes a report, and the directory if there is none. */
  public static void write(Path file, LeakReport report) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
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
    AtomicFile.writeString(file, json.toPrettyString() + "\n");
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
      JsonValue json = JsonValue.read(file);
      if (json.field("format").count(0) != FORMAT
          || !json.field("dataset_sha256").text().equals(datasetSha256)
          || !json.field("split_sha256").text().equals(splitSha256)
          || !json.optionalNumber("near").equals(near)) {
        return Optional.empty();
      }
      Seal.require(json.node(), file);
      return Optional.of(
          new LeakReport(
              datasetSha256,
              splitSha256,
              near,
              likeness(json.field("likeness")),
              json.field("leaks").items(LeakFile::leak)));
    } catch (MalformedJson e) {
      throw e.advising("delete it, and the check is made again");
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: delete it, and the check is made again", e);
    }
  }

  private static Likeness likeness(JsonValue json) throws IOException {
    return new Likeness(
        json.field("chunk").number(),
        json.field("document").number(),
        json.field("usual").number(),
        json.field("sampled").count(0),
        json.field("beyond").count(0));
  }

  private static Leak leak(JsonValue json) throws IOException {
    return new Leak(
        Leak.LeakKind.valueOf(json.field("kind").text()),
        json.field("count").wholeNumber(0, Long.MAX_VALUE),
        json.field("of").wholeNumber(0, Long.MAX_VALUE),
        json.field("windows").count(0),
        json.field("test_windows").count(0),
        json.field("first").items(LeakFile::sighting));
  }

  private static Sighting sighting(JsonValue json) throws IOException {
    return new Sighting(
        json.field("row").wholeNumber(0, Long.MAX_VALUE),
        json.field("document").text(),
        json.field("other_row").wholeNumber(0, Long.MAX_VALUE),
        json.field("other_document").text(),
        json.field("other_part").text(),
        json.optionalNumber("cosine").orElse(Double.NaN),
        json.optional("evidence", JsonValue::text).orElse(""));
  }
}
