package dev.nextvec.internal.model;

import dev.nextvec.model.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Predictions out of the rows that an engine computed. */
public final class Predictions {
  private Predictions() {}

  /**
   * One for each row.
   *
   * @param vectors {@code [count, dimension]}, of unit length
   * @param attention {@code [count, contextLength]}, where there is one
   */
  public static List<Prediction> of(float[] vectors, Optional<float[]> attention, int count) {
    List<Prediction> predictions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int row = i;
      predictions.add(
          new Prediction(
              row(vectors, row, count), attention.map(weights -> row(weights, row, count))));
    }
    return predictions;
  }

  private static float[] row(float[] rows, int row, int count) {
    int width = rows.length / count;
    return Arrays.copyOfRange(rows, row * width, (row + 1) * width);
  }
}
