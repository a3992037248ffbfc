package dev.nextvec.internal.eval;

import dev.nextvec.eval.Pool;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.RowCounting;
import dev.nextvec.internal.engine.Similarities;
import dev.nextvec.vector.VectorStore;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * For each of a group of predictions: how many rows of each pool are nearer to it than its target,
 * and how many are as near. Needs of the dataset only where rows begin and end, so that any machine
 * that sees the vectors can count.
 *
 * @param predictions {@code [windows, dimension]}
 * @param own cosine of each prediction with its target
 * @param places of each window
 * @param test the rows that test windows touch, as ascending ranges [first, end)
 * @param map what rows pass through before they are compared; null where they do not
 */
@SuppressWarnings("ArrayRecordComponent")
record RankCounting(
    float[] predictions, float[] own, Place[] places, long[][] test, @Nullable MappedRows map)
    implements RowCounting {

  /**
   * Where a window lies.
   *
   * @param window its number
   * @param first row of its context
   * @param target row of its target
   * @param documentFirst first row of its document
   * @param documentEnd the row after the last
   */
  record Place(int window, long first, long target, long documentFirst, long documentEnd)
      implements Serializable {}

  /** Counts by pool and window, {@code [pool][nearer or as near][window]}, one after another. */
  @Override
  public int[] over(Engine engine, VectorStore stretch, long first) {
    Counts counts = new Counts(engine.threads() > 1, first);
    if (map == null) {
      Similarities.scan(engine, stretch, predictions, own.length, counts);
    } else {
      Similarities.scan(engine, map.of(engine, stretch, first), predictions, own.length, counts);
    }
    return counts.all;
  }

  /** Where the counts of a pool begin among all. */
  int nearer(Pool pool) {
    return 2 * pool.ordinal() * own.length;
  }

  /** Where those as near begin. */
  int asNear(Pool pool) {
    return nearer(pool) + own.length;
  }

  /** Adds up what blocks tell. */
  private final class Counts implements Similarities.Consumer {
    private final int[] all = new int[2 * Pool.values().length * own.length];
    private final boolean parallel;
    private final long offset;

    Counts(boolean parallel, long offset) {
      this.parallel = parallel;
      this.offset = offset;
    }

    @Override
    public void accept(Similarities.Block block) {
      long first = offset + block.firstCandidate();
      long end = first + block.candidates();
      List<long[]> inside = Arrays.stream(test).filter(r -> r[0] < end && r[1] > first).toList();
      IntStream queries = IntStream.range(0, block.queries());
      (parallel ? queries.parallel() : queries).forEach(i -> count(block, i, first, inside));
    }

    private void count(Similarities.Block block, int query, long start, List<long[]> inside) {
      int at = block.firstQuery() + query;
      Place place = places[at];
      checkTarget(block, query, at, start);
      Counter counter = new Counter(block, query, start, own[at]);
      counter.add(start, start + block.candidates(), 1);
      counter.add(place.first, place.target + 1, -1); // the context, and the target itself
      into(Pool.CORPUS, at, counter);
      inside.forEach(range -> counter.add(range[0], range[1], 1));
      counter.add(place.first, place.target + 1, -1);
      into(Pool.TEST, at, counter);
      counter.add(place.documentFirst, place.documentEnd, 1);
      counter.add(place.first, place.target + 1, -1);
      into(Pool.DOCUMENT, at, counter);
    }

    private void into(Pool pool, int at, Counter counter) {
      all[nearer(pool) + at] += counter.nearer;
      all[asNear(pool) + at] += counter.level - counter.nearer;
      counter.nearer = 0;
      counter.level = 0;
    }
  }

  /** An error of one row would make every rank wrong and none look so. */
  private void checkTarget(Similarities.Block block, int query, int at, long start) {
    long target = places[at].target - start;
    if (target >= 0 && target < block.candidates()) {
      float seen = block.value(query, (int) target);
      if (!(Math.abs(seen - own[at]) <= 1e-4)) {
        throw new IllegalStateException(
            "the cosine of window %d with its target is %s but the ranking saw %s"
                .formatted(places[at].window, own[at], seen));
      }
    }
  }

  /** Counts values of one query in ranges of rows, as far as they lie in the block. */
  private static final class Counter {
    private final Similarities.Block block;
    private final int offset;
    private final long start;
    private final float high;
    private final float low;
    private int nearer;
    private int level;

    Counter(Similarities.Block block, int query, long start, float own) {
      this.block = block;
      this.offset = query * block.candidates();
      this.start = start;
      this.high = own + Similarities.ROUNDING;
      this.low = own - Similarities.ROUNDING;
    }

    void add(long firstRow, long endRow, int sign) {
      int from = (int) Math.clamp(firstRow - start, 0L, block.candidates());
      int to = (int) Math.clamp(endRow - start, 0L, block.candidates());
      if (from < to) {
        nearer += sign * greater(block.values(), offset + from, offset + to, high);
        level += sign * greater(block.values(), offset + from, offset + to, low);
      }
    }

    /** Counts by sign bits, without a branch that could be mispredicted. */
    private static int greater(float[] values, int from, int to, float bound) {
      int count = 0;
      for (int j = from; j < to; j++) {
        count += Float.floatToRawIntBits(bound - values[j]) >>> 31;
      }
      return count;
    }
  }
}
