package dev.nextvec.internal.retrieval;

import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * Finds the best chunks for a query. Without a graph every chunk that is accepted is a candidate;
 * with one those are that come near the query vector on a walk, and those that share most words.
 *
 * @param index where to look
 * @param graph whether it has a graph
 */
record ChunkSearch(ChunkIndex index, boolean graph) {
  /** How many nodes a walk keeps: wider finds more and takes longer. */
  static final int WIDTH = 100;

  /** With so few chunks to choose from, all are compared. */
  private static final int FEW = 5_000;

  /** Cosines computed in float32 differ by less than this from exact ones. */
  private static final float SLACK = 4e-6f;

  /**
   * What is asked.
   *
   * @param vector for strategies that need one, or to tell cosines
   * @param chunks texts of the context's last chunks, oldest first
   * @param accepted rows that may be found; absent for all
   */
  record Query(Optional<QueryVector> vector, List<String> chunks, Optional<BitSet> accepted) {
    QueryVector required() {
      return vector.orElseThrow(
          () ->
              new IllegalArgumentException("the context has no vectors: give some, or an encoder"));
    }

    boolean accepts(int row) {
      return accepted.isEmpty() || accepted.get().get(row);
    }
  }

  /** A row with what it was ordered by. */
  record Scored(int row, float score) {}

  /** The best, highest score first; of equal scores the first in the corpus. */
  List<Scored> best(Strategy strategy, Query query, int count) throws IOException {
    float[] all = strategy.needsText() ? index.words(query.chunks()) : new float[0];
    int[] rows = candidates(strategy, query, all, count);
    float[] cosines = needsVector(strategy) ? cosines(query, rows) : new float[0];
    float[] words = strategy.needsText() ? some(all, rows) : new float[0];
    float[] scores = new Fusion(cosines, words).scores(strategy);
    if (strategy instanceof Strategy.Vector) {
      return exactly(query.required(), rows, scores, count);
    }
    boolean wordless = strategy instanceof Strategy.Bm25;
    return Arrays.stream(TopRows.of(scores, count))
        .filter(i -> !wordless || scores[i] > 0)
        .mapToObj(i -> new Scored(rows[i], scores[i]))
        .toList();
  }

  private static boolean needsVector(Strategy strategy) {
    return !(strategy instanceof Strategy.Bm25);
  }

  /** Rows in ascending order. */
  private int[] candidates(Strategy strategy, Query query, float[] words, int count)
      throws IOException {
    int all = (int) index.rows();
    int accepted = query.accepted().map(BitSet::cardinality).orElse(all);
    if (!graph || accepted <= Math.max(FEW, count) || !needsVector(strategy)) {
      return IntStream.range(0, all).filter(query::accepts).toArray();
    }
    int depth =
        strategy instanceof Strategy.ReciprocalRanks ? Strategy.ReciprocalRanks.DEPTH : WIDTH;
    int width = Math.max(depth, 2 * count);
    IntStream near = Arrays.stream(index.near(query.required(), width, bits(query, all)));
    if (!strategy.needsText()) {
      return near.sorted().toArray();
    }
    float[] accept = words.clone();
    IntStream.range(0, all)
        .filter(row -> !query.accepts(row))
        .forEach(row -> accept[row] = Float.NEGATIVE_INFINITY);
    return IntStream.concat(near, Arrays.stream(TopRows.of(accept, width)))
        .sorted()
        .distinct()
        .toArray();
  }

  private static @Nullable Bits bits(Query query, int all) {
    return query
        .accepted()
        .<@Nullable Bits>map(
            set ->
                new Bits() {
                  @Override
                  public boolean get(int row) {
                    return set.get(row);
                  }

                  @Override
                  public int length() {
                    return all;
                  }
                })
        .orElse(null);
  }

  private float[] cosines(Query query, int[] rows) throws IOException {
    QueryVector vector = query.required();
    return rows.length == index.rows() ? index.products(vector) : index.products(vector, rows);
  }

  private static float[] some(float[] all, int[] rows) {
    float[] some = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      some[i] = all[rows[i]];
    }
    return some;
  }

  /** Those that rounding may have put in the wrong order are compared in double precision. */
  private List<Scored> exactly(QueryVector query, int[] rows, float[] scores, int count) {
    int[] first = TopRows.of(scores, count);
    if (first.length == 0) {
      return List.of();
    }
    float least = scores[first[first.length - 1]] - SLACK;
    return IntStream.range(0, rows.length)
        .filter(i -> scores[i] >= least)
        .mapToObj(i -> new Scored(rows[i], (float) cosine(query, rows[i])))
        .sorted(
            (a, b) ->
                a.score() == b.score()
                    ? Integer.compare(a.row(), b.row())
                    : Float.compare(b.score(), a.score()))
        .limit(count)
        .toList();
  }

  /** In double precision. */
  double cosine(QueryVector query, int row) {
    return index.cosine(query, row);
  }
}
