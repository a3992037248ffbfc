package dev.nextvec.progress;

/** Told how far a long piece of work has come. Called from the working thread, often: be quick. */
@FunctionalInterface
public interface Progress {

  /**
   * Reports the state of the work.
   *
   * @param done units finished so far
   * @param total units in all; 0 while that is unknown
   */
  void update(long done, long total);

  /** A listener that does nothing. */
  static Progress none() {
    return (done, total) -> {};
  }
}
