package dev.nextvec.serve;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who is let in: as many as may be worked on or wait at one time, and of these only who will not
 * wait for too long, by the {@link Pace} of late. It is asked before a body is read, so that a
 * refusal costs next to nothing.
 *
 * <p>How long is too long is said, or it is twice what a full house waits in quieter times: slow
 * requests wait longer than quick ones, and in a storm, when all that is refused takes the
 * processors from those who were let in, fewer are let in. So many as keep the threads busy always
 * are: a slow request keeps nobody out once it has ended, and what it taught is forgotten.
 */
final class Admission {
  /** Where nothing else is said, a shorter wait is never too long. */
  static final Duration BRIEF = Duration.ofMillis(50);

  private static final int SLACK = 2;
  private static final int BUSY = 4;
  private final Limits limits;
  private final Pace pace;
  private final AtomicInteger inside = new AtomicInteger();

  Admission(Limits limits, Pace pace) {
    this.limits = limits;
    this.pace = pace;
  }

  /**
   * Lets a request in.
   *
   * @throws Problem if there are too many, or it would wait too long, saying when to come again
   */
  void enter() {
    int now = inside.incrementAndGet();
    if (now > limits.requests()) {
      inside.decrementAndGet();
      throw Problem.later(
          Problem.Kind.OVERLOADED,
          "the server works on %d requests, which is all it takes".formatted(limits.requests()),
          wait(limits.requests()));
    }
    Duration wait = wait(now - 1);
    Duration longest = bound();
    if (now > always() && wait.compareTo(longest) > 0) {
      inside.decrementAndGet();
      throw Problem.later(
          Problem.Kind.WAITING,
          "this request would wait %d ms for its turn, and %d ms is the most here"
              .formatted(wait.toMillis(), longest.toMillis()),
          wait);
    }
  }

  /**
   * As many as are let in whatever is expected: where a longest wait is said, who begins at once.
   */
  private int always() {
    return (limits.longestWait().isPresent() ? 1 : BUSY) * limits.threads();
  }

  /** How long who comes now is expected to wait. */
  Duration expected() {
    return wait(inside.get());
  }

  private Duration wait(int before) {
    return Duration.ofNanos((long) (before * pace.lately() / limits.threads()));
  }

  /** The longest wait that is let in. */
  Duration bound() {
    return limits.longestWait().orElseGet(this::usual);
  }

  private Duration usual() {
    double full = limits.requests() * pace.usual() / limits.threads();
    return Duration.ofNanos(Math.max(BRIEF.toNanos(), (long) (SLACK * full)));
  }

  /**
   * A request has ended.
   *
   * @param computed whether anything was computed for it
   */
  void leave(boolean computed) {
    inside.decrementAndGet();
    if (computed) {
      pace.ended();
    }
  }

  int inside() {
    return inside.get();
  }
}
