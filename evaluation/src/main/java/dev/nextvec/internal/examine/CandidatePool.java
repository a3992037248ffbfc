package dev.nextvec.internal.examine;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.Similarities;
import dev.nextvec.vector.Rows;
import java.util.Arrays;

/**
 * Chunks among which the true next chunk of some windows is looked for. The chunks of a window's
 * own context are left out.
 */
final class CandidatePool {
  private final Windows windows;
  private final int[] queries;
  private final long[] rows;

  /** Position among the rows of each query's first context chunk; the target follows the last. */
  private final int[] contextAt;

  /**
   * A pool.
   *
   * @param queries windows
   * @param rows rows of the store, ascending, that hold those of the windows
   */
  CandidatePool(Windows windows, int[] queries, long[] rows) {
    this.windows = windows;
    this.queries = queries.clone();
    this.rows = rows;
    this.contextAt = new int[queries.length];
    for (int q = 0; q < queries.length; q++) {
      contextAt[q] = Arrays.binarySearch(rows, windows.firstRow(queries[q]));
    }
  }

  int queries() {
    return queries.length;
  }

  int size() {
    return rows.length;
  }

  /**
   * Ranks the true next chunk of each query; equal ones share their ranks.
   *
   * @param predictions {@code [queries, dimension]}
   * @return share ranked first, share among the first ten, mean of 1 / rank
   */
  double[] rank(Engine engine, float[] predictions) {
    double[] truth = truth(predictions);
    int[] above = new int[queries.length];
    int[] equal = new int[queries.length];
    int n = windows.contextLength();
    Similarities.scan(
        engine,
        windows.vectors(),
        rows,
        predictions,
        queries.length,
        block -> {
          for (int i = 0; i < block.queries(); i++) {
            int query = block.firstQuery() + i;
            int from = contextAt[query] - (int) block.firstCandidate();
            count(block, i, from, from + n, truth[query], above, equal);
          }
        });
    double[] sums = new double[3];
    for (int q = 0; q < queries.length; q++) {
      double rank = 1 + above[q] + equal[q] / 2.0;
      sums[0] += rank < 2 ? 1 : 0;
      sums[1] += rank < 11 ? 1 : 0;
      sums[2] += 1 / rank;
    }
    return Arrays.stream(sums).map(sum -> sum / queries.length).toArray();
  }

  /** The candidates {@code [from, end]} are the context and the target itself. */
  private static void count(
      Similarities.Block block, int i, int from, int end, double truth, int[] above, int[] equal) {
    int query = block.firstQuery() + i;
    float high = (float) (truth + Similarities.ROUNDING);
    float low = (float) (truth - Similarities.ROUNDING);
    for (int j = 0; j < block.candidates(); j++) {
      float cosine = block.value(i, j);
      if (cosine >= low && (j < from || j > end)) {
        above[query] += cosine > high ? 1 : 0;
        equal[query] += cosine > high ? 0 : 1;
      }
    }
  }

  private double[] truth(float[] predictions) {
    int dimension = windows.dimension();
    float[] target = new float[dimension];
    double[] truth = new double[queries.length];
    for (int q = 0; q < queries.length; q++) {
      windows.target(queries[q], target, 0);
      truth[q] = Rows.cosine(predictions, q * dimension, target, 0, dimension);
    }
    return truth;
  }
}
