package dev.nextvec.internal.train;

/**
 * Another worker of a training ended, hangs, or is out of reach: what went wrong is known there.
 */
public final class WorkersParted extends IllegalStateException {
  private static final long serialVersionUID = 1;

  public WorkersParted(String message, Throwable cause) {
    super(message, cause);
  }
}
