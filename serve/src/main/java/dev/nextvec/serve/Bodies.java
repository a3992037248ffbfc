package dev.nextvec.serve;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads bodies: not longer than allowed, not for longer, and not more at one time than memory has.
 */
final class Bodies {
  private static final Duration ARRIVES = Duration.ofSeconds(10);
  private static final Duration LISTENS = Duration.ofSeconds(2);
  private final long longest;
  private final Budget budget;

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
    Collected collected = new Collected();
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
          return new Read(collected.bytes.toByteArray(), collected.taken);
        }
      }
    } catch (Problem | InterruptedException e) {
      budget.giveBack(collected.taken);
      throw e;
    }
  }

  /**
   * Reads what is left of a body that nobody wants, so that its sender, who reads only when all is
   * sent, hears why: up to twice what is allowed, and not for long.
   *
   * @return whether nothing is left, so that the connection can go on being used
   */
  boolean discard(Request request) {
    Deadline until = Deadline.in(LISTENS);
    long most = 2 * longest;
    try {
      while (true) {
        Content.Chunk chunk = next(request, until);
        most -= chunk.remaining();
        boolean last = chunk.isLast();
        chunk.release();
        if (last || most < 0) {
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
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        Semaphore arrived = new Semaphore(0);
        request.demand(arrived::release);
        if (!arrived.tryAcquire(Math.max(0, until.left()), TimeUnit.NANOSECONDS)) {
          // Nothing more can be asked of this request: Jetty still waits for its next bytes.
          throw Problem.of(
              Problem.Kind.SLOW_BODY,
              "the body did not arrive in %d s".formatted(ARRIVES.toSeconds()));
        }
      } else if (Content.Chunk.isFailure(chunk)) {
        throw Problem.malformed("the body did not arrive whole");
      } else {
        return chunk;
      }
    }
  }

  private Problem tooLong() {
    return Problem.over(
        Problem.Kind.TOO_LARGE, "a body may have %d bytes".formatted(longest), longest);
  }

  /** What has arrived. */
  private final class Collected {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private long taken;

    void add(Content.Chunk chunk) {
      int more = chunk.remaining();
      if (bytes.size() + (long) more > longest) {
        throw tooLong();
      }
      if (!budget.take(more)) {
        throw Problem.later(
            Problem.Kind.OVERLOADED,
            "the server has no memory for further bodies now",
            Duration.ofSeconds(1));
      }
      taken += more;
      byte[] copy = new byte[more];
      chunk.getByteBuffer().get(copy);
      bytes.write(copy, 0, more);
    }
  }
}
