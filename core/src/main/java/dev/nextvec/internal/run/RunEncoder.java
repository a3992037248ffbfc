package dev.nextvec.internal.run;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The encoder of the vectors that a run was trained on, kept beside its weights: the dataset may be
 * gone, or replaced, when other vectors meet the network.
 */
public final class RunEncoder {
  static final String FILE = "encoder.json";

  private RunEncoder() {}

  /** Writes the dataset's encoder, if it names one. */
  public static void write(Path run, Dataset dataset) throws IOException {
    Optional<EncoderFingerprint> encoder = dataset.encoder();
    if (encoder.isPresent()) {
      AtomicFile.writeString(run.resolve(FILE), encoder.get().toJson() + "\n");
    }
  }

  /**
   * Writes it again where it is missing, from the dataset of the training, and records that: a
   * newer version may say more of an encoder than was said when the training began.
   *
   * @param found what the run says
   * @param dataset the one that the run was trained on, by its hash
   * @throws IOException if the dataset names another encoder than the run does, or none
   */
  public static void restore(RunDirectory run, RunInfo found, Dataset dataset) throws IOException {
    Path file = run.path().resolve(FILE);
    if (Files.exists(file)) {
      return;
    }
    Optional<String> was = found.provenance().encoder();
    Optional<String> is = dataset.encoder().map(EncoderFingerprint::shown);
    boolean lost = RunJson.records(JsonValue.read(run.runJson()), FILE);
    if (lost && (is.isEmpty() || (was.isPresent() && !was.equals(is)))) {
      throw new IOException(
          "%s does not exist, and %s names %s%s: restore it, choose another directory with %s, or train anew with %s"
              .formatted(
                  file,
                  dataset.path(),
                  is.map("the encoder `%s`"::formatted).orElse("no encoder"),
                  was.map(", not `%s`"::formatted).orElse(""),
                  Setting.OUT,
                  Setting.OVERWRITE));
    }
    write(run.path(), dataset);
    if (is.isPresent()) {
      run.write(found);
    }
  }

  static void copy(Path from, Path to) throws IOException {
    Optional<EncoderFingerprint> encoder = read(from);
    if (encoder.isPresent()) {
      AtomicFile.writeString(to.resolve(FILE), encoder.get().toJson() + "\n");
    }
  }

  static Optional<EncoderFingerprint> read(Path run) throws IOException {
    Path file = run.resolve(FILE);
    try {
      return Optional.of(EncoderFingerprint.fromJson(JsonValue.read(file).node(), file.toString()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  static void require(Path run, Dataset dataset) throws IOException {
    Optional<EncoderFingerprint> trained = read(run);
    Optional<EncoderFingerprint> met = dataset.encoder();
    if (trained.isPresent() && met.isPresent()) {
      try {
        EncoderFingerprint.requireCompatible(trained.get(), met.get());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            run + " and " + dataset.path() + ": " + e.getMessage(), e);
      }
    }
  }
}
