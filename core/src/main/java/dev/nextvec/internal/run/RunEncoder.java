package dev.nextvec.internal.run;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.AtomicFile;
import dev.nextvec.internal.json.JsonValue;
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

  /** Writes it again where it is missing; whether it is the same is for {@link RunDirectory}. */
  public static void restore(Path run, Dataset dataset) throws IOException {
    if (!Files.exists(run.resolve(FILE))) {
      write(run, dataset);
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
