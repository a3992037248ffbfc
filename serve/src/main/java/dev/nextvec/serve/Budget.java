package dev.nextvec.serve;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of bodies that are in memory at one time, of all requests and long replies together. Read
 * as JSON a body takes up to seven times its length ({@link JsonShape}), so that a sixteenth of the
 * heap may be filled.
 */
final class Budget {
  private static final int SHARE = 16;
  private final AtomicLong left = new AtomicLong(share());

  /** All there is. */
  static long share() {
    return Runtime.getRuntime().maxMemory() / SHARE;
  }

  /** Takes some, if there are so many. */
  boolean take(long bytes) {
    for (long now = left.get(); now >= bytes; now = left.get()) {
      if (left.compareAndSet(now, now - bytes)) {
        return true;
      }
    }
    return false;
  }

  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }

  long taken() {
    return share() - left.get();
  }
}
