package dev.nextvec.cli;

import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.progress.Stopped;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What is piped or typed into the program, up to its end. */
record StandardInput(InputStream stream, Console console, StopSignal stop) {
  private static final long LOOK_MILLIS = 100;

  /** That of this process. */
  static StandardInput of(Console console, StopSignal stop) {
    return new StandardInput(System.in, console, stop);
  }

  /**
   * Copies it to a file. Nobody knows when it ends, and a read cannot be interrupted: a thread of
   * its own waits for it, so that whoever asks to stop need not.
   *
   * @throws Stopped if that is asked for before its end
   */
  void copy(Path file) throws IOException {
    if (Boolean.getBoolean("nextvec.terminal.in")) {
      console.log(
          "The text is read from the terminal: type it; Ctrl-D on a line of its own ends it");
    }
    FutureTask<Long> copying = new FutureTask<>(() -> Files.copy(stream, file));
    Thread.ofPlatform().daemon().name("standard input").start(copying);
    while (!copied(copying)) {
      if (stop.requested()) {
        throw new Stopped();
      }
    }
  }

  private static boolean copied(FutureTask<Long> copying) throws IOException {
    try {
      copying.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      IOException cause = e.getCause() instanceof IOException failed ? failed : new IOException(e);
      throw FileErrors.isDiskFull(cause)
          ? cause
          : FileErrors.explain("reading standard input", cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("standard input was not read to its end");
    }
  }
}
