package dev.nextvec.internal.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.file.GrowingFile;
import dev.nextvec.internal.file.Room;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.model.Predictor;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A run on disk: {@code run.json} (settings, provenance, history), {@code split.json}, {@code
 * encoder.json} (what made the vectors, where known), {@code model.safetensors} (best epoch),
 * {@code golden.safetensors}, {@code state/} and {@code metrics.jsonl}.
 *
 * @param path the directory
 */
public record RunDirectory(Path path) {
  private static final int MOST_ATTEMPTS = 100; // each means that an epoch was finished meanwhile

  /**
   * Something that is read of a run, the description and files that belong together.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Reading<T> {
    /** Reads; {@code info} is what the run said just before. */
    T of(RunInfo info) throws IOException;
  }

  /**
   * Reads a run that may be in training: again from the start where better weights took the place
   * of those that {@code info} describes while they were read.
   *
   * @throws IOException if it cannot be read, for another reason
   */
  public <T> T read(Reading<T> reading) throws IOException {
    for (int attempt = 1; ; attempt++) {
      RunInfo info = info();
      try {
        return reading.of(info);
      } catch (IOException e) {
        if (attempt == MOST_ATTEMPTS || info().bestEpoch() == info.bestEpoch()) {
          throw e;
        }
      }
    }
  }

  /** Where the weights of the best epoch are. */
  public Path model(RunInfo info) {
    return kept().model(info.bestEpoch());
  }

  /** The weights of the best epoch, as files. */
  public KeptModel kept() {
    return new KeptModel(path);
  }

  /**
   * Makes sure that the files are there that a prediction needs.
   *
   * @throws IOException naming one that is not, and the ways on
   */
  public void requireModel(RunInfo info) throws IOException {
    List<String> missing = kept().missing(info.bestEpoch());
    if (!missing.isEmpty()) {
      throw new IOException(
          path.resolve(missing.getFirst())
              + " does not exist: restore it, or run the training's command again: it restores what"
              + " the saved state still holds, and says so where that is not enough");
    }
  }

  /** Whether no file is missing that a finished run needs to be tested. */
  public boolean isWhole(RunInfo info) {
    return kept().missing(info.bestEpoch()).isEmpty() && runSplit().exists();
  }

  /** Whether something of a run is here, not {@code run.json}; packages have weights, too. */
  public boolean isRemains() {
    return !exists()
        && !Files.exists(path.resolve("config.json"))
        && (Files.exists(state()) || Files.exists(path.resolve(KeptModel.MODEL)));
  }

  /** Whether another process, or this one, is training into the directory just now. */
  public boolean isTraining() {
    return RunLock.isHeld(path);
  }

  /** Everything that continuing the training needs. */
  public Path state() {
    return path.resolve("state").resolve("state.safetensors");
  }

  private RunSplit runSplit() {
    return new RunSplit(this);
  }

  Path runJson() {
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
      Room.require(path, path);
      return;
    }
    for (Path file : files(path)) {
      String name = file.getFileName().toString();
      if (!RunFiles.isOwn(name) && !name.contains(AtomicFile.TEMPORARY)) {
        throw new IOException(
            path + " holds " + name + ", which is no part of a run: name another directory");
      }
    }
    if (overwrite) {
      try (RunLock lock = RunLock.take(path)) {
        new CrossFitRuns(this).remove();
        remove(path);
      }
    }
  }

  /**
   * Everything but the lock, run.json first: what is left of a run without it is no run. A link is
   * removed itself; what it leads to is not the run's.
   */
  private void remove(Path directory) throws IOException {
    Files.deleteIfExists(runJson());
    for (Path file : files(directory)) {
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        remove(file);
        Files.delete(file);
      } else if (!file.equals(path.resolve(RunLock.FILE))) {
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
  public RunInfo info() throws IOException {
    if (!exists()) {
      throw new IOException(
          path
              + " is not a run: it has no run.json"
              + (isRemains()
                  ? ", only other files of one: restore it, or run the training's command again"
                  : ""));
    }
    try {
      return RunJson.read(JsonValue.read(runJson()));
    } catch (MalformedJson e) {
      throw e.advising("restore it, or train again");
    } catch (IllegalArgumentException e) {
      throw new IOException(runJson() + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Replaces {@code run.json}. */
  public void write(RunInfo info) throws IOException {
    write(name(), info);
  }

  /**
   * The same for a run that is still to take its place.
   *
   * @param name the directory's there
   */
  public void write(String name, RunInfo info) throws IOException {
    ObjectNode json = RunJson.write(name, info, path);
    AtomicFile.writeString(runJson(), json.toPrettyString() + "\n");
  }

  /** The history of the training that goes on here, one line for each epoch. */
  public GrowingFile<EpochRecord> metrics() {
    return new GrowingFile<>(
        path.resolve("metrics.jsonl"),
        new byte[0],
        epoch -> (ConfigJson.write(epoch) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Removes what a killed process was still writing; only for the holder of the lock. */
  public void removeUnfinished() throws IOException {
    for (Path place : List.of(path, state().resolveSibling(""))) {
      if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS) || place.equals(path)) {
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
    runSplit().write(split);
  }

  /** Copies the split of another run, as {@link #split} checks it, and its encoder if known. */
  public void copySplit(RunDirectory from) throws IOException {
    runSplit().copy(from.runSplit());
    from.requireUnchangedEncoder();
    RunEncoder.copy(from.path, path);
  }

  /**
   * Makes sure that a run has test windows.
   *
   * @throws IllegalArgumentException if it was imported without a dataset
   */
  public void requireDataset(RunInfo info) {
    if (info.dataset().isEmpty()) {
      throw new IllegalArgumentException(
          "`%s` was imported without a dataset, so it has no test windows: import it again with %s"
              .formatted(path, Setting.DATASET));
    }
  }

  /**
   * What made the vectors that the network was trained on, where it is known.
   *
   * @throws IOException if the file is damaged
   */
  public Optional<EncoderFingerprint> encoder() throws IOException {
    requireUnchangedEncoder();
    return RunEncoder.read(path);
  }

  /**
   * Checks that vectors of a dataset may meet this network: that no other encoder is known to have
   * made them than the one of the vectors it was trained on.
   *
   * @throws IllegalArgumentException naming both encoders if they differ
   * @throws IOException if the run is damaged
   */
  public void requireSameEncoder(Dataset dataset) throws IOException {
    requireUnchangedEncoder();
    RunEncoder.require(path, dataset);
  }

  private void requireUnchangedEncoder() throws IOException {
    RunJson.requireUnchanged(JsonValue.read(runJson()), path.resolve(RunEncoder.FILE), "encoder");
  }

  /**
   * The split the run was trained with, checked against the windows and against {@code run.json}.
   *
   * @throws IOException if it is missing, damaged, of other data, or not the one of the training
   */
  public Split split(Windows windows) throws IOException {
    return runSplit().of(windows);
  }

  /**
   * What the split cannot guarantee; needs no dataset.
   *
   * @throws IOException if the split is missing, damaged, or not the one of the training
   */
  public List<String> splitWarnings() throws IOException {
    return runSplit().warnings();
  }

  /**
   * How many documents the validation part of the split has, those of one group counted once; empty
   * where the split knows of no documents. Needs no dataset.
   *
   * @throws IOException if the split is missing, damaged, or not the one of the training
   */
  public OptionalInt validationDocuments() throws IOException {
    return runSplit().validationDocuments();
  }

  /**
   * How the run's split was asked for.
   *
   * @param seed of the shuffle
   * @param fractions shares of its parts
   */
  public record SplitChoice(long seed, SplitFractions fractions) {}

  /**
   * How the split of the training was asked for; needs no dataset.
   *
   * @throws IOException if the split is missing, damaged, or not the one of the training
   */
  public SplitChoice splitChoice() throws IOException {
    return runSplit().choice();
  }

  /**
   * Loads the best weights and replays the recorded outputs.
   *
   * @throws IOException if a file is missing or damaged, or the outputs are not reproduced
   */
  public Predictor load(Engine engine) throws IOException {
    return load(engine, PredictionPrecision.FLOAT32);
  }

  /**
   * The same to predict in another precision: the recorded outputs are replayed in float32 first.
   *
   * @throws IllegalStateException if the engine cannot
   */
  public Predictor load(Engine engine, PredictionPrecision precision) throws IOException {
    return read(info -> load(engine, info, precision));
  }

  /**
   * The same for the weights that a description is of; for use in {@link #read}.
   *
   * @throws IOException also if a training has put others in their place meanwhile
   */
  public Predictor load(Engine engine, RunInfo info) throws IOException {
    return load(engine, info, PredictionPrecision.FLOAT32);
  }

  /**
   * The same to predict in another precision.
   *
   * @throws IllegalStateException if the engine cannot
   */
  public Predictor load(Engine engine, RunInfo info, PredictionPrecision precision)
      throws IOException {
    return new RunNetwork(this, info).open(engine, precision);
  }
}
