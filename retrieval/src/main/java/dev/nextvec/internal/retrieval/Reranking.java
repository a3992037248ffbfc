package dev.nextvec.internal.retrieval;

import dev.nextvec.internal.rerank.Candidates;
import dev.nextvec.internal.rerank.Reranker;
import dev.nextvec.internal.retrieval.ChunkSearch.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A search whose first hits are ordered anew.
 *
 * @param chunks where the hits are
 * @param reranker orders them
 * @param context its vectors, oldest first, as many as the re-ranker takes
 * @param prediction of a model; empty without one
 * @param texts of the context, oldest first
 */
record Reranking(
    ChunkIndex chunks,
    Reranker reranker,
    List<float[]> context,
    Optional<QueryVector> prediction,
    List<String> texts) {

  /**
   * Orders hits anew: the first 50 by the shares that they are given, the others behind them, as
   * they were, with share 0.
   *
   * @param hits best first
   */
  List<Scored> of(List<Scored> hits) throws IOException {
    int count = Math.min(Reranker.CANDIDATES, hits.size());
    if (count == 0) {
      return hits;
    }
    int[] rows = hits.stream().limit(count).mapToInt(Scored::row).toArray();
    float[] before = new float[count];
    for (int i = 0; i < count; i++) {
      before[i] = hits.get(i).score();
    }
    float[] scores = reranker.scores(candidates(rows, before));
    double[] shares = Reranker.shares(scores);
    List<Scored> ordered = new ArrayList<>();
    IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
        .forEach(i -> ordered.add(new Scored(rows[i], (float) shares[i])));
    hits.stream().skip(count).forEach(each -> ordered.add(new Scored(each.row(), 0)));
    return ordered;
  }

  private Candidates candidates(int[] rows, float[] scores) throws IOException {
    boolean words = reranker.words();
    return new Candidates(
        context,
        prediction.map(QueryVector::vector),
        prediction.isPresent() ? chunks.products(prediction.get(), rows) : new float[0],
        Arrays.stream(rows).mapToObj(chunks::read).toList(),
        scores,
        words ? padded(chunks.words(texts, rows), reranker.contextLength()) : new float[0][],
        words ? chunks.lengths(rows) : new float[0]);
  }

  /** Where there are fewer chunks than a context has, the oldest comes again, as for models. */
  private static float[][] padded(float[][] words, int length) {
    float[][] padded = new float[words.length][length];
    for (int i = 0; i < padded.length; i++) {
      for (int k = 0; k < length; k++) {
        padded[i][k] = words[i][Math.max(0, k - length + words[i].length)];
      }
    }
    return padded;
  }
}
