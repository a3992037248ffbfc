package dev.nextvec.internal.workflow;

import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Where the runs of a sweep are trained instead of in this process: on the machines of a cluster.
 * Found by {@link ServiceLoader}; a run has the same weights wherever it is trained.
 */
public interface SweepSite {

  /**
   * Trains, and tests what is trained; a run that fails does not end the others.
   *
   * @param tasks runs that are not finished yet, in folders that all machines see
   * @param monitor told how far it is; may ask it to stop, with every state saved
   * @return those that failed
   * @throws IOException if there is no cluster
   */
  List<FailedTraining> train(Sweep sweep, List<TrainingTask> tasks, Monitor monitor)
      throws IOException;

  /** The one on the class path, if there is one. */
  static Optional<SweepSite> find() {
    return ServiceLoader.load(SweepSite.class, SweepSite.class.getClassLoader()).findFirst();
  }
}
