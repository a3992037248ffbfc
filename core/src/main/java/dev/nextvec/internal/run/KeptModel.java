package dev.nextvec.internal.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of the best epoch and the outputs recorded with them. Two files and the history in
 * {@code run.json} belong together, and {@code run.json} alone decides: new files are first written
 * under names that carry their epoch; the {@code run.json} whose best epoch that is makes them
 * valid in one rename; only then they take the place of the old ones. Whoever stops a training, or
 * reads beside it, between any two of these steps finds the files of the epoch that {@code
 * run.json} names, under one name or the other.
 *
 * @param run the run's directory
 */
public record KeptModel(Path run) {
  static final String MODEL = "model.safetensors";
  static final String GOLDEN = "golden.safetensors";

  /** Whether a name is that of a file that waits to take its place. */
  static boolean isWaiting(String name) {
    return name.matches("(model|golden)-epoch-\\d+\\.safetensors");
  }

  Path model(int epoch) {
    return file(MODEL, epoch);
  }

  Path golden(int epoch) {
    return file(GOLDEN, epoch);
  }

  /** Where the file of the best epoch is: under the epoch's name if it is there, else in place. */
  private Path file(String name, int epoch) {
    Path waiting = waiting(name, epoch);
    return Files.exists(waiting) ? waiting : run.resolve(name);
  }

  Path waiting(String name, int epoch) {
    return run.resolve(name.replace(".", "-epoch-" + epoch + "."));
  }

  /** The files of the best epoch that are not there, by name. */
  public List<String> missing(int epoch) {
    List<String> missing = new ArrayList<>();
    for (String name : List.of(MODEL, GOLDEN)) {
      if (!Files.exists(file(name, epoch))) {
        missing.add(name);
      }
    }
    return missing;
  }

  /** Writes one file. */
  @FunctionalInterface
  public interface ModelContent {
    void write(Path file) throws IOException;
  }

  /** Writes the outputs of weights that are a file already. */
  @FunctionalInterface
  public interface GoldenContent {
    void write(Path weights, Path file) throws IOException;
  }

  /**
   * Writes the files of an epoch under its name; nothing is valid before {@link #settle}.
   *
   * @param model writes the weights
   * @param golden writes the outputs recorded with them
   */
  public void write(int epoch, ModelContent model, GoldenContent golden) throws IOException {
    try {
      model.write(waiting(MODEL, epoch));
      golden.write(waiting(MODEL, epoch), waiting(GOLDEN, epoch));
    } catch (IOException e) {
      remove(epoch, e); // a disk that is full needs the room
      throw e;
    }
  }

  private void remove(int epoch, IOException failure) {
    try {
      Files.deleteIfExists(waiting(MODEL, epoch));
      Files.deleteIfExists(waiting(GOLDEN, epoch));
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Puts the files of the best epoch in their place, once {@code run.json} names it. */
  public void settle(int epoch) throws IOException {
    place(epoch);
    try (DirectoryStream<Path> others = Files.newDirectoryStream(run, "*-epoch-*")) {
      for (Path file : others) {
        if (isWaiting(file.getFileName().toString())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** The same, and those of other epochs wait on. */
  void place(int epoch) throws IOException {
    for (String name : List.of(MODEL, GOLDEN)) {
      Path waiting = waiting(name, epoch);
      if (Files.exists(waiting)) {
        Files.move(
            waiting,
            run.resolve(name),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
