package dev.nextvec.eval;

/**
 * Which test windows are ranked. Ranking compares every prediction with every chunk, so its cost is
 * their product; beyond {@link #MOST_PAIRS} a share of the windows is ranked, evenly spaced over
 * the test windows, so that every longer document keeps its part. Scores, such as cosine, always
 * come from all windows.
 */
public final class RankedWindows {
  /** Pairs of a prediction and a chunk; about a minute on two cores. */
  static final long MOST_PAIRS = 4_000_000_000L;

  private static final int FEWEST = 1000;

  private RankedWindows() {}

  /** How many of {@code windows} are ranked among {@code chunks}. */
  public static int count(int windows, long chunks) {
    return (int) Math.min(windows, Math.max(FEWEST, MOST_PAIRS / Math.max(1, chunks)));
  }

  /**
   * The positions of the ranked windows among all, ascending: the middles of equal stretches.
   *
   * @param windows how many there are
   * @param ranked how many are ranked, at most as many
   */
  public static int[] positions(int windows, int ranked) {
    if (ranked < 0 || ranked > windows) {
      throw new IllegalArgumentException(
          "%d of %d windows cannot be ranked".formatted(ranked, windows));
    }
    int[] positions = new int[ranked];
    for (int i = 0; i < ranked; i++) {
      positions[i] = (int) ((2L * i + 1) * windows / (2L * ranked));
    }
    return positions;
  }

  /** The values of the ranked windows. */
  public static int[] of(int[] values, int ranked) {
    int[] chosen = positions(values.length, ranked);
    for (int i = 0; i < ranked; i++) {
      chosen[i] = values[chosen[i]];
    }
    return chosen;
  }
}
