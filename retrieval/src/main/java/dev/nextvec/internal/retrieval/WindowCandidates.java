package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.rerank.Candidates;
import dev.nextvec.internal.rerank.Collected;
import dev.nextvec.internal.rerank.Reranker;
import dev.nextvec.retrieval.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The first hits of a strategy for windows that are compared with a bank: what a re-ranker is
 * fitted on, and measured by.
 *
 * @param windows of the dataset
 * @param kinds query vectors that windows are compared by
 * @param orders the strategy whose hits they are
 * @param chunks the index
 * @param bank what windows are compared with
 */
record WindowCandidates(
    Windows windows,
    List<Strategy.Vector> kinds,
    Strategy.Vector kind,
    Strategy orders,
    ChunkIndex chunks,
    Bank bank) {

  /**
   * The hits of a window.
   *
   * @param scores of all chunks by the strategy
   * @param rows places of the best, best first
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Found(float[] scores, int[] rows) {}

  private Found found(WindowScan.Compared compared) {
    float[] scores = new Fusion(compared.cosines()[at()], compared.words()).scores(orders);
    return new Found(scores, TopRows.of(scores, Reranker.CANDIDATES));
  }

  private int at() {
    return kinds.indexOf(kind);
  }

  /**
   * Adds a window to what a re-ranker is fitted on; from several threads at once.
   *
   * @param before how many windows come before those that are compared
   */
  void collect(WindowScan.Compared compared, Collected into, int before) {
    Found found = found(compared);
    int answer = -1;
    for (int i = 0; i < found.rows.length; i++) {
      answer = found.rows[i] == compared.target() ? i : answer;
    }
    into.put(
        before + compared.place(),
        candidates(compared, found),
        answer,
        windows.group(compared.window()));
  }

  /** Scores of all chunks, those of the first hits by the re-ranker and above all others. */
  float[] reranked(WindowScan.Compared compared, Reranker reranker) {
    Found found = found(compared);
    float[] scores = found.scores;
    if (found.rows.length == 0) {
      return scores;
    }
    float above = scores[found.rows[0]] + 1;
    float[] anew = reranker.scores(candidates(compared, found));
    float lowest = Float.POSITIVE_INFINITY;
    for (float score : anew) {
      lowest = Math.min(lowest, score);
    }
    for (int i = 0; i < anew.length; i++) {
      scores[found.rows[i]] = above + (anew[i] - lowest);
    }
    return scores;
  }

  private Candidates candidates(WindowScan.Compared compared, Found found) {
    int[] rows = found.rows;
    int[] indexed = Arrays.stream(rows).map(bank::indexed).toArray();
    float[] scores = new float[rows.length];
    float[] predicted = new float[kind == Strategy.Vector.MODEL ? rows.length : 0];
    boolean words = compared.wordsOf().length > 0;
    float[][] wordsOf = new float[words ? rows.length : 0][windows.contextLength()];
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      scores[i] = found.scores[rows[i]];
      if (predicted.length > 0) {
        predicted[i] = compared.cosines()[at()][rows[i]];
      }
      vectors.add(chunks.read(indexed[i]));
      for (int k = 0; words && k < windows.contextLength(); k++) {
        wordsOf[i][k] = compared.wordsOf()[k][rows[i]];
      }
    }
    return new Candidates(
        context(compared.window()),
        kind == Strategy.Vector.MODEL ? Optional.of(compared.queries()[at()]) : Optional.empty(),
        predicted,
        vectors,
        scores,
        wordsOf,
        words ? chunks.lengths(indexed) : new float[0]);
  }

  private List<float[]> context(int window) {
    int dimension = windows.dimension();
    float[] flat = new float[windows.contextLength() * dimension];
    windows.context(window, flat, 0);
    List<float[]> context = new ArrayList<>();
    for (int k = 0; k < windows.contextLength(); k++) {
      context.add(Arrays.copyOfRange(flat, k * dimension, (k + 1) * dimension));
    }
    return context;
  }
}
