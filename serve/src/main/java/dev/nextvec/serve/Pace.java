package dev.nextvec.serve;

import java.util.function.LongSupplier;

/**
 * How long the threads that compute work for a request: lately, over some dozens of requests, and
 * usually. A request's cost is what it took, never what it says. What is usual falls at once and
 * rises within minutes, so that a storm, which makes every request take longer, does not become
 * usual, and other requests than before do.
 */
final class Pace {
  private static final double WEIGHT = 1.0 / 32;
  private static final double RISES = 600e9;
  private final LongSupplier clock;
  private double work;
  private double requests;
  private long updated;
  private volatile double lately;
  private volatile double usual;

  /**
   * Nothing is known yet.
   *
   * @param clock nanoseconds
   */
  Pace(LongSupplier clock) {
    this.clock = clock;
    this.updated = clock.getAsLong();
  }

  /** A thread has worked for some nanoseconds. */
  synchronized void worked(long nanos) {
    work += nanos;
  }

  /** A request has ended for which something was computed. */
  synchronized void ended() {
    requests++;
    double now = work / requests;
    work *= 1 - WEIGHT;
    requests *= 1 - WEIGHT;
    long time = clock.getAsLong();
    double risen = usual + (now - usual) * -Math.expm1(-(time - updated) / RISES);
    usual = usual == 0 ? now : Math.min(now, risen);
    updated = time;
    lately = now;
  }

  /** Nanoseconds of work for a request, lately; zero where nothing is known. */
  double lately() {
    return lately;
  }

  /** The same in quieter times. */
  double usual() {
    return usual;
  }
}
