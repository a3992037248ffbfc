package dev.nextvec.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or any polite request to end. The process must not die inside a native call, so a long
 * command asks {@link #requested} between two steps, saves, and returns; only then the process
 * ends.
 */
public final class StopSignal {
  private static final long PATIENCE_SECONDS = 120;

  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean requested;

  /** A signal that only {@link #request} raises. */
  public StopSignal() {}

  /** A signal that Ctrl-C and termination of this process raise. */
  static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::endProcess, "stop"));
    return signal;
  }

  private void endProcess() {
    if (done.getCount() == 0) {
      return;
    }
    request();
    try {
      boolean inTime = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!inTime) {
        System.err.println("nextvec: gave up waiting for the current step");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks the running command to stop at its next safe place. */
  public void request() {
    requested = true;
  }

  /** Whether the running command should save what it has and return. */
  public boolean requested() {
    return requested;
  }

  /** Lets the process end. */
  void workIsDone() {
    done.countDown();
  }
}
