package dev.nextvec.internal.rerank;

import dev.nextvec.vector.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.util.VectorUtil;

/** Cosines of candidates with what was asked by, and with each other. */
final class Cosines {
  /** By part, the whole first; then by candidate, of unit length. */
  private final List<List<float[]>> own = new ArrayList<>();

  /** The same of the context's chunks, oldest first, and the prediction, if there is one. */
  private final List<List<float[]>> asked = new ArrayList<>();

  /** By candidate, cosines with the others, highest first. */
  private final float[][] others;

  Cosines(Candidates candidates, Parts parts) {
    List<float[]> queries = new ArrayList<>(candidates.context());
    candidates.prediction().ifPresent(queries::add);
    int dimension = parts.ends().getLast();
    add(candidates.vectors(), queries, 0, dimension);
    for (int part = 0; parts.count() > 1 && part < parts.count(); part++) {
      add(candidates.vectors(), queries, parts.from(part), parts.length(part));
    }
    others = others(own.getFirst());
  }

  private void add(List<float[]> vectors, List<float[]> queries, int from, int length) {
    own.add(vectors.stream().map(each -> unit(each, from, length)).toList());
    asked.add(queries.stream().map(each -> unit(each, from, length)).toList());
  }

  private static float[] unit(float[] vector, int from, int length) {
    float[] unit = Arrays.copyOfRange(vector, from, from + length);
    Rows.normalise(unit, 0, length);
    return unit;
  }

  private static float[][] others(List<float[]> vectors) {
    int count = vectors.size();
    float[][] others = new float[count][count - 1];
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        float cosine = VectorUtil.dotProduct(vectors.get(i), vectors.get(j));
        others[i][j - 1] = -cosine;
        others[j][i] = -cosine;
      }
    }
    for (float[] each : others) {
      Arrays.sort(each);
    }
    return others;
  }

  /** With a chunk of the context, from the oldest, or behind them the prediction. */
  float of(int candidate, int query, int part) {
    return VectorUtil.dotProduct(own.get(part).get(candidate), asked.get(part).get(query));
  }

  /** Mean of those with the nearest other candidates; 0 where there are none. */
  float nearest(int candidate, int count) {
    int most = Math.min(count, others[candidate].length);
    float sum = 0;
    for (int i = 0; i < most; i++) {
      sum -= others[candidate][i];
    }
    return most == 0 ? 0 : sum / most;
  }
}
