package dev.nextvec.internal.workflow;

import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;

/** Where several processes train one network together: the machines of a cluster. */
public interface TeamSite {

  /** Told how a training stands, by one thread. */
  interface Watch {
    /**
     * Steps were done.
     *
     * @param windows trained on since the start of training
     * @param loss of the last step
     */
    void step(long windows, double loss);

    /** Something that whoever waits should read, a sentence. */
    void note(String sentence);

    /** Some time has passed. */
    void look() throws IOException;

    /** Whether to save and end. */
    boolean isStopRequested();
  }

  /**
   * Trains, or continues what the run directory holds.
   *
   * @param workers how many processes
   * @throws IOException naming the worker that failed
   * @throws dev.nextvec.progress.Stopped if the watch asked to
   */
  void train(TeamTask task, int workers, Watch watch) throws IOException;

  /** The one on the class path, if there is one. */
  static Optional<TeamSite> find() {
    return ServiceLoader.load(TeamSite.class, TeamSite.class.getClassLoader()).findFirst();
  }
}
