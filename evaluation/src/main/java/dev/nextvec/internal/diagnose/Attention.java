package dev.nextvec.internal.diagnose;

import dev.nextvec.model.Mixing;
import dev.nextvec.stats.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where a model with weights over positions looks, and what its residual network adds.
 *
 * @param weights mean weight of each position, oldest first, over {@link #GROUPS} of windows
 * @param residualShare length of the residual by that of what it is added to
 * @param residualTurn 1 - cosine between the prediction with and without the residual
 * @param residualGain cosine with the target, with less without the residual
 */
public record Attention(
    List<Curve> weights, Estimate residualShare, Estimate residualTurn, Estimate residualGain) {
  /** All windows; those of least and of most topic shift ahead, and inside the context. */
  public static final List<String> GROUPS =
      List.of(
          "all windows",
          "least shift to the target",
          "most shift to the target",
          "least shift inside the context",
          "most shift inside the context");

  public Attention {
    weights = List.copyOf(weights);
  }

  /** Measures the model; empty where it has no weights over positions. */
  static Optional<Attention> of(DiagnosisInput subject, Traits traits) {
    int n = subject.contextLength();
    int dimension = subject.dimension();
    int size = subject.rows().length;
    float[][] weights = new float[n][size];
    float[][] residual = new float[3][size];
    float[] raw = new float[Math.min(RolloutStretch.BATCH, size) * dimension];
    boolean[] mixes = {true};
    RolloutStretch.WINDOW.walk(
        subject.windows(),
        subject.rows(),
        (from, count, chunks, contexts) -> {
          if (!mixes[0]) {
            return;
          }
          Optional<Mixing> mixing = subject.model().predictMixed(contexts, count, raw);
          mixes[0] = mixing.isPresent();
          for (int i = 0; mixes[0] && i < count; i++) {
            for (int k = 0; k < n; k++) {
              weights[k][from + i] = mixing.get().weights()[i * n + k];
            }
            Residual each =
                Residual.of(
                    raw, mixing.get().base(), i, chunks, (i * (n + 1) + n) * dimension, dimension);
            residual[0][from + i] = (float) each.share();
            residual[1][from + i] = (float) each.turn();
            residual[2][from + i] = (float) each.gain();
          }
        });
    return mixes[0] ? Optional.of(summary(subject, traits, weights, residual)) : Optional.empty();
  }

  private static Attention summary(
      DiagnosisInput subject, Traits traits, float[][] weights, float[][] residual) {
    int[][] ahead = Traits.fifths(traits.ahead());
    int[][] inside = Traits.fifths(traits.inside());
    int[][] groups = {
      IntStream.range(0, subject.rows().length).toArray(), ahead[0], ahead[4], inside[0], inside[4]
    };
    List<Curve> curves = new ArrayList<>();
    for (int g = 0; g < groups.length; g++) {
      int[] members = groups[g];
      if (members.length > 0) {
        int[] rows = Arrays.stream(members).map(i -> subject.rows()[i]).toArray();
        float[][] own = new float[weights.length][];
        Arrays.setAll(own, k -> pick(weights[k], members));
        curves.add(new Curve(GROUPS.get(g), subject.estimates(own, rows)));
      }
    }
    List<Estimate> means = subject.estimates(residual, subject.rows());
    return new Attention(curves, means.get(0), means.get(1), means.get(2));
  }

  private static float[] pick(float[] values, int[] members) {
    float[] picked = new float[members.length];
    for (int i = 0; i < members.length; i++) {
      picked[i] = values[members[i]];
    }
    return picked;
  }
}
