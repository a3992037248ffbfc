package dev.nextvec.internal.workflow;

import dev.nextvec.internal.run.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where the checkpoints of several runs are kept.
 *
 * @param address of a folder on another file system
 * @param runs the run directory whose checkpoints lie right there, or the folder of several, whose
 *     checkpoints lie in folders of the same names
 */
public record KeptElsewhere(String address, Path runs) {

  /** The address of a run's checkpoints. */
  String of(Path run) {
    String name = runs.relativize(run).toString().replace('\\', '/');
    if (name.isEmpty()) {
      return address;
    }
    return address.endsWith("/") ? address + name : address + "/" + name;
  }

  /** Removes what is kept of a run, and of those beside it. */
  public void remove(TrainingTask task) throws IOException {
    Checkpoints.at(of(task.path())).remove();
  }
}
