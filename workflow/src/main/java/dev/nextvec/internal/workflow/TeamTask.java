package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.model.ArchitectureJson;
import dev.nextvec.internal.run.Checkpoints;
import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.train.Trainer;
import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * A training that several processes do together, as each of them is told of it.
 *
 * @param dataset its path, the same on every machine, or its address
 * @param datasetSha256 what it is
 * @param vectorsSha256 hash of its vectors, so that nobody has to read them all
 * @param architecture the network, as JSON
 * @param config how it is trained, as JSON
 * @param parts how the windows are divided
 * @param run path of the run directory, the same on every machine
 * @param checkpoints address of the folder where checkpoints are kept, too; empty for none. Where
 *     there is one, the run directory is the driver's, and no worker sees it
 * @param pieces in how many parts, one after another, each process computes its share of a step
 * @param saveEvery longest time between two saved states
 * @param device where each process computes
 * @param threads of one tensor operation; 0 for all of a process's processors
 */
public record TeamTask(
    String dataset,
    String datasetSha256,
    String vectorsSha256,
    String architecture,
    String config,
    Parts parts,
    String run,
    String checkpoints,
    int pieces,
    Duration saveEvery,
    Device device,
    int threads)
    implements Serializable {

  /**
   * How windows are divided.
   *
   * @param trainWindows how many are learned from; 0 for all
   */
  public record Parts(
      int contextLength, long seed, double validation, double test, int trainWindows)
      implements Serializable {
    static Parts of(Split split) {
      return new Parts(
          split.contextLength(),
          split.seed(),
          split.fractions().validation(),
          split.fractions().test(),
          split.trainWindows().orElse(0));
    }

    Split of(Dataset dataset) {
      OptionalInt asked = trainWindows == 0 ? OptionalInt.empty() : OptionalInt.of(trainWindows);
      return Split.of(dataset, contextLength, new SplitFractions(validation, test), seed, asked);
    }
  }

  /** The task that a process is told. */
  static TeamTask of(
      Dataset dataset,
      Split split,
      TrainingTask task,
      String checkpoints,
      Duration saveEvery,
      Device device,
      int threads) {
    return new TeamTask(
        dataset.path().toAbsolutePath().normalize().toString(),
        dataset.sha256(),
        dataset.vectorsSha256(),
        ArchitectureJson.write(task.architecture()).toString(),
        ConfigJson.write(task.config()).toString(),
        Parts.of(split),
        task.path().toAbsolutePath().normalize().toString(),
        checkpoints,
        task.pieces(),
        saveEvery,
        device,
        threads);
  }

  /**
   * What computes in a process: to be started before anything else is done that takes long.
   *
   * @param threads of one tensor operation
   */
  public LazyEngine engine(int threads) {
    return new LazyEngine(device, threads);
  }

  /**
   * Opens the dataset, as this process finds it.
   *
   * @param monitor told what is copied
   * @throws IOException if this machine does not see it, or sees another
   */
  public Dataset open(Monitor monitor) throws IOException {
    Dataset open = Dataset.openHashed(Addresses.path(dataset), vectorsSha256, monitor);
    try {
      Sweep.requireSame(open, datasetSha256, "training");
      return open;
    } catch (IOException e) {
      open.close();
      throw e;
    }
  }

  /** The run directory, as the driver names it. */
  Path runPath() {
    return Path.of(run);
  }

  /** Whether checkpoints are kept elsewhere, and nobody but the first process sees its run. */
  public boolean isKept() {
    return !checkpoints.isEmpty();
  }

  /** What is other with each saved state. */
  public String saved() throws IOException {
    if (isKept()) {
      return Integer.toString(Checkpoints.at(checkpoints).newest());
    }
    Path state = new RunDirectory(runPath()).state();
    return Files.exists(state) ? Files.getLastModifiedTime(state).toString() : "";
  }

  /**
   * Whether the first process still writes; also when it was killed, where checkpoints are kept.
   */
  public boolean isWriting() throws IOException {
    return isKept()
        ? Checkpoints.at(checkpoints).isBeingWritten()
        : new RunDirectory(runPath()).isTraining();
  }

  /**
   * What is to be trained.
   *
   * @param path the run directory
   */
  Trainer.Task on(Dataset open, Path path) throws IOException {
    return new Trainer.Task(
        open,
        ArchitectureJson.read(JsonValue.parse(architecture, "an architecture")),
        ConfigJson.read(JsonValue.parse(config, "settings")),
        parts.of(open),
        path);
  }
}
