package dev.nextvec.internal.retrieval;

import dev.nextvec.retrieval.Strategy;
import java.util.Arrays;

/**
 * What candidates are ordered by. Searching and the evaluation of a strategy both come here, so
 * that what was measured is what is done.
 *
 * @param cosines of each candidate with the query vector; empty where none is needed
 * @param words BM25 of each candidate; empty where none is needed
 */
@SuppressWarnings("ArrayRecordComponent")
record Fusion(float[] cosines, float[] words) {
  private static final int RANK_OFFSET = 60;

  /** A score for each; negative infinity where either score is: that candidate does not count. */
  float[] scores(Strategy strategy) {
    return switch (strategy) {
      case Strategy.Vector any -> cosines.clone();
      case Strategy.Bm25 any -> words.clone();
      case Strategy.WeightedSum sum -> sum(sum.weight());
      case Strategy.ReciprocalRanks any -> ranks(Strategy.ReciprocalRanks.DEPTH);
      case Strategy.Reranked any ->
          throw new IllegalArgumentException(any.label() + " orders the hits of another strategy");
    };
  }

  private float[] sum(double weight) {
    float highest = highest(words);
    float factor = highest > 0 ? (float) (weight / highest) : 0;
    float[] scores = new float[cosines.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] =
          words[i] == Float.NEGATIVE_INFINITY
              ? Float.NEGATIVE_INFINITY
              : cosines[i] + factor * words[i];
    }
    return scores;
  }

  private static float highest(float[] scores) {
    float highest = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      highest = Math.max(highest, score);
    }
    return highest;
  }

  private float[] ranks(int depth) {
    float[] scores = new float[cosines.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = cosines[i] == Float.NEGATIVE_INFINITY ? Float.NEGATIVE_INFINITY : 0;
    }
    addRanks(TopRows.of(cosines, depth), scores);
    int[] matching = TopRows.of(words, depth);
    addRanks(Arrays.stream(matching).filter(i -> words[i] > 0).toArray(), scores);
    return scores;
  }

  private static void addRanks(int[] best, float[] scores) {
    for (int rank = 0; rank < best.length; rank++) {
      scores[best[rank]] += 1f / (RANK_OFFSET + rank + 1);
    }
  }
}
