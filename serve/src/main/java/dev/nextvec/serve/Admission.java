package dev.nextvec.serve;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests are worked on or wait at one time. It is asked before a body is read, so that a
 * refusal costs next to nothing.
 */
final class Admission {
  private static final double SMOOTH = 0.05;
  private final int most;
  private final AtomicInteger inside = new AtomicInteger();
  private double seconds;

  Admission(int most) {
    this.most = most;
  }

  /**
   * Lets a request in.
   *
   * @throws Problem if there are too many, saying when to come again
   */
  void enter() {
    if (inside.incrementAndGet() > most) {
      inside.decrementAndGet();
      throw Problem.later(
          Problem.Kind.OVERLOADED,
          "the server works on %d requests, which is all it takes".formatted(most),
          usual());
    }
  }

  private synchronized Duration usual() {
    return Duration.ofMillis((long) (1000 * seconds));
  }

  /** A request has ended; how long requests take tells refused ones when to come again. */
  void leave(long nanos) {
    inside.decrementAndGet();
    synchronized (this) {
      seconds += SMOOTH * (nanos / 1e9 - seconds);
    }
  }

  int inside() {
    return inside.get();
  }
}
