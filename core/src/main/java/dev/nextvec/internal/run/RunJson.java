package dev.nextvec.internal.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.file.Seal;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.model.ArchitectureJson;
import dev.nextvec.run.Origin;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What {@code run.json} says, as JSON and back. */
final class RunJson {
  private static final int FORMAT = 4;
  private static final int WITHOUT_LOCAL_STEPS = 3; // which versions read that know of none
  private static final int WITHOUT_MAP = 2; // which versions read that know of no mapped candidates

  private RunJson() {}

  /** What may be set right by hand, because it decides no figure. */
  private static final String[] FREE = {"dataset", "status"};

  private static final List<String> BESIDE = List.of("split.json", RunEncoder.FILE);

  /**
   * @param run whose files beside {@code run.json}, as far as they are there, it records the hashes
   *     of
   */
  static ObjectNode write(String name, RunInfo info, Path run) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", format(info.config()));
    json.put("name", name);
    json.put("status", info.status() == RunInfo.Status.FINISHED ? "finished" : "running");
    json.put("dataset", info.dataset());
    json.set("architecture", ArchitectureJson.write(info.architecture()));
    json.put("parameters", info.architecture().parameterCount());
    if (info.origin().isPresent()) {
      json.set("origin", write(info.origin().get()));
    } else {
      json.set("config", ConfigJson.write(info.config()));
    }
    write(info.steps(), json);
    json.set("provenance", ConfigJson.write(info.provenance()));
    info.untrained().ifPresent(epoch -> json.set("untrained", ConfigJson.write(epoch)));
    ArrayNode history = json.putArray("history");
    info.history().forEach(epoch -> history.add(ConfigJson.write(epoch)));
    if (!info.notes().isEmpty()) {
      info.notes().forEach(json.putArray("notes")::add);
    }
    for (String file : BESIDE) {
      if (Files.exists(run.resolve(file))) {
        json.put(hashOf(file), Sha256.ofFile(run.resolve(file)));
      }
    }
    Seal.put(json, FREE);
    return json;
  }

  /** The lowest that says all: what it does not know, an earlier version must refuse. */
  private static int format(TrainingConfig config) {
    if (config.localSteps().isPresent()) {
      return FORMAT;
    }
    return config.goal().mapsCandidates() ? WITHOUT_LOCAL_STEPS : WITHOUT_MAP;
  }

  /**
   * Nothing for one process that computed all at once, which is what a run is that does not say.
   */
  private static void write(RunInfo.Steps steps, ObjectNode json) {
    if (steps.workers() > 1) {
      json.put("workers", steps.workers());
    }
    if (steps.pieces() > 1) {
      json.put("accumulate", steps.pieces());
    }
  }

  private static int number(JsonValue json, String name) throws IOException {
    return json.optionalCount(name, 1).orElse(1);
  }

  private static String hashOf(String file) {
    return file.replace(".json", "_file_sha256");
  }

  /** Whether a file was there when {@code run.json} was written. */
  static boolean records(JsonValue json, String file) throws IOException {
    return json.optional(hashOf(file)).isPresent();
  }

  /**
   * Checks that a file is the one that was there when {@code run.json} was written; what older
   * versions wrote does not say.
   *
   * @param what it is, for the message
   */
  static void requireUnchanged(JsonValue json, Path file, String what) throws IOException {
    Optional<JsonValue> recorded = json.optional(hashOf(file.getFileName().toString()));
    if (recorded.isEmpty()) {
      return;
    }
    if (!Files.exists(file)) {
      throw new IOException(
          file + " does not exist: restore it, or run the training's command again");
    }
    if (!recorded.get().text().equals(Sha256.ofFile(file))) {
      throw new IOException(
          "%s is not the %s of this training any more: the %s was edited; restore it, or train again"
              .formatted(file, what, what));
    }
  }

  /**
   * Reads what {@link #write} wrote, now or in format 1, whose names were in camel case and which
   * need not be sealed.
   *
   * @throws IOException if another version wrote it, or naming what is missing or of another kind
   * @throws IllegalArgumentException if a setting makes no sense
   */
  static RunInfo read(JsonValue json) throws IOException {
    JsonValue format = json.field("format");
    if (format.count(0) < 1 || format.count(0) > FORMAT) {
      throw format.refused("be from 1 to " + FORMAT + " for this version of Nextvec");
    }
    boolean sealed = format.count(0) > 1 || Seal.exists(json.node());
    if (!sealed) {
      json.field("provenance").requireFormerly("dataset_sha256");
    }
    if (sealed && !Seal.holds(json.node(), FREE)) {
      throw new IOException(
          json.where()
              + " is damaged: it was changed after it was written; restore it, or train again");
    }
    Optional<Origin> origin = json.optional("origin", RunJson::origin);
    return new RunInfo(
        ArchitectureJson.read(json.field("architecture")),
        origin.isPresent() ? TrainingConfig.defaults() : ConfigJson.read(json.field("config")),
        ConfigJson.provenance(json.field("provenance")),
        json.field("dataset").text(),
        status(json.field("status")),
        json.optional("untrained", ConfigJson::epoch),
        json.field("history").items(ConfigJson::epoch),
        new RunInfo.Steps(number(json, "workers"), number(json, "accumulate")),
        json.optional("notes", JsonValue::texts).orElse(List.of()),
        origin);
  }

  private static ObjectNode write(Origin origin) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("file", origin.file()).put("sha256", origin.sha256());
    json.put("place", origin.place()).put("replayed", origin.replayed());
    origin.run().ifPresent(run -> json.put("run", run));
    return json;
  }

  private static Origin origin(JsonValue json) throws IOException {
    return new Origin(
        json.field("file").text(),
        json.field("sha256").text(),
        json.field("place").text(),
        json.optional("run", JsonValue::text),
        json.field("replayed").truth());
  }

  private static RunInfo.Status status(JsonValue status) throws IOException {
    return switch (status.text()) {
      case "finished" -> RunInfo.Status.FINISHED;
      case "running" -> RunInfo.Status.RUNNING;
      default -> throw status.refused("be `finished` or `running`");
    };
  }
}
