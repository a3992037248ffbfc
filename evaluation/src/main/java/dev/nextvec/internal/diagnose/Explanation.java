package dev.nextvec.internal.diagnose;

import dev.nextvec.data.Texts;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.model.Mixing;
import dev.nextvec.model.Predictor;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a model came to one prediction.
 *
 * @param example the window
 * @param influence of each position, oldest first; empty for a context of one
 * @param weights attention paid to each position, oldest first; empty for an architecture without
 * @param residual what the residual network added, where there is one
 */
public record Explanation(
    Example example, List<Influence> influence, List<Double> weights, Optional<Residual> residual) {
  public Explanation {
    influence = List.copyOf(influence);
    weights = List.copyOf(weights);
  }

  /**
   * Explains one window.
   *
   * @param window number of the window
   * @throws IOException if the texts cannot be read
   */
  public static Explanation of(Predictor model, Windows windows, int window, Optional<Texts> texts)
      throws IOException {
    int n = windows.contextLength();
    int dimension = windows.dimension();
    float[] chunks = new float[(n + 1) * dimension];
    windows.contextAndTarget(window, chunks, 0);
    int target = n * dimension;
    float[] plain = new float[dimension];
    new LinearAverage(n, dimension).predict(chunks, 1, plain);
    double average = Rows.cosine(plain, 0, chunks, target, dimension);
    Optional<Mixing> mixing = model.predictMixed(chunks, 1, plain);
    double cosine = Rows.cosine(plain, 0, chunks, target, dimension);
    List<Influence> influence = new ArrayList<>();
    float[] changed = new float[n * dimension];
    float[] raw = new float[dimension];
    for (Change.Drop drop : n > 1 ? Change.drops(n) : List.<Change.Drop>of()) {
      drop.apply(window, chunks, 0, n, dimension, changed);
      model.predict(changed, 1, raw);
      double after = Rows.cosine(raw, 0, chunks, target, dimension);
      influence.add(new Influence(cosine - after, 1 - Rows.cosine(plain, 0, raw, 0, dimension)));
    }
    List<Double> weights = new ArrayList<>();
    for (int k = 0; mixing.isPresent() && k < n; k++) {
      weights.add((double) mixing.get().weights()[k]);
    }
    return new Explanation(
        Example.of(windows, window, cosine, average, texts),
        influence,
        weights,
        mixing.map(m -> Residual.of(plain, m.base(), 0, chunks, target, dimension)));
  }
}
