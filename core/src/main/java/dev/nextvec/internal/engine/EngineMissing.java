package dev.nextvec.internal.engine;

/** This platform lacks what an engine stands on, or its libraries cannot be loaded. */
public final class EngineMissing extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * An engine that is not there.
   *
   * @param message what is missing, and what needs it
   */
  public EngineMissing(String message) {
    super(message);
  }

  /** The same with what said so. */
  public EngineMissing(String message, Throwable cause) {
    super(message, cause);
  }
}
