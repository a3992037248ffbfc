package dev.nextvec.serve;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Something that a request wants computed, of one or many units. It is taken a slice at a time, so
 * that no other request waits for more than a slice of it. {@link Workers} alone moves it on.
 */
abstract class Job {
  /** How often is looked whether the client is there, in nanoseconds. */
  private static final long LOOKS = 50_000_000;

  private final int units;
  private final int slice;
  private final Deadline deadline;
  private final long submitted = System.nanoTime();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private int taken;
  private int done;
  private long began;
  private long computing;

  /**
   * A job.
   *
   * @param units how many there are
   * @param slice how many are computed at once
   */
  Job(int units, int slice, Deadline deadline) {
    this.units = units;
    this.slice = slice;
    this.deadline = deadline;
  }

  /** Some units of a job. */
  record Part(Job job, int from, int to) {
    int units() {
      return to - from;
    }
  }

  /** Computes units {@code from} to {@code to}, the last left out. */
  abstract void compute(int from, int to) throws Exception;

  /** The next slice; called by one thread at a time. */
  final synchronized Part take() {
    int from = taken;
    taken = Math.min(units, from + slice);
    began = began == 0 ? System.nanoTime() : began;
    return new Part(this, from, taken);
  }

  final synchronized boolean hasMore() {
    return taken < units;
  }

  final synchronized int left() {
    return units - taken;
  }

  /** Nobody waits for it any more. */
  final boolean isAbandoned() {
    return end.isDone() || deadline.isOver();
  }

  final synchronized void finished(Part part, long nanos) {
    done += part.units();
    computing += nanos;
    if (done == units) {
      end.complete(null);
    }
  }

  final void failed(Throwable cause) {
    end.completeExceptionally(cause);
  }

  /**
   * Waits for its end, at most until its deadline or until its client is gone; then what is left of
   * it is not done.
   *
   * @param timing told where the time went
   */
  final void await(Timing timing, Presence client) throws Exception {
    try {
      while (!ended()) {
        if (client.isGone()) {
          throw Problem.of(Problem.Kind.GONE, "the client closed its connection");
        }
      }
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failure;
    } finally {
      end.cancel(false);
      tell(timing);
    }
  }

  /** Waits a moment for it. */
  private boolean ended() throws InterruptedException, ExecutionException {
    long left = deadline.left();
    try {
      end.get(Math.clamp(left, 0, LOOKS), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException notYet) {
      if (left <= LOOKS) {
        throw Problem.deadline();
      }
      return false;
    }
  }

  private synchronized void tell(Timing timing) {
    long started = began == 0 ? System.nanoTime() : began;
    timing.add(started - submitted, computing, began != 0);
  }
}
