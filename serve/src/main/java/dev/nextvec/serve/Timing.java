package dev.nextvec.serve;

/** Where the time of a request went, in nanoseconds; of one thread. */
final class Timing {
  private final long began = System.nanoTime();
  private long receiving;
  private long waiting;
  private long computing;
  private boolean computed;

  /** Its body is here. */
  void received() {
    receiving = total();
  }

  void add(long queue, long work) {
    waiting += queue;
    computing += work;
    computed = true;
  }

  /** Whether anything was computed for it. */
  boolean hasComputed() {
    return computed;
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
