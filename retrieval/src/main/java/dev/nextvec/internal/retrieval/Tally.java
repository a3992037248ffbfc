package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Windows;
import dev.nextvec.eval.Ranks;
import dev.nextvec.internal.engine.Similarities;
import dev.nextvec.retrieval.Strategy;
import java.util.Arrays;
import java.util.List;

/** Counts where the true next chunk stands among all chunks, by one strategy. */
final class Tally {
  private final Strategy strategy;
  private final Scoring scoring;
  private final int kind;
  private final Windows windows;
  private final int[] above;
  private final int[] ties;

  /** What a strategy scores all chunks with, in an array of its own. */
  @FunctionalInterface
  interface Scoring {
    float[] of(WindowScan.Compared compared);
  }

  /**
   * @param kinds the query vectors that windows are compared by
   * @param count how many windows
   */
  Tally(Strategy strategy, List<Strategy.Vector> kinds, Windows windows, int count) {
    this(
        strategy,
        Math.max(0, kinds.indexOf(strategy.vector())),
        compared ->
            new Fusion(
                    compared.cosines()[Math.max(0, kinds.indexOf(strategy.vector()))],
                    compared.words())
                .scores(strategy),
        windows,
        count);
  }

  /** Of a re-ranker. */
  Tally(Rerankers.Fitted fitted, WindowCandidates candidates, int count) {
    this(
        fitted.strategy(),
        0,
        compared -> candidates.reranked(compared, fitted.reranker()),
        candidates.windows(),
        count);
  }

  private Tally(Strategy strategy, int kind, Scoring scoring, Windows windows, int count) {
    this.strategy = strategy;
    this.kind = kind;
    this.scoring = scoring;
    this.windows = windows;
    this.above = new int[count];
    this.ties = new int[count];
  }

  Strategy strategy() {
    return strategy;
  }

  /** Counts one window; each place is for one thread. */
  void add(WindowScan.Compared compared) {
    float[] scores = scoring.of(compared);
    int target = (int) windows.targetRow(compared.window());
    boolean vector = strategy instanceof Strategy.Vector;
    float own = vector ? compared.own()[kind] : scores[target];
    float slack = strategy instanceof Strategy.ReciprocalRanks ? 0 : Similarities.ROUNDING;
    scores[target] = Float.NEGATIVE_INFINITY;
    int nearer = greater(scores, own + slack);
    above[compared.place()] = nearer;
    ties[compared.place()] = atLeast(scores, own - slack) - nearer;
  }

  /** Counts by sign bits, without a branch that could be mispredicted. */
  private static int greater(float[] values, float bound) {
    int count = 0;
    for (float value : values) {
      count += Float.floatToRawIntBits(bound - value) >>> 31;
    }
    return count;
  }

  private static int atLeast(float[] values, float bound) {
    return greater(values, Math.nextDown(bound));
  }

  /** The ranks of all windows, once all were counted. */
  Ranks ranks() {
    int[] candidates = new int[above.length];
    Arrays.fill(candidates, Math.toIntExact(windows.vectors().rows() - windows.contextLength()));
    return new Ranks(above, ties, new int[above.length], candidates);
  }
}
