package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.nio.file.Path;

/** Opens datasets for commands. */
public final class Datasets {
  private Datasets() {}

  /** Opens a dataset, with a bar while its vectors are hashed. */
  public static Dataset open(Path path, Monitor monitor) throws IOException {
    try (Monitor.Work work = monitor.begin("hash", "bytes")) {
      return Dataset.open(path, work);
    }
  }
}
