package dev.nextvec.serve;

import dev.nextvec.internal.run.RunLock;
import java.nio.file.Path;

/** Holds the lock of a run as a training does, until it is asked to end. */
final class HoldingProgram {
  private HoldingProgram() {}

  public static void main(String[] arguments) throws Exception {
    RunLock lock = RunLock.take(Path.of(arguments[0]));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    lock.close();
                  } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                }));
    System.out.println("held");
    Thread.sleep(120_000);
  }
}
