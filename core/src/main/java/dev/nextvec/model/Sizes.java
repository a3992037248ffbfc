package dev.nextvec.model;

/** Checks that architectures share. */
final class Sizes {
  /** Above this no machine holds the weights, and their number overflows. */
  private static final int MOST = 1 << 20;

  private Sizes() {}

  static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException("`" + name + "` must be positive but was " + value);
    }
    if (value > MOST) {
      throw new IllegalArgumentException(
          "`" + name + "` must be at most " + MOST + " but was " + value);
    }
  }

  static void share(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException("`" + name + "` must be in [0, 1) but was " + value);
    }
  }
}
