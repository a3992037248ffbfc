package dev.nextvec.internal.examine;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Windows;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorStore;

/**
 * Windows whose target equals the newest chunk of their context: persistence answers them without a
 * model.
 *
 * @param repeats how many they are
 * @param windows of so many
 */
public record RepeatedNeighbours(long repeats, long windows) {
  /** From this cosine on two chunks are equal. */
  static final double EQUAL = 0.9999;

  /** Share of windows that may repeat their newest chunk, without a warning. */
  private static final double HARMLESS = 0.005;

  /** Counts them: one pass over the vectors. */
  public static RepeatedNeighbours in(Windows windows) {
    VectorStore vectors = windows.vectors();
    int dimension = windows.dimension();
    float[] newest = new float[dimension];
    float[] target = new float[dimension];
    long held = -1;
    long repeats = 0;
    for (int window = 0; window < windows.size(); window++) {
      long row = windows.targetRow(window);
      if (held == row - 1) {
        float[] before = newest;
        newest = target;
        target = before;
      } else {
        vectors.read(row - 1, 1, newest, 0);
      }
      vectors.read(row, 1, target, 0);
      held = row;
      repeats += Rows.cosine(newest, 0, target, 0, dimension) >= EQUAL ? 1 : 0;
    }
    return new RepeatedNeighbours(repeats, windows.size());
  }

  /** Whether they are so many that scores owe something to them. */
  public boolean matter() {
    return repeats > HARMLESS * windows;
  }

  /** What to say of them. */
  public String sentence() {
    return "The target equals the newest context chunk in %s of %s windows (%s): persistence answers these without a model, and they raise its score and that of every model that learns to copy. Remove repeated chunks."
        .formatted(
            Figures.count(repeats),
            Figures.count(windows),
            Figures.share((double) repeats / windows));
  }
}
