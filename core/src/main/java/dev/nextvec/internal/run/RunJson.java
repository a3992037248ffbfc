package dev.nextvec.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.model.ArchitectureJson;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.Origin;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code run.json} says, as JSON and back. */
final class RunJson {
  private static final int FORMAT = 1;

  private RunJson() {}

  static ObjectNode write(String name, RunInfo info) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", FORMAT).put("name", name);
    json.put("status", info.status() == RunInfo.Status.FINISHED ? "finished" : "running");
    json.put("dataset", info.dataset());
    json.set("architecture", ArchitectureJson.write(info.architecture()));
    json.put("parameters", info.architecture().parameterCount());
    if (info.origin().isPresent()) {
      json.set("origin", write(info.origin().get()));
    } else {
      json.set("config", ConfigJson.write(info.config()));
    }
    json.set("provenance", ConfigJson.write(info.provenance()));
    info.untrained().ifPresent(epoch -> json.set("untrained", ConfigJson.write(epoch)));
    ArrayNode history = json.putArray("history");
    info.history().forEach(epoch -> history.add(ConfigJson.write(epoch)));
    if (!info.notes().isEmpty()) {
      info.notes().forEach(json.putArray("notes")::add);
    }
    return json;
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
    Optional<Origin> origin = origin(json.path("origin"));
    List<EpochRecord> history = new ArrayList<>();
    json.path("history").forEach(epoch -> history.add(ConfigJson.epoch(epoch)));
    return new RunInfo(
        ArchitectureJson.read(json.path("architecture")),
        origin.isPresent() ? TrainingConfig.defaults() : ConfigJson.read(json.path("config")),
        ConfigJson.provenance(json.path("provenance")),
        json.path("dataset").asText(),
        json.path("status").asText().equals("finished")
            ? RunInfo.Status.FINISHED
            : RunInfo.Status.RUNNING,
        Optional.of(json.path("untrained")).filter(JsonNode::isObject).map(ConfigJson::epoch),
        history,
        texts(json.path("notes")),
        origin);
  }

  private static ObjectNode write(Origin origin) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("file", origin.file()).put("sha256", origin.sha256());
    json.put("place", origin.place()).put("replayed", origin.replayed());
    origin.run().ifPresent(run -> json.put("run", run));
    return json;
  }

  private static Optional<Origin> origin(JsonNode json) {
    return json.isObject()
        ? Optional.of(
            new Origin(
                json.path("file").asText(),
                json.path("sha256").asText(),
                json.path("place").asText(),
                json.has("run") ? Optional.of(json.path("run").asText()) : Optional.empty(),
                json.path("replayed").asBoolean()))
        : Optional.empty();
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
