package dev.nextvec.eval;

import dev.nextvec.internal.engine.Similarities;
import java.util.Arrays;

/**
 * Where the true next chunk stands among the candidates of one pool, ordered by their cosine with
 * the prediction; entry i of every array is the same test window. Candidates tied with the target
 * stand before or after it with equal probability, and every measure is the expectation over such
 * orders: a prediction that tells no candidates apart scores exactly at chance.
 *
 * @param above candidates nearer to the prediction than the target
 * @param ties other candidates exactly as near, to {@link Similarities#ROUNDING}
 * @param identical other candidates in the target's own direction, to the same precision: nobody
 *     can tell them apart
 * @param candidates all of them, the target included
 */
@SuppressWarnings("ArrayRecordComponent")
public record Ranks(int[] above, int[] ties, int[] identical, int[] candidates) {
  public Ranks {
    int n = above.length;
    if (ties.length != n || identical.length != n || candidates.length != n) {
      throw new IllegalArgumentException(
          "ranks of %d windows have %d ties, %d identical and %d pool sizes"
              .formatted(n, ties.length, identical.length, candidates.length));
    }
    for (int i = 0; i < n; i++) {
      boolean possible = above[i] >= 0 && ties[i] >= 0 && (long) above[i] + ties[i] < candidates[i];
      if (!possible || identical[i] < 0 || identical[i] >= candidates[i]) {
        throw new IllegalArgumentException(
            "rank %d cannot be: %d above, %d ties and %d identical of %d candidates"
                .formatted(i, above[i], ties[i], identical[i], candidates[i]));
      }
    }
  }

  /** Number of windows. */
  public int size() {
    return above.length;
  }

  /** The ranks of a prediction that knows nothing: every candidate tied. */
  public Ranks chance() {
    int[] others = Arrays.stream(candidates).map(n -> n - 1).toArray();
    return new Ranks(new int[size()], others, identical, candidates);
  }

  /** The ranks of the target itself as prediction: first, but for chunks identical to it. */
  public Ranks oracle() {
    return new Ranks(new int[size()], identical, identical, candidates);
  }

  /** Rank of the target, 1 for the nearest, per window; ties count half. */
  public float[] rank() {
    float[] rank = new float[size()];
    for (int i = 0; i < rank.length; i++) {
      rank[i] = 1 + above[i] + ties[i] / 2f;
    }
    return rank;
  }

  /**
   * Recall at k, per window: the probability that the target is among the k nearest, 1 or 0 but for
   * ties. Its mean is R@k.
   */
  public float[] hits(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("`k` of R@k must be positive but was " + k);
    }
    float[] hits = new float[size()];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = Math.clamp((k - above[i]) / (ties[i] + 1f), 0f, 1f);
    }
    return hits;
  }

  /** Expectation of 1 / rank, per window. Its mean is MRR, the mean reciprocal rank. */
  public float[] reciprocal() {
    int most = 1;
    for (int i = 0; i < size(); i++) {
      most = Math.max(most, above[i] + ties[i] + 1);
    }
    double[] harmonic = new double[most + 1];
    for (int r = 1; r <= most; r++) {
      harmonic[r] = harmonic[r - 1] + 1.0 / r;
    }
    float[] reciprocal = new float[size()];
    for (int i = 0; i < reciprocal.length; i++) {
      int last = above[i] + ties[i] + 1;
      reciprocal[i] = (float) ((harmonic[last] - harmonic[above[i]]) / (ties[i] + 1));
    }
    return reciprocal;
  }

  /**
   * Contrastive accuracy, per window: the share of the other candidates that are farther from the
   * prediction than the target, ties counting half; the probability that the target wins against
   * one of them drawn at random. NaN where the target is the only candidate.
   */
  public float[] contrast() {
    float[] contrast = new float[size()];
    for (int i = 0; i < contrast.length; i++) {
      double others = candidates[i] - 1;
      contrast[i] = (float) ((others - above[i] - ties[i] / 2.0) / others);
    }
    return contrast;
  }
}
