package dev.nextvec.internal.eval;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RankedWindows;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.MappedStore;
import dev.nextvec.internal.engine.Similarities;
import dev.nextvec.internal.eval.Batch.BatchConsumer;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.vector.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Turns predictions into ranks of the true next chunk. Predictions are gathered into groups, each
 * compared with all chunks in one pass, so that memory is bounded whatever the number of windows.
 */
public final class RetrievalCollector implements BatchConsumer {
  /** Floats of one group of predictions, 8 MB. */
  private static final int GROUP = 1 << 21;

  private final Engine engine;
  private final Windows windows;
  private final int[] rows; // of the ranked windows
  private final int[] positions; // of the ranked windows among all
  private final Optional<RetrievalRanks> known;
  private final Optional<MappedStore> mapped;
  private final float[] predictions;
  private final float[] targets;
  private final int[][] above = new int[Pool.values().length][];
  private final int[][] ties = new int[Pool.values().length][];
  private final TestRows testRows;
  private int groupStart;
  private int gathered;

  /**
   * @param all the test windows, in order
   * @param ranked how many of them are ranked
   * @param known ranks of another predictor on the same windows, which know the identical chunks
   * @param map what chunks pass through before predictions are compared with them, if they do
   */
  public RetrievalCollector(
      Engine engine,
      Windows windows,
      int[] all,
      int ranked,
      Optional<RetrievalRanks> known,
      Optional<CandidateMap> map) {
    mapped = map.map(each -> MappedStore.of(engine, windows.vectors(), each));
    this.engine = engine;
    this.windows = windows;
    positions = RankedWindows.positions(all.length, ranked);
    rows = RankedWindows.of(all, ranked);
    this.known = known;
    int size = Math.max(1, Math.min(rows.length, GROUP / windows.dimension()));
    predictions = new float[size * windows.dimension()];
    targets = new float[predictions.length];
    testRows = TestRows.of(windows, all);
    for (Pool pool : Pool.values()) {
      above[pool.ordinal()] = new int[rows.length];
      ties[pool.ordinal()] = new int[rows.length];
    }
  }

  @Override
  public void accept(Batch batch) {
    int dimension = batch.dimension();
    for (int i = 0; i < batch.count(); i++) {
      int next = groupStart + gathered;
      if (next == positions.length || batch.from() + i != positions[next]) {
        continue;
      }
      int at = gathered * dimension;
      System.arraycopy(batch.raw(), i * dimension, predictions, at, dimension);
      System.arraycopy(batch.targets(), i * dimension, targets, at, dimension);
      gathered++;
      if ((gathered + 1) * dimension > predictions.length) {
        flush();
      }
    }
  }

  /** The ranks of all windows, once all are accepted. */
  public RetrievalRanks retrieval() {
    flush();
    IdenticalChunks identical =
        known
            .map(IdenticalChunks::of)
            .orElseGet(() -> IdenticalChunks.find(windows, rows, testRows));
    return new RetrievalRanks(
        ranks(Pool.DOCUMENT, identical),
        ranks(Pool.TEST, identical),
        ranks(Pool.CORPUS, identical));
  }

  private Ranks ranks(Pool pool, IdenticalChunks identical) {
    int context = windows.contextLength();
    int[] candidates = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      long all =
          switch (pool) {
            case DOCUMENT -> document(rows[i]).count();
            case TEST -> testRows.count();
            case CORPUS -> windows.vectors().rows();
          };
      candidates[i] = Math.toIntExact(all - context);
    }
    int p = pool.ordinal();
    return new Ranks(above[p], ties[p], identical.in(pool), candidates);
  }

  private Document document(int window) {
    return windows.documents().get(windows.document(window));
  }

  private void flush() {
    if (gathered == 0) {
      return;
    }
    scan(cosines());
    groupStart += gathered;
    gathered = 0;
  }

  /** Cosine of each prediction with its target, in double precision. */
  private float[] cosines() {
    int dimension = windows.dimension();
    float[] cosines = new float[gathered];
    for (int i = 0; i < gathered; i++) {
      int at = i * dimension;
      float[] target = Arrays.copyOfRange(targets, at, at + dimension);
      float[] compared = mapped.map(store -> store.map().apply(target)).orElse(target);
      cosines[i] = (float) Rows.cosine(predictions, at, compared, 0, dimension);
    }
    return cosines;
  }

  private void scan(float[] own) {
    if (mapped.isPresent()) {
      Similarities.scan(engine, mapped.get(), predictions, gathered, block -> count(block, own));
    } else {
      Similarities.scan(
          engine, windows.vectors(), predictions, gathered, block -> count(block, own));
    }
  }

  private void count(Similarities.Block block, float[] own) {
    List<long[]> test = testRows.inside(block.firstCandidate(), block.candidates());
    IntStream queriesOfBlock = IntStream.range(0, block.queries());
    (engine.threads() > 1 ? queriesOfBlock.parallel() : queriesOfBlock)
        .forEach(
            i -> {
              int query = block.firstQuery() + i;
              count(block, i, own[query], groupStart + query, test);
            });
  }

  private void count(Similarities.Block block, int query, float own, int at, List<long[]> test) {
    Document document = document(rows[at]);
    long first = windows.firstRow(rows[at]);
    long end = windows.targetRow(rows[at]) + 1;
    checkTarget(block, query, own, at);
    Counter counter = new Counter(block, query, own);
    counter.add(block.firstCandidate(), block.firstCandidate() + block.candidates(), 1);
    counter.add(first, end, -1); // the context, and the target itself
    counter.into(Pool.CORPUS, at);
    counter.clear();
    test.forEach(range -> counter.add(range[0], range[1], 1));
    counter.add(first, end, -1);
    counter.into(Pool.TEST, at);
    counter.clear();
    counter.add(document.first(), document.first() + document.count(), 1);
    counter.add(first, end, -1);
    counter.into(Pool.DOCUMENT, at);
  }

  /** An error of one row would make every rank wrong and none look so. */
  private void checkTarget(Similarities.Block block, int query, float own, int at) {
    long target = windows.targetRow(rows[at]) - block.firstCandidate();
    if (target >= 0 && target < block.candidates()) {
      float seen = block.value(query, (int) target);
      if (Math.abs(seen - own) > 1e-4) {
        throw new IllegalStateException(
            "the cosine of window %d with its target is %s but the ranking saw %s"
                .formatted(rows[at], own, seen));
      }
    }
  }

  /** Counts values of one query in ranges of rows, as far as they lie in the block. */
  private final class Counter {
    private final Similarities.Block block;
    private final int offset;
    private final float high;
    private final float low;
    private int nearer;
    private int level;

    Counter(Similarities.Block block, int query, float own) {
      this.block = block;
      this.offset = query * block.candidates();
      this.high = own + Similarities.ROUNDING;
      this.low = own - Similarities.ROUNDING;
    }

    void add(long firstRow, long endRow, int sign) {
      int from = (int) Math.clamp(firstRow - block.firstCandidate(), 0L, block.candidates());
      int to = (int) Math.clamp(endRow - block.firstCandidate(), 0L, block.candidates());
      if (from < to) {
        nearer += sign * greater(block.values(), offset + from, offset + to, high);
        level += sign * greater(block.values(), offset + from, offset + to, low);
      }
    }

    void into(Pool pool, int at) {
      above[pool.ordinal()][at] += nearer;
      ties[pool.ordinal()][at] += level - nearer;
    }

    void clear() {
      nearer = 0;
      level = 0;
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
