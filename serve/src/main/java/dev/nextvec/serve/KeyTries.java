package dev.nextvec.serve;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * When the next try of the key in the form for browsers is looked at. Who was wrong a few times
 * waits, longer each time, and all tries of an address are looked at one after another; so are
 * those of all addresses together, but quickly. A try that would wait too long is not looked at:
 * right or wrong, it is told to come again, so that many tries at once learn nothing. One address
 * that guesses hardly keeps others waiting; very many together do. What is kept is bounded: the
 * addresses that were wrong last.
 */
final class KeyTries {
  /** Tries that may be wrong before an address has to wait: people mistype. */
  static final int FREE = 3;

  /** The longest that a try waits. */
  static final Duration LONGEST = Duration.ofSeconds(5);

  private static final int ADDRESSES = 1024;
  private static final long FIRST = Duration.ofMillis(250).toNanos();
  private static final long MOST = Duration.ofSeconds(4).toNanos();
  private static final long BETWEEN_ALL = Duration.ofMillis(50).toNanos();
  private static final long FORGOTTEN = Duration.ofMinutes(15).toNanos();
  private final LongSupplier clock;
  private final Map<String, Tries> wrong =
      new LinkedHashMap<>(16, .75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
          return size() > ADDRESSES;
        }
      };
  private long next;

  /**
   * Nobody has tried yet.
   *
   * @param clock nanoseconds
   */
  KeyTries(LongSupplier clock) {
    this.clock = clock;
    this.next = clock.getAsLong();
  }

  /**
   * Of one address.
   *
   * @param wrong how often it was wrong
   * @param next when its next try is looked at, if it comes before
   * @param last when it tried last
   */
  private record Tries(int wrong, long next, long last) {
    Tries another(long now, long wait) {
      int many = Math.min(wrong + 1, FREE + 10);
      long spacing = many < FREE ? 0 : Math.min(MOST, FIRST << (many - FREE));
      return new Tries(many, now + wait + spacing, now);
    }
  }

  /**
   * How long a try has to wait before it is looked at, whose turn is taken by that.
   *
   * @throws Problem if that were too long
   */
  synchronized Duration turn(String address) {
    long now = clock.getAsLong();
    Tries tries = of(address, now);
    long own = Math.max(0, tries.next - now);
    requireBrief(own);
    long wait = Math.max(own, next - now);
    requireBrief(wait);
    next = Math.max(next, now) + BETWEEN_ALL;
    wrong.put(address, tries.another(now, wait)); // until it is known to be right
    return Duration.ofNanos(wait);
  }

  private static void requireBrief(long wait) {
    if (wait > LONGEST.toNanos()) {
      throw Problem.later(
          Problem.Kind.GUESSING,
          "too many wrong keys were tried: this one was not looked at",
          Duration.ofNanos(wait));
    }
  }

  private Tries of(String address, long now) {
    Tries known = wrong.get(address);
    return known == null || now - known.last > FORGOTTEN ? new Tries(0, now, now) : known;
  }

  /** A try was right. */
  synchronized void right(String address) {
    wrong.remove(address);
  }

  /** Addresses that are remembered. */
  synchronized int remembered() {
    return wrong.size();
  }
}
