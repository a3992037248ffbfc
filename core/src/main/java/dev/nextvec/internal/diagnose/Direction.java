package dev.nextvec.internal.diagnose;

import dev.nextvec.model.Predictor;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
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
    int n = subject.contextLength();
    int dimension = subject.dimension();
    RolloutStretch stretch = new RolloutStretch(1, LAST - 1);
    int width = stretch.width(n);
    int[] rows = stretch.within(subject.windows(), subject.rows());
    if (rows.length == 0) {
      return Optional.empty();
    }
    List<Predictor> predictors = subject.predictors();
    float[][][] cosines = new float[predictors.size()][width][rows.length];
    float[] raw = new float[Math.min(RolloutStretch.BATCH, rows.length) * dimension];
    stretch.walk(
        subject.windows(),
        rows,
        (from, count, chunks, contexts) -> {
          for (int p = 0; p < predictors.size(); p++) {
            predictors.get(p).predict(contexts, count, raw);
            for (int i = 0; i < count; i++) {
              for (int k = 0; k < width; k++) {
                int chunk = (i * width + k) * dimension;
                cosines[p][k][from + i] =
                    (float) Rows.cosine(raw, i * dimension, chunks, chunk, dimension);
              }
            }
          }
          steps.add((long) count * predictors.size());
        });
    List<Curve> curves = new ArrayList<>();
    for (int p = 0; p < predictors.size(); p++) {
      curves.add(new Curve(predictors.get(p).name(), subject.estimates(cosines[p], rows)));
    }
    return Optional.of(new Direction(-n, curves));
  }
}
