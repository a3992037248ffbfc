package dev.nextvec.internal.eval;

import dev.nextvec.data.Document;
import dev.nextvec.data.Windows;
import dev.nextvec.eval.Pool;
import dev.nextvec.eval.RankedWindows;
import dev.nextvec.eval.Ranks;
import dev.nextvec.eval.RetrievalRanks;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.Batch.BatchConsumer;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

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
  private final Optional<MappedRows> map;
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
    this.map = map.map(MappedRows::new);
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
    RankCounting counting = counting();
    int[] counts = counted(counting);
    for (Pool pool : Pool.values()) {
      int from = counting.nearer(pool);
      System.arraycopy(counts, from, above[pool.ordinal()], groupStart, gathered);
      from = counting.asNear(pool);
      System.arraycopy(counts, from, ties[pool.ordinal()], groupStart, gathered);
    }
    groupStart += gathered;
    gathered = 0;
  }

  private RankCounting counting() {
    RankCounting.Place[] places = new RankCounting.Place[gathered];
    for (int i = 0; i < gathered; i++) {
      int window = rows[groupStart + i];
      Document document = document(window);
      places[i] =
          new RankCounting.Place(
              window,
              windows.firstRow(window),
              windows.targetRow(window),
              document.first(),
              document.end());
    }
    return new RankCounting(
        Arrays.copyOf(predictions, gathered * windows.dimension()),
        cosines(),
        places,
        testRows.ranges().toArray(long[][]::new),
        map.orElse(null));
  }

  private int[] counted(RankCounting counting) {
    try {
      return engine.count(windows.vectors(), counting);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cosine of each prediction with its target, in double precision. */
  private float[] cosines() {
    int dimension = windows.dimension();
    float[] cosines = new float[gathered];
    for (int i = 0; i < gathered; i++) {
      int at = i * dimension;
      float[] target = Arrays.copyOfRange(targets, at, at + dimension);
      float[] compared = map.map(each -> each.map().apply(target)).orElse(target);
      cosines[i] = (float) Rows.cosine(predictions, at, compared, 0, dimension);
    }
    return cosines;
  }
}
