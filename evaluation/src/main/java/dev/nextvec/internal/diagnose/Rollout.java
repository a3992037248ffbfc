package dev.nextvec.internal.diagnose;

import dev.nextvec.model.Predictor;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Predict, append the prediction scaled to unit length, drop the oldest chunk, predict again:
 * cosine with the true chunk h steps ahead, h = 1..{@link #STEPS}. The controls are rolled out in
 * the same way, on the same windows: those whose document has all of these chunks.
 *
 * @param curves of the model, then of the controls; a point for each h
 * @param leads model less control, paired by window: one curve for each control
 */
public record Rollout(List<Curve> curves, List<Curve> leads) {
  /** The farthest step. */
  public static final int STEPS = 5;

  public Rollout {
    curves = List.copyOf(curves);
    leads = List.copyOf(leads);
  }

  /** Measures all predictors; empty where no document is long enough. */
  static Optional<Rollout> of(DiagnosisInput subject, RolloutSteps steps) {
    RolloutStretch stretch = new RolloutStretch(0, STEPS - 1);
    int[] rows = stretch.within(subject.windows(), subject.rows());
    if (rows.length == 0) {
      return Optional.empty();
    }
    List<Predictor> predictors = subject.predictors();
    float[][][] cosines = new float[predictors.size()][STEPS][rows.length];
    stretch.walk(
        subject.windows(),
        rows,
        (from, count, chunks, contexts) -> {
          for (int p = 0; p < predictors.size(); p++) {
            roll(predictors.get(p), count, chunks, contexts, cosines[p], from);
            steps.add((long) STEPS * count);
          }
        });
    List<Curve> curves = new ArrayList<>();
    List<Curve> leads = new ArrayList<>();
    for (int p = 0; p < predictors.size(); p++) {
      String name = predictors.get(p).name();
      curves.add(new Curve(name, subject.estimates(cosines[p], rows)));
      if (p > 0) {
        leads.add(new Curve(name, subject.estimates(less(cosines[0], cosines[p]), rows)));
      }
    }
    return Optional.of(new Rollout(curves, leads));
  }

  private static void roll(
      Predictor predictor,
      int count,
      float[] chunks,
      float[] contexts,
      float[][] cosines,
      int from) {
    int n = predictor.contextLength();
    int dimension = predictor.dimension();
    int width = n + STEPS;
    float[] rolled = contexts.clone();
    float[] raw = new float[count * dimension];
    for (int h = 0; h < STEPS; h++) {
      predictor.predict(rolled, count, raw);
      for (int i = 0; i < count; i++) {
        int truth = (i * width + n + h) * dimension;
        cosines[h][from + i] = (float) Rows.cosine(raw, i * dimension, chunks, truth, dimension);
        append(raw, i * dimension, rolled, i * n * dimension, n, dimension);
      }
    }
  }

  /** A prediction of no length is appended as it is. */
  private static void append(float[] raw, int at, float[] context, int offset, int n, int dim) {
    System.arraycopy(context, offset + dim, context, offset, (n - 1) * dim);
    double length = Rows.length(raw, at, dim);
    double scale = length == 0 ? 0 : 1 / length;
    int newest = offset + (n - 1) * dim;
    for (int d = 0; d < dim; d++) {
      context[newest + d] = (float) (raw[at + d] * scale);
    }
  }

  private static float[][] less(float[][] a, float[][] b) {
    float[][] difference = new float[a.length][a[0].length];
    for (int h = 0; h < a.length; h++) {
      for (int i = 0; i < a[h].length; i++) {
        difference[h][i] = a[h][i] - b[h][i];
      }
    }
    return difference;
  }
}
