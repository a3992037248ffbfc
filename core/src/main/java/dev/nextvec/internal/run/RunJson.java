package dev.nextvec.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.FileHash;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.model.ArchitectureJson;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code run.json} says, as JSON and back. */
final class RunJson {
  private static final int FORMAT = 1;

  private RunJson() {}

  /** What may be set right by hand, because it decides no figure. */
  private static final String[] FREE = {"dataset", "status"};

  private static final String SPLIT = "split_file_sha256";

  /**
   * @param split hash of {@code split.json}
   */
  static ObjectNode write(String name, RunInfo info, Optional<String> split) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT).put("name", name);
    json.put("status", info.status() == RunInfo.Status.FINISHED ? "finished" : "running");
    json.put("dataset", info.dataset());
    json.set("architecture", ArchitectureJson.write(info.architecture()));
    json.put("parameters", info.architecture().parameterCount());
    json.set("config", ConfigJson.write(info.config()));
    json.set("provenance", ConfigJson.write(info.provenance()));
    info.untrained().ifPresent(epoch -> json.set("untrained", ConfigJson.write(epoch)));
    ArrayNode history = json.putArray("history");
    info.history().forEach(epoch -> history.add(ConfigJson.write(epoch)));
    if (!info.notes().isEmpty()) {
      info.notes().forEach(json.putArray("notes")::add);
    }
    split.ifPresent(hash -> json.put(SPLIT, hash));
    Seal.put(json, FREE);
    return json;
  }

  /**
   * Checks that {@code split.json} is the file that was there when {@code run.json} was written;
   * what older versions wrote does not say.
   */
  static void requireSplit(JsonNode json, Path file) throws IOException {
    if (json.has(SPLIT) && !json.path(SPLIT).asText().equals(FileHash.of(file))) {
      throw new IOException(
          file
              + " is not the split of this training any more: the split was edited; restore it, or"
              + " train again");
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if another version wrote it
   * @throws IllegalArgumentException if a setting makes no sense
   */
  static RunInfo read(JsonNode json, Path file) throws IOException {
    if (json.path("format").asInt() != FORMAT) {
      throw new IOException(
          file + " has format " + json.path("format") + ", but this version reads " + FORMAT);
    }
    if (!Seal.holds(json, FREE)) {
      throw new IOException(
          file + " is damaged: it was changed after it was written; restore it, or train again");
    }
    List<EpochRecord> history = new ArrayList<>();
    json.path("history").forEach(epoch -> history.add(ConfigJson.epoch(epoch)));
    return new RunInfo(
        ArchitectureJson.read(json.path("architecture")),
        ConfigJson.read(json.path("config")),
        ConfigJson.provenance(json.path("provenance")),
        json.path("dataset").asText(),
        json.path("status").asText().equals("finished")
            ? RunInfo.Status.FINISHED
            : RunInfo.Status.RUNNING,
        Optional.of(json.path("untrained")).filter(JsonNode::isObject).map(ConfigJson::epoch),
        history,
        texts(json.path("notes")));
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
