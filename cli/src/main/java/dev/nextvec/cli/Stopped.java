package dev.nextvec.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown at a safe place of a command that was asked to stop; everything worth it is saved. */
final class Stopped extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What a shell calls a program that Ctrl-C ended. */
  static final int EXIT = 130;

  /** Says that the same command continues. */
  Stopped() {
    this("stopped; run the same command again to continue");
  }

  Stopped(String message) {
    super(message);
  }

  /** The stop behind a failure, if there is one: worker threads wrap what they throw. */
  static Optional<Stopped> behind(Throwable failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof Stopped stopped) {
        return Optional.of(stopped);
      }
    }
    return Optional.empty();
  }
}
