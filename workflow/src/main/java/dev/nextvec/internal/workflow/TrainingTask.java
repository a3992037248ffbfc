package dev.nextvec.internal.workflow;

import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One network to be trained.
 *
 * @param name what progress calls it
 * @param architecture its sizes
 * @param config how it is trained
 * @param path its run directory
 * @param pieces in how many parts, one after another, each step's windows are computed
 */
public record TrainingTask(
    String name, Architecture architecture, TrainingConfig config, Path path, int pieces) {

  /** One whose steps compute all their windows at once. */
  public TrainingTask(String name, Architecture architecture, TrainingConfig config, Path path) {
    this(name, architecture, config, path, 1);
  }

  public RunDirectory run() {
    return new RunDirectory(path);
  }

  /**
   * Whether the directory holds this very run of this data, finished and with all its files:
   * nothing is to be done.
   */
  boolean isDone(String datasetSha256, String splitSha256) throws IOException {
    if (!run().exists()) {
      return false;
    }
    RunInfo info = run().info();
    return info.origin().isEmpty()
        && info.status() == RunInfo.Status.FINISHED
        && run().isWhole(info)
        && info.architecture().equals(architecture)
        && info.config().equals(config)
        && info.provenance().datasetSha256().equals(datasetSha256)
        && info.provenance().splitSha256().equals(splitSha256);
  }
}
