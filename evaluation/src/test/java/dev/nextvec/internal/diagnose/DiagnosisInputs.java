package dev.nextvec.internal.diagnose;

import dev.nextvec.data.Document;
import dev.nextvec.data.Sequences;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.baseline.Persistence;
import dev.nextvec.model.Predictor;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.vector.HeapVectors;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;

/** Windows and predictors whose diagnosis is known. */
final class DiagnosisInputs {
  static final Bootstrap BOOTSTRAP = new Bootstrap(500, 0.95, 1);

  private DiagnosisInputs() {}

  static DiagnosisInput of(Windows windows, Predictor model, Predictor... references) {
    return new DiagnosisInput(
        model, List.of(references), windows, Sequences.all(windows), BOOTSTRAP, 7);
  }

  static RolloutSteps steps() {
    return new RolloutSteps((done, total) -> {}, 0);
  }

  static Persistence persistence(Windows windows) {
    return new Persistence(windows.contextLength(), windows.dimension());
  }

  static LinearAverage average(Windows windows) {
    return new LinearAverage(windows.contextLength(), windows.dimension());
  }

  /** Coordinates of a half and multiples of a quarter: sums of few come out exact in any order. */
  static Windows dyadic(int documents, int chunks) {
    Random random = new Random(3);
    return windows(
        documents,
        chunks,
        4,
        values -> {
          for (int i = 0; i < values.length; i++) {
            values[i] = 0.25f * (1 + random.nextInt(4)) * (random.nextBoolean() ? 1 : -1);
          }
        });
  }

  /** Windows of four and one: a mean of four such numbers is exact. */
  static Windows windows(int documents, int chunks, int dimension, Consumer<float[]> fill) {
    float[] values = new float[documents * chunks * dimension];
    fill.accept(values);
    List<Document> table = new ArrayList<>();
    for (int d = 0; d < documents; d++) {
      table.add(new Document("d" + d, "Document " + d, (long) d * chunks, chunks));
    }
    return new Windows(HeapVectors.of(values, dimension), table, 4);
  }

  /** Knows the target of every context by heart. */
  static Predictor oracle(Windows windows) {
    int n = windows.contextLength();
    int dimension = windows.dimension();
    Map<Integer, float[]> targets = new HashMap<>();
    for (int window = 0; window < windows.size(); window++) {
      float[] context = new float[n * dimension];
      float[] target = new float[dimension];
      windows.context(window, context, 0);
      windows.target(window, target, 0);
      targets.put(Arrays.hashCode(context), target);
    }
    return new Rule(
        "oracle", n, dimension, c -> Objects.requireNonNull(targets.get(Arrays.hashCode(c))));
  }

  /** Mean over the stretches of the cosine of two of their chunks. */
  static double meanCosine(Windows windows, RolloutStretch stretch, int a, int b) {
    int[] rows = stretch.within(windows, Sequences.all(windows));
    int dimension = windows.dimension();
    double sum = 0;
    for (int row : rows) {
      long first = windows.firstRow(row) - stretch.before();
      sum +=
          Rows.cosine(
              windows.vectors().read(first + a),
              0,
              windows.vectors().read(first + b),
              0,
              dimension);
    }
    return sum / rows.length;
  }
}
