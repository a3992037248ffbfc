package dev.nextvec.cli;

import java.io.IOException;
import java.util.Locale;

/** Thrown when the results of a command did not arrive whole on standard output. */
final class ResultsLost extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What a shell calls a program whose reader went away, as {@code head} does. */
  static final int UNWANTED = 141;

  private final boolean unwanted;

  private ResultsLost(IOException cause) {
    super("the results could not be written to standard output: " + reason(cause), cause);
    String reason = reason(cause);
    unwanted = reason.contains("broken pipe") || reason.contains("pipe is being closed");
  }

  private static String reason(IOException cause) {
    return FailureLine.firstLine(cause.getMessage()).toLowerCase(Locale.ROOT);
  }

  /**
   * Prints on standard output.
   *
   * @throws ResultsLost if that fails
   */
  static void unlessPrinted(Console console, String text) {
    try {
      console.print(text);
    } catch (IOException e) {
      throw new ResultsLost(e);
    }
  }

  /** Whether whoever read them has seen enough, so that nothing need be said. */
  boolean isUnwanted() {
    return unwanted;
  }
}
