package dev.nextvec.progress;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown at a safe place of long work that was asked to stop. What is saved by then, and whether
 * the same call continues, is said by whoever throws it.
 */
public final class Stopped extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says only that. */
  public Stopped() {
    this("stopped");
  }

  /** Says also what continues. */
  public Stopped(String message) {
    super(message);
  }

  /** The same of a stop that said less. */
  public Stopped(String message, Throwable cause) {
    super(message, cause);
  }

  /** The stop behind a failure, if there is one: worker threads wrap what they throw. */
  public static Optional<Stopped> behind(Throwable failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof Stopped stopped) {
        return Optional.of(stopped);
      }
    }
    return Optional.empty();
  }
}
