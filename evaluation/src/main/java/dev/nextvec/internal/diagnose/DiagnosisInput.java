package dev.nextvec.internal.diagnose;

import dev.nextvec.data.Windows;
import dev.nextvec.model.Predictor;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.stats.Estimate;
import dev.nextvec.stats.Measure;
import dev.nextvec.stats.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is diagnosed, and on which windows.
 *
 * @param model the predictor in question
 * @param references what its figures are set beside: each is measured in the same way
 * @param windows where contexts and targets come from
 * @param rows the test windows
 * @param bootstrap how intervals are made
 * @param seed of what is drawn at random
 */
@SuppressWarnings("ArrayRecordComponent")
public record DiagnosisInput(
    Predictor model,
    List<Predictor> references,
    Windows windows,
    int[] rows,
    Bootstrap bootstrap,
    long seed) {
  public DiagnosisInput {
    references = List.copyOf(references);
    if (rows.length == 0) {
      throw new IllegalArgumentException("there are no test windows to diagnose");
    }
    if (model.contextLength() != windows.contextLength()
        || model.dimension() != windows.dimension()) {
      throw new IllegalArgumentException(
          "`%s` takes contexts of %d x %d but the data has %d x %d"
              .formatted(
                  model.name(),
                  model.contextLength(),
                  model.dimension(),
                  windows.contextLength(),
                  windows.dimension()));
    }
  }

  /** The model, then the references. */
  List<Predictor> predictors() {
    List<Predictor> all = new ArrayList<>(List.of(model));
    all.addAll(references);
    return all;
  }

  int contextLength() {
    return windows.contextLength();
  }

  int dimension() {
    return windows.dimension();
  }

  int[] documents(int[] rows) {
    return Arrays.stream(rows).map(windows::group).toArray();
  }

  /**
   * Means of several quantities.
   *
   * @param values one array per quantity, one value per window of {@code rows}
   */
  List<Estimate> estimates(float[][] values, int[] rows) {
    return estimates(bootstrap, windows, values, rows);
  }

  static List<Estimate> estimates(
      Bootstrap bootstrap, Windows windows, float[][] values, int[] rows) {
    int[] documents = Arrays.stream(rows).map(windows::group).toArray();
    return bootstrap.means(Arrays.stream(values).map(DiagnosisInput::quantity).toList(), documents);
  }

  /** Cosines, their differences and shares: what is nearer to 0 than float32 can tell is 0. */
  private static Quantity quantity(float[] values) {
    double[] told = new double[values.length];
    Arrays.setAll(told, i -> Measure.COSINE_DIFFERENCE.told(values[i]));
    return Quantity.of(told, Measure.ANY);
  }
}
