package dev.nextvec.cli;

import java.util.function.Supplier;

/**
 * Thrown when options that were given make no sense, alone or together: exit code 2, where bad
 * content of a file is 1.
 */
final class WrongUsage extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  WrongUsage(String message) {
    super(message);
  }

  private WrongUsage(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }

  /** Makes what the values of options describe; if it refuses them, the usage was wrong. */
  static <T> T unless(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException refused) {
      throw new WrongUsage(refused);
    }
  }
}
