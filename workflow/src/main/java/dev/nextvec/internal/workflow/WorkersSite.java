package dev.nextvec.internal.workflow;

import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The machines of a cluster, as far as each can be looked at. Found by {@link ServiceLoader}. */
public interface WorkersSite {

  /**
   * Lets every worker look at itself.
   *
   * @return a report for each, also for one that does not answer
   * @throws IOException if there is no cluster, or it gives no worker
   */
  List<WorkerReport> look(WorkerLook look, Monitor monitor) throws IOException;

  /** The one on the class path, if there is one. */
  static Optional<WorkersSite> find() {
    return ServiceLoader.load(WorkersSite.class, WorkersSite.class.getClassLoader()).findFirst();
  }
}
