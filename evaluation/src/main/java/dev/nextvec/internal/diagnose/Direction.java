package dev.nextvec.internal.diagnose;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.eval.Evaluator.Source;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Progress;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The offset curve: cosine between the prediction and chunk t+k, where t is the last chunk of the
 * context. k = 1 is the target, k = 0 the newest and k = 1-n the oldest chunk of a context of n; k
 * = -n lies before the context, k > 1 after the target. Every point is taken over the same windows:
 * those whose document has all of these chunks.
 *
 * <p>What predicts with least squared error predicts an average of what may come, and an average
 * lies nearer the chunks it was made from than one chunk that it does not know. So a curve that is
 * higher inside the context than at the target is no fault by itself: the closed-form optimum's
 * curve tells how far any good predictor leans back on these data.
 *
 * @param first k of the first point
 * @param curves of the model, then of the references; a point for each k from {@code first} on
 */
public record Direction(int first, List<Curve> curves) {
  /** The last k of the curve. */
  public static final int LAST = 3;

  /** The window with one chunk before it and those after its target. */
  private static final RolloutStretch STRETCH = new RolloutStretch(1, LAST - 1);

  public Direction {
    curves = List.copyOf(curves);
  }

  /** The offsets k, one for each point of a curve. */
  public List<Integer> offsets() {
    List<Integer> offsets = new ArrayList<>();
    for (int k = first; k <= LAST; k++) {
      offsets.add(k);
    }
    return offsets;
  }

  /** The place of the target among the points. */
  public int target() {
    return 1 - first;
  }

  /** Measures all predictors; empty where no document is long enough. */
  static Optional<Direction> of(DiagnosisInput subject, RolloutSteps steps) {
    List<Source> sources = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Predictor predictor : subject.predictors()) {
      names.add(predictor.name());
      sources.add((from, count, contexts, raw) -> predictor.predict(contexts, count, raw));
    }
    int[] rows = STRETCH.within(subject.windows(), subject.rows());
    return of(names, sources, subject.windows(), rows, subject.bootstrap(), steps);
  }

  /**
   * Measures predictions of a model that is not here, beside references.
   *
   * @param name of the model
   * @param given its predictions for {@code rows}, by their place in that order
   * @param rows the test windows
   * @return empty where no document is long enough
   */
  public static Optional<Direction> of(
      String name,
      Source given,
      List<Predictor> references,
      Windows windows,
      int[] rows,
      Bootstrap bootstrap) {
    int[] within = STRETCH.within(windows, rows);
    int[] places = Arrays.stream(within).map(row -> Arrays.binarySearch(rows, row)).toArray();
    int dimension = windows.dimension();
    float[] one = new float[dimension];
    List<String> names = new ArrayList<>(List.of(name));
    List<Source> sources = new ArrayList<>();
    sources.add(
        (from, count, contexts, raw) -> {
          for (int i = 0; i < count; i++) {
            given.predict(places[from + i], 1, contexts, one);
            System.arraycopy(one, 0, raw, i * dimension, dimension);
          }
        });
    for (Predictor reference : references) {
      names.add(reference.name());
      sources.add((from, count, contexts, raw) -> reference.predict(contexts, count, raw));
    }
    long total = (long) within.length * sources.size();
    RolloutSteps steps = new RolloutSteps(Progress.none(), total);
    return of(names, sources, windows, within, bootstrap, steps);
  }

  private static Optional<Direction> of(
      List<String> names,
      List<Source> sources,
      Windows windows,
      int[] rows,
      Bootstrap bootstrap,
      RolloutSteps steps) {
    if (rows.length == 0) {
      return Optional.empty();
    }
    int dimension = windows.dimension();
    int width = STRETCH.width(windows.contextLength());
    float[][][] cosines = new float[sources.size()][width][rows.length];
    float[] raw = new float[Math.min(RolloutStretch.BATCH, rows.length) * dimension];
    STRETCH.walk(
        windows,
        rows,
        (from, count, chunks, contexts) -> {
          for (int p = 0; p < sources.size(); p++) {
            sources.get(p).predict(from, count, contexts, raw);
            for (int i = 0; i < count; i++) {
              for (int k = 0; k < width; k++) {
                int chunk = (i * width + k) * dimension;
                cosines[p][k][from + i] =
                    (float) Rows.cosine(raw, i * dimension, chunks, chunk, dimension);
              }
            }
          }
          steps.add((long) count * sources.size());
        });
    List<Curve> curves = new ArrayList<>();
    for (int p = 0; p < sources.size(); p++) {
      curves.add(
          new Curve(names.get(p), DiagnosisInput.estimates(bootstrap, windows, cosines[p], rows)));
    }
    return Optional.of(new Direction(-windows.contextLength(), curves));
  }
}
