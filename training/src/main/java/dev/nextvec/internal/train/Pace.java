package dev.nextvec.internal.train;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a training saves what it has. Between two epochs, once a while has passed since the last
 * time: a second, or ten times what saving took, so that an epoch of two milliseconds is not
 * outweighed by its own record. Within an epoch only after the longest time without.
 */
final class Pace {
  private static final Duration WHILE = Duration.ofSeconds(1);
  private static final long TIMES_THE_COST = 10;

  private final long shortest;
  private final long longest;
  private final LongSupplier clock;
  private boolean started;
  private long last;
  private long cost;

  /**
   * @param shortest time between two saved states
   * @param longest the same, where an epoch lasts longer
   * @param clock gives nanoseconds
   */
  Pace(Duration shortest, Duration longest, LongSupplier clock) {
    this.shortest = shortest.toNanos();
    this.longest = longest.toNanos();
    this.clock = clock;
    this.last = clock.getAsLong();
  }

  /** That of a user, who names the longest time. */
  static Pace of(Duration longest) {
    return new Pace(WHILE, longest, System::nanoTime);
  }

  /** That of a training which saves after every epoch, however short. */
  static Pace everyEpoch(Duration longest) {
    return new Pace(Duration.ZERO, longest, () -> 0);
  }

  /** Whether to save now, at the end of an epoch; always at the end of the first. */
  boolean isDueAfterEpoch() {
    long wait = Math.min(longest, Math.max(shortest, TIMES_THE_COST * cost));
    return !started || passed() >= wait;
  }

  /** Whether to save now, in the middle of an epoch. */
  boolean isDueWithinEpoch() {
    return passed() >= longest;
  }

  private long passed() {
    return clock.getAsLong() - last;
  }

  /** Something that is saved. */
  @FunctionalInterface
  interface Saving {
    void run() throws IOException;
  }

  /** Saves. */
  void save(Saving saving) throws IOException {
    long began = clock.getAsLong();
    saving.run();
    last = clock.getAsLong();
    cost = last - began;
    started = true;
  }
}
