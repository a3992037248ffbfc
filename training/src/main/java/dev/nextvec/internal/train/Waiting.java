package dev.nextvec.internal.train;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells the workers that wait for the first, now and then, that it still works: so that a long
 * piece of work is not taken for one that hangs.
 */
final class Waiting implements AutoCloseable {
  /** What they are told until the end. */
  static final double WORKING = 0;

  private final GradientExchange exchange;
  private final Duration period;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = new Thread(this::tell, "nextvec-waiting");
  private volatile double said = WORKING;
  private volatile @Nullable RuntimeException failure;

  Waiting(GradientExchange exchange, Duration period) {
    this.exchange = exchange;
    this.period = period;
    thread.setDaemon(true);
    thread.start();
  }

  private void tell() {
    try {
      boolean last;
      do {
        last = over.await(period.toMillis(), TimeUnit.MILLISECONDS);
        if (!last || said != WORKING) {
          exchange.sum(new double[] {said});
        }
      } while (!last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /**
   * The work has ended.
   *
   * @param word the last that they are told
   * @throws WorkersParted if one of them is gone
   */
  void end(double word) {
    said = word;
    close();
    RuntimeException lost = failure;
    if (lost != null) {
      throw lost;
    }
  }

  /** Nothing more is told. */
  @Override
  public void close() {
    over.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
