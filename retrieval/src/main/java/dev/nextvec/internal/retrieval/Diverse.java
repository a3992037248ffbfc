package dev.nextvec.internal.retrieval;

import dev.nextvec.internal.retrieval.ChunkSearch.Scored;
import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * Maximal marginal relevance: the next hit is the one with the highest share x score - (1 - share)
 * x likeness, where likeness is the highest cosine to a hit above it and scores are scaled so that
 * the pool's lie between 0 and 1.
 */
final class Diverse {
  private Diverse() {}

  /**
   * Orders a pool anew.
   *
   * @param pool best first
   */
  static List<Scored> of(ChunkIndex index, List<Scored> pool, double share, int count) {
    if (pool.isEmpty()) {
      return pool;
    }
    float high = pool.getFirst().score();
    float range = high - pool.getLast().score();
    float[][] vectors = new float[pool.size()][];
    double[] likeness = new double[pool.size()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = index.read(pool.get(i).row());
    }
    List<Integer> chosen = new ArrayList<>();
    while (chosen.size() < Math.min(count, pool.size())) {
      int best = -1;
      double highest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < vectors.length; i++) {
        double score = range > 0 ? 1 - (high - pool.get(i).score()) / range : 1;
        double value = share * score - (1 - share) * likeness[i];
        if (value > highest && !chosen.contains(i)) {
          best = i;
          highest = value;
        }
      }
      chosen.add(best);
      for (int i = 0; i < vectors.length; i++) {
        double cosine = Rows.cosine(vectors[i], vectors[best]);
        likeness[i] = chosen.size() == 1 ? cosine : Math.max(likeness[i], cosine);
      }
    }
    return chosen.stream().map(pool::get).toList();
  }
}
