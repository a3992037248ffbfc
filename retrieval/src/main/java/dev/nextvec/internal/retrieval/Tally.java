package dev.nextvec.internal.retrieval;

import dev.nextvec.eval.Ranks;
import dev.nextvec.internal.engine.Similarities;
import dev.nextvec.retrieval.Strategy;
import java.util.Arrays;
import java.util.List;

/** Counts where the true next chunk stands among those of a bank, by one strategy. */
final class Tally {
  private final Strategy strategy;
  private final Scoring scoring;
  private final int kind;
  private final int candidates;
  private final int[] above;
  private final int[] ties;

  /** What a strategy scores all chunks of the bank with, in an array of its own. */
  @FunctionalInterface
  interface Scoring {
    float[] of(WindowScan.Compared compared);
  }

  /**
   * @param kinds the query vectors that windows are compared by
   * @param count how many windows
   * @param candidates among how many chunks each looks for its next
   */
  Tally(Strategy strategy, List<Strategy.Vector> kinds, int count, int candidates) {
    this(
        strategy,
        Math.max(0, kinds.indexOf(strategy.vector())),
        compared ->
            new Fusion(
                    compared.cosines()[Math.max(0, kinds.indexOf(strategy.vector()))],
                    compared.words())
                .scores(strategy),
        count,
        candidates);
  }

  /** Of a re-ranker. */
  Tally(Rerankers.Fitted fitted, WindowCandidates first, int count) {
    this(
        fitted.strategy(),
        0,
        compared -> first.reranked(compared, fitted.reranker()),
        count,
        first.bank().size() - first.windows().contextLength());
  }

  private Tally(Strategy strategy, int kind, Scoring scoring, int count, int candidates) {
    this.strategy = strategy;
    this.kind = kind;
    this.scoring = scoring;
    this.candidates = candidates;
    this.above = new int[count];
    this.ties = new int[count];
  }

  Strategy strategy() {
    return strategy;
  }

  /** Counts one window; each place is for one thread. */
  void add(WindowScan.Compared compared) {
    float[] scores = scoring.of(compared);
    int target = compared.target();
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
    int[] among = new int[above.length];
    Arrays.fill(among, candidates);
    return new Ranks(above, ties, new int[above.length], among);
  }
}
