package dev.nextvec.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * How long two processors take to answer each other: one thread writes a number, another waits for
 * it and writes the next. Where two threads share a step's work this decides what that costs, and
 * the host of a virtual machine may change it within minutes. Prints nanoseconds there and back as
 * a JSON line.
 */
public final class ProcessorDistance {
  private static final int ROUNDS = 9;
  private static final int EXCHANGES = 200_000;
  private static final VarHandle NUMBER;

  static {
    try {
      NUMBER = MethodHandles.lookup().findVarHandle(ProcessorDistance.class, "number", int.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("unused") // through NUMBER
  private int number;

  private ProcessorDistance() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (Runtime.getRuntime().availableProcessors() < 2) {
      throw new IllegalStateException("there is one processor: none to answer it");
    }
    double[] nanos = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      nanos[round] = new ProcessorDistance().measure();
    }
    Arrays.sort(nanos);
    System.out.printf("{\"round_trip_ns\": %.0f}%n", nanos[ROUNDS / 2]);
  }

  private double measure() throws InterruptedException {
    Thread other = new Thread(() -> exchange(1), "answer");
    other.setDaemon(true);
    other.start();
    long started = System.nanoTime();
    exchange(0);
    double nanos = (double) (System.nanoTime() - started) / EXCHANGES;
    other.join();
    return nanos;
  }

  /**
   * Waits for {@code first}, {@code first + 2} and so on, and answers each with the next number.
   */
  private void exchange(int first) {
    for (int i = 0; i < EXCHANGES; i++) {
      int awaited = first + 2 * i;
      while ((int) NUMBER.getAcquire(this) != awaited) {
        Thread.onSpinWait();
      }
      NUMBER.setRelease(this, awaited + 1);
    }
  }
}
