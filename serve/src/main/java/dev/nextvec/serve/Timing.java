package dev.nextvec.serve;

/** Where the time of a request went, in nanoseconds; of one thread. */
final class Timing {
  private final long began = System.nanoTime();
  private long receiving;
  private long waiting;
  private long computing;
  private boolean computed;
  private boolean taken;

  /** Its body is here. */
  void received() {
    receiving = total();
  }

  /**
   * Something to compute has ended.
   *
   * @param begun whether a thread took it; it may have waited in vain
   */
  void add(long queue, long work, boolean begun) {
    waiting += queue;
    computing += work;
    computed = true;
    taken |= begun;
  }

  /** Whether anything was to be computed for it. */
  boolean hasComputed() {
    return computed;
  }

  /** Whether a thread worked for it. */
  boolean hasTaken() {
    return taken;
  }

  /** Until its body was here; zero where none was read. */
  long receiving() {
    return receiving;
  }

  long waiting() {
    return waiting;
  }

  long computing() {
    return computing;
  }

  long total() {
    return System.nanoTime() - began;
  }
}
