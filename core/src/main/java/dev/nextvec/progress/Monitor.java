package dev.nextvec.progress;

/**
 * Whoever waits for long work: is told what is being done and how far it is, and may ask to stop.
 * Any thread may call it.
 */
public interface Monitor {

  /**
   * Begins a piece of work; the one before it, if still open, is not shown until this is closed.
   *
   * @param name what is being done, for example {@code hash}
   * @param unit what is counted, for example {@code bytes}; empty to show a share alone
   */
  Work begin(String name, String unit);

  /** Tells one line. */
  void log(String line);

  /** As {@link #log}, but only the first line of a topic: the others would say the same again. */
  void logOnce(String topic, String line);

  /** Whether the work should save what it has and return. */
  boolean isStopRequested();

  /** A piece of work in hand. */
  interface Work extends Progress, AutoCloseable {

    /**
     * Reports the state of work that may end here.
     *
     * @throws Stopped once that was asked for
     */
    @Override
    void update(long done, long total);

    /** The same of work that first has to save what it has: never throws. */
    void show(long done, long total);

    @Override
    void close();
  }

  /** One that is told nothing and never asks to stop. */
  static Monitor none() {
    return new SilentMonitor();
  }
}
