package dev.nextvec.cli;

import dev.nextvec.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/** Opens datasets for commands. */
final class Datasets {
  private Datasets() {}

  /** Opens a dataset, with a bar while its vectors are hashed. */
  static Dataset open(Path path, Console console, StopSignal stop) throws IOException {
    try (Work work = new Work(console, stop, "hash", "bytes")) {
      return Dataset.open(path, work);
    }
  }
}
