package dev.nextvec.serve;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Tells what a server does while it opens what it serves, if that takes long: files that are read
 * for the first time, from a slow disk say, may take a minute.
 */
final class Loading implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final long began = System.nanoTime();
  private final Consumer<String> told;
  private final Duration pause;
  private final Thread telling;
  private volatile String step = "beginning";

  Loading(Consumer<String> told) {
    this(told, PATIENCE);
  }

  /** With another time after which it is told, and again. */
  Loading(Consumer<String> told, Duration pause) {
    this.told = told;
    this.pause = pause;
    this.telling = Thread.ofVirtual().name("loading").start(this::tell);
  }

  /** What is done from now on, such as {@code opening the index handbook}. */
  void does(String what) {
    step = what;
  }

  private void tell() {
    try {
      while (true) {
        Thread.sleep(pause);
        long seconds = (System.nanoTime() - began) / 1_000_000_000;
        told.accept("still %s, %d s after the start".formatted(step, seconds));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it is done
    }
  }

  @Override
  public void close() {
    telling.interrupt();
  }
}
