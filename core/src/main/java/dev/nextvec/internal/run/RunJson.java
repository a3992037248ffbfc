package dev.nextvec.internal.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.model.ArchitectureJson;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code run.json} says, as JSON and back. */
final class RunJson {
  private static final int FORMAT = 2;

  private RunJson() {}

  static ObjectNode write(String name, RunInfo info) {
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
    return json;
  }

  /**
   * Reads what {@link #write} wrote, now or in format 1, whose names were in camel case.
   *
   * @throws IOException if another version wrote it, or naming what is missing or of another kind
   * @throws IllegalArgumentException if a setting makes no sense
   */
  static RunInfo read(JsonValue json) throws IOException {
    JsonValue format = json.field("format");
    if (format.count(0) < 1 || format.count(0) > FORMAT) {
      throw format.refused("be from 1 to " + FORMAT + " for this version of Nextvec");
    }
    Optional<JsonValue> untrained = json.optional("untrained");
    Optional<JsonValue> notes = json.optional("notes");
    List<EpochRecord> history = new ArrayList<>();
    for (JsonValue epoch : json.field("history").items()) {
      history.add(ConfigJson.epoch(epoch));
    }
    return new RunInfo(
        ArchitectureJson.read(json.field("architecture")),
        ConfigJson.read(json.field("config")),
        ConfigJson.provenance(json.field("provenance")),
        json.field("dataset").text(),
        status(json.field("status")),
        untrained.isPresent() ? Optional.of(ConfigJson.epoch(untrained.get())) : Optional.empty(),
        history,
        notes.isPresent() ? notes.get().texts() : List.of());
  }

  private static RunInfo.Status status(JsonValue status) throws IOException {
    return switch (status.text()) {
      case "finished" -> RunInfo.Status.FINISHED;
      case "running" -> RunInfo.Status.RUNNING;
      default -> throw status.refused("be `finished` or `running`");
    };
  }
}
