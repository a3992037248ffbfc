package dev.nextvec.serve;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies: not longer than allowed, not for longer, and not more at one time than memory has.
 */
final class Bodies {
  /** Time in which a body must have arrived. */
  static final Duration ARRIVES = Duration.ofSeconds(10);

  private static final Duration LISTENS = Duration.ofSeconds(2);
  private static final int SMALL = 1024;
  private static final int RESERVED = 1 << 20;
  private final long longest;
  private final Budget budget;
  private final Semaphore refusing = new Semaphore(1, true);

  Bodies(long longest, Budget budget) {
    this.longest = longest;
    this.budget = budget;
  }

  /** A body, with what it took of the budget. */
  @SuppressWarnings("ArrayRecordComponent")
  record Read(byte[] bytes, long taken) {}

  /**
   * Reads one.
   *
   * @throws Problem if it is too long, too slow, or there is no memory for it
   */
  Read of(Request request, Deadline deadline) throws InterruptedException {
    if (request.getLength() > longest) {
      throw tooLong();
    }
    Deadline until = deadline.orIn(ARRIVES);
    Collected collected = new Collected(request.getLength());
    try {
      while (true) {
        Content.Chunk chunk = next(request, until);
        boolean last = chunk.isLast();
        try {
          collected.add(chunk);
        } finally {
          chunk.release();
        }
        if (last) {
          return new Read(collected.all(), collected.taken);
        }
      }
    } catch (Problem | InterruptedException e) {
      budget.giveBack(collected.taken);
      throw e;
    }
  }

  /**
   * Reads what is left of a body that nobody wants, so that its sender, who reads only when all is
   * sent, hears why: up to twice what is allowed, and not for long. All of them together are read
   * by one thread at a time, a piece of one after a piece of another: in a storm of long requests
   * nearly all are refused, and those that are answered must not wait for bytes that nobody wants.
   *
   * @return whether nothing is left, so that the connection can go on being used
   */
  boolean discard(Request request) {
    Deadline until = Deadline.in(LISTENS);
    long most = 2 * longest;
    try {
      while (true) {
        refusing.acquire();
        Content.@Nullable Chunk chunk;
        try {
          chunk = available(request);
        } finally {
          refusing.release();
        }
        if (chunk == null) {
          awaitMore(request, until);
          continue;
        }
        most -= chunk.remaining();
        boolean last = chunk.isLast();
        chunk.release();
        if (last || most < 0 || until.isOver()) {
          return last;
        }
      }
    } catch (Problem slow) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Content.Chunk next(Request request, Deadline until) throws InterruptedException {
    while (true) {
      Content.@Nullable Chunk chunk = available(request);
      if (chunk != null) {
        return chunk;
      }
      awaitMore(request, until);
    }
  }

  /** What has arrived; null where that is nothing yet. */
  private static Content.@Nullable Chunk available(Request request) {
    Content.@Nullable Chunk chunk = request.read();
    if (chunk != null && Content.Chunk.isFailure(chunk)) {
      throw Problem.malformed("the body did not arrive whole");
    }
    return chunk;
  }

  private static void awaitMore(Request request, Deadline until) throws InterruptedException {
    Semaphore arrived = new Semaphore(0);
    request.demand(arrived::release);
    if (!arrived.tryAcquire(Math.max(0, until.left()), TimeUnit.NANOSECONDS)) {
      // Nothing more can be asked of this request: Jetty still waits for its next bytes.
      throw Problem.of(
          Problem.Kind.SLOW_BODY, "the body did not arrive in %d s".formatted(ARRIVES.toSeconds()));
    }
  }

  private Problem tooLong() {
    return Problem.over(
        Problem.Kind.TOO_LARGE, "a body may have %d bytes".formatted(longest), longest);
  }

  /** What has arrived. */
  private final class Collected {
    private byte[] bytes;
    private int count;
    private long taken;

    /** Of a body of a length; -1 where that was not said. Much is not reserved before it comes. */
    Collected(long length) {
      bytes = new byte[length < 0 ? SMALL : (int) Math.min(length, RESERVED)];
    }

    byte[] all() {
      return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
    }

    void add(Content.Chunk chunk) {
      int more = chunk.remaining();
      if (count + (long) more > longest) {
        throw tooLong();
      }
      if (!budget.take(more)) {
        throw Problem.later(
            Problem.Kind.MEMORY,
            "the server has no memory for further bodies now",
            Duration.ofSeconds(1));
      }
      taken += more;
      if (count + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(longest, 2L * (count + more)));
      }
      chunk.getByteBuffer().get(bytes, count, more);
      count += more;
    }
  }
}
