package dev.nextvec.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.AtomicFile;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.engine.Engine;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.ArchitectureJson;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Predictor;
import dev.nextvec.model.Probe;
import dev.nextvec.provenance.Provenance;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run on disk: {@code run.json} (settings, provenance, history), {@code split.json}, {@code
 * encoder.json} (what made the vectors, where known), {@code model.safetensors} (best epoch),
 * {@code golden.safetensors}, {@code state/} and {@code metrics.jsonl}.
 *
 * @param path the directory
 */
public record RunDirectory(Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FORMAT = 1;

  /** Everything that a run and its test leave in the directory. */
  private static final Set<String> OWN =
      Set.of(
          "run.json",
          "split.json",
          RunEncoder.FILE,
          "model.safetensors",
          "golden.safetensors",
          "metrics.jsonl",
          "state",
          "tensorboard",
          "evaluation.json",
          "test-scores.npy",
          "test-ranks.npy",
          "out-of-domain",
          "diagnosis.json",
          RunLock.FILE);

  /** How far a run came. */
  public enum Status {
    RUNNING,
    FINISHED
  }

  /**
   * What {@code run.json} says.
   *
   * @param architecture the network's sizes
   * @param config training settings
   * @param provenance data, split, seeds, software
   * @param dataset path of the dataset as it was given
   * @param status whether the run ended by itself
   * @param history finished epochs
   */
  public record Info(
      Architecture architecture,
      TrainingConfig config,
      Provenance provenance,
      String dataset,
      Status status,
      List<EpochRecord> history) {
    public Info {
      history = List.copyOf(history);
    }
  }

  public Path model() {
    return path.resolve("model.safetensors");
  }

  public Path golden() {
    return path.resolve("golden.safetensors");
  }

  /** Everything that continuing the training needs. */
  public Path state() {
    return path.resolve("state").resolve("state.safetensors");
  }

  private Path runJson() {
    return path.resolve("run.json");
  }

  /** Whether a run was ever started here. */
  public boolean exists() {
    return Files.exists(runJson());
  }

  /**
   * Makes sure that a run may start or continue here.
   *
   * @param overwrite whether a run that is here is removed first
   * @throws IOException if the directory holds something else, or another training writes to it
   */
  public void prepare(boolean overwrite) throws IOException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IOException(path + " is a file: name another directory for the run");
    }
    if (!Files.exists(path)) {
      return;
    }
    for (Path file : files(path)) {
      String name = file.getFileName().toString();
      if (!OWN.contains(name) && !name.contains(AtomicFile.TEMPORARY)) {
        throw new IOException(
            path + " holds " + name + ", which is no part of a run: name another directory");
      }
    }
    if (overwrite) {
      try (RunLock lock = RunLock.take(path)) {
        remove(path);
      }
    }
  }

  /** Everything but the lock, run.json first: what is left of a run without it is no run. */
  private void remove(Path directory) throws IOException {
    Files.deleteIfExists(runJson());
    for (Path file : files(directory)) {
      if (Files.isDirectory(file)) {
        remove(file);
        Files.delete(file);
      } else if (!file.getFileName().toString().equals(RunLock.FILE)) {
        Files.delete(file);
      }
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** The directory's name, under which the run stands in tables. */
  public String name() {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }

  /**
   * Reads {@code run.json}.
   *
   * @throws IOException if there is no run here or its description is damaged
   */
  public Info info() throws IOException {
    if (!exists()) {
      throw new IOException(path + " is not a run: it has no run.json");
    }
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(runJson()));
      if (json.path("format").asInt() != FORMAT) {
        throw new IOException(
            runJson()
                + " has format "
                + json.path("format")
                + ", but this version reads "
                + FORMAT);
      }
      List<EpochRecord> history = new ArrayList<>();
      json.path("history").forEach(epoch -> history.add(ConfigJson.epoch(epoch)));
      return new Info(
          ArchitectureJson.read(json.path("architecture")),
          ConfigJson.read(json.path("config")),
          ConfigJson.provenance(json.path("provenance")),
          json.path("dataset").asText(),
          json.path("status").asText().equals("finished") ? Status.FINISHED : Status.RUNNING,
          history);
    } catch (JsonProcessingException e) {
      throw new IOException(runJson() + " is damaged: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(runJson() + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Replaces {@code run.json} and {@code metrics.jsonl}. */
  public void write(Info info) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT).put("name", name());
    json.put("status", info.status() == Status.FINISHED ? "finished" : "running");
    json.put("dataset", info.dataset());
    json.set("architecture", ArchitectureJson.write(info.architecture()));
    json.put("parameters", info.architecture().parameterCount());
    json.set("config", ConfigJson.write(info.config()));
    json.set("provenance", ConfigJson.write(info.provenance()));
    ArrayNode history = json.putArray("history");
    info.history().forEach(epoch -> history.add(ConfigJson.write(epoch)));
    AtomicFile.writeString(
        runJson(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    AtomicFile.writeString(
        path.resolve("metrics.jsonl"),
        info.history().stream()
            .map(epoch -> ConfigJson.write(epoch) + "\n")
            .collect(Collectors.joining()));
  }

  /** Removes what a killed process was still writing; only for the holder of the lock. */
  public void removeUnfinished() throws IOException {
    for (Path place : List.of(path, state().resolveSibling(""))) {
      if (Files.isDirectory(place)) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(place, "*.tmp-*")) {
          for (Path file : found) {
            Files.deleteIfExists(file);
          }
        }
      }
    }
  }

  /** Writes the windows of each part. */
  public void writeSplit(Split split) throws IOException {
    AtomicFile.writeString(path.resolve("split.json"), split.toJson() + "\n");
  }

  /**
   * Checks that vectors of a dataset may meet this network: that no other encoder is known to have
   * made them than the one of the vectors it was trained on.
   *
   * @throws IllegalArgumentException naming both encoders if they differ
   * @throws IOException if the run is damaged
   */
  public void requireSameEncoder(Dataset dataset) throws IOException {
    RunEncoder.require(path, dataset);
  }

  /**
   * The split the run was trained with, checked against the windows and against {@code run.json}.
   *
   * @throws IOException if it is missing, damaged, of other data, or not the one of the training
   */
  public Split split(Windows windows) throws IOException {
    JsonNode json = splitJson();
    try {
      return Split.fromJson(json, windows);
    } catch (IllegalArgumentException e) {
      throw new IOException(splitFile() + " does not fit this dataset: " + e.getMessage(), e);
    }
  }

  /**
   * What the split cannot guarantee; needs no dataset.
   *
   * @throws IOException if the split is missing, damaged, or not the one of the training
   */
  public List<String> splitWarnings() throws IOException {
    List<String> warnings = new ArrayList<>();
    splitJson().path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return warnings;
  }

  private Path splitFile() {
    return path.resolve("split.json");
  }

  /** Another split here would test on what was learned from, and nothing would show it. */
  private JsonNode splitJson() throws IOException {
    Path file = splitFile();
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      String found = json.path("sha256").asText("none");
      String trained = info().provenance().splitSha256();
      if (!found.equals(trained)) {
        throw new IOException(
            "%s is not the split of this training (hash %.12s, but run.json records %.12s): restore it, or train again"
                .formatted(file, found, trained));
      }
      return json;
    } catch (NoSuchFileException e) {
      throw new IOException(file + " does not exist: train again, or restore it", e);
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Loads the best weights and replays the recorded outputs.
   *
   * @throws IOException if a file is missing or damaged, or the outputs are not reproduced
   */
  public Predictor load(Engine engine) throws IOException {
    Predictor predictor = engine.open(name(), ModelFile.read(model()));
    try {
      Probe.replay(predictor, golden());
      return predictor;
    } catch (IOException | RuntimeException e) {
      predictor.close();
      throw e;
    }
  }
}
