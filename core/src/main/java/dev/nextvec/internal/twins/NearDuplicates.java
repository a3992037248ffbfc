package dev.nextvec.internal.twins;

import dev.nextvec.progress.Progress;
import dev.nextvec.vector.Rows;
import dev.nextvec.vector.VectorStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Pairs of rows whose cosine is at least a threshold, found without comparing all with all.
 *
 * <p>Unit vectors of cosine c lie sqrt(2 - 2c) apart, and an orthogonal projection never takes them
 * further apart. So rows are projected on a few directions in which they differ most; two of these
 * make a grid of cells as wide as that distance, a third is sorted, and only what is still close in
 * all directions is compared in full. Nothing is missed; where so many rows lie close together that
 * this would take very long, the search stops early and says so.
 */
public final class NearDuplicates {
  /** Pairs that are returned of each kind; all are counted. */
  public static final int KEPT = 1000;

  /** Pairs compared in the projection before the search gives up: a minute or so. */
  private static final long BUDGET = 20_000_000_000L;

  /** A comparison in full takes about as long as this many in the projection. */
  private static final long FULL = 500;

  private static final Comparator<TwinPair> BY_ROWS =
      Comparator.comparingLong(TwinPair::first).thenComparingLong(TwinPair::second);

  private final VectorStore vectors;
  private final long[] rows;
  private final double least;
  private final PairSink sink;
  private final double radius;
  private final ProjectedRows points;
  private final AtomicLong spent = new AtomicLong();
  private final AtomicInteger nextCell = new AtomicInteger();
  private final AtomicInteger searched = new AtomicInteger();

  /** Told of a pair the moment it is found, by several threads at once. */
  @FunctionalInterface
  public interface PairSink {
    /**
     * A pair.
     *
     * @param first index of one of the rows that were searched
     * @param second index of the other
     */
    void found(int first, int second, double cosine);
  }

  /**
   * Two rows.
   *
   * @param first the smaller row number
   * @param second the larger
   * @param cosine of their vectors
   */
  public record TwinPair(long first, long second, double cosine) {
    private static TwinPair of(long one, long other, double cosine) {
      return new TwinPair(Math.min(one, other), Math.max(one, other), cosine);
    }
  }

  /**
   * What was found.
   *
   * @param within pairs of one part, at most {@link #KEPT}, those with the smallest rows
   * @param across pairs of two parts, likewise
   * @param withinCount all pairs of one part
   * @param acrossCount all pairs of two parts
   * @param searchedShare 1 if every row was searched for; less where the search stopped early
   */
  public record Found(
      List<TwinPair> within,
      List<TwinPair> across,
      long withinCount,
      long acrossCount,
      double searchedShare) {
    public Found {
      within = List.copyOf(within);
      across = List.copyOf(across);
    }
  }

  private NearDuplicates(
      VectorStore vectors, long[] rows, double least, PairSink sink, Progress progress) {
    this.vectors = vectors;
    this.rows = rows;
    this.least = least;
    this.sink = sink;
    this.radius = Math.sqrt(2 - 2 * least) + 1e-4; // float32 projections are exact to 1e-6
    this.points = ProjectedRows.of(vectors, rows, radius, progress);
  }

  /**
   * Finds all pairs among {@code rows}.
   *
   * @param rows rows of the store whose vectors are finite and not zero
   * @param parts which part of a split each belongs to, any numbers
   * @param least the lowest cosine of a pair
   * @param threads threads to use
   * @param progress told of rows, projected first, then searched
   */
  public static Found search(
      VectorStore vectors, long[] rows, int[] parts, double least, int threads, Progress progress) {
    if (rows.length != parts.length) {
      throw new IllegalArgumentException(
          "%d rows have %d parts".formatted(rows.length, parts.length));
    }
    Collected within = new Collected();
    Collected across = new Collected();
    PairSink sink =
        (i, j, cosine) ->
            (parts[i] == parts[j] ? within : across).add(TwinPair.of(rows[i], rows[j], cosine));
    double searched = each(vectors, rows, least, threads, sink, progress);
    return new Found(within.kept(), across.kept(), within.count, across.count, searched);
  }

  /**
   * As {@link #search}, handing on each pair instead of collecting the first.
   *
   * @return 1 if every row was searched for; less where the search stopped early
   */
  public static double each(
      VectorStore vectors,
      long[] rows,
      double least,
      int threads,
      PairSink sink,
      Progress progress) {
    if (!(least > 0 && least <= 1)) {
      throw new IllegalArgumentException("`near` must be above 0 and at most 1 but was " + least);
    }
    if (rows.length < 2) {
      return 1;
    }
    long total = 2L * rows.length;
    NearDuplicates search =
        new NearDuplicates(vectors, rows, least, sink, (done, all) -> progress.update(done, total));
    search.run(threads, done -> progress.update(rows.length + done, total));
    return (double) search.searched.get() / rows.length;
  }

  /** Told how many rows were searched for. */
  private interface Searched {
    void update(long rows);
  }

  private void run(int threads, Searched progress) {
    try (ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, threads))) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < Math.max(1, threads); i++) {
        running.add(workers.submit(() -> work(progress)));
      }
      for (Future<?> future : running) {
        future.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("the search for duplicates failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the search for duplicates was interrupted", e);
    }
  }

  private void work(Searched progress) {
    int cells = points.cells();
    for (int cell = nextCell.getAndIncrement();
        cell < cells && spent.get() < BUDGET;
        cell = nextCell.getAndIncrement()) {
      searchIn(cell);
      int from = points.start(cell);
      progress.update(searched.addAndGet(points.start(cell + 1) - from));
    }
  }

  /** Compares a cell with itself and with the four neighbours that come after it. */
  private void searchIn(int cell) {
    long compared = 0;
    for (int a = points.start(cell); a < points.start(cell + 1); a++) {
      compared += compare(a, a + 1, points.start(cell + 1));
      if ((a & 255) == 0 && spent.addAndGet(compared) > BUDGET) {
        return;
      }
      compared = (a & 255) == 0 ? 0 : compared;
    }
    for (int other : points.neighboursAfter(cell)) {
      int low = points.start(other);
      for (int a = points.start(cell); a < points.start(cell + 1); a++) {
        while (low < points.start(other + 1) && points.sorted(low) < points.sorted(a) - radius) {
          low++;
        }
        compared += compare(a, low, points.start(other + 1));
      }
    }
    spent.addAndGet(compared);
  }

  /** Compares point {@code a} with those from {@code low} on, in sorted order. */
  private long compare(int a, int low, int end) {
    double highest = points.sorted(a) + radius;
    long compared = 0;
    for (int b = low; b < end && points.sorted(b) <= highest; b++) {
      compared++;
      if (points.close(a, b)) {
        compared += FULL;
        confirm(points.index(a), points.index(b));
      }
    }
    return compared;
  }

  private void confirm(int i, int j) {
    double cosine = Rows.cosine(vectors.read(rows[i]), vectors.read(rows[j]));
    if (cosine >= least) {
      sink.found(i, j, Math.min(1, cosine));
    }
  }

  /** Counts all pairs and keeps those with the smallest rows, whichever thread finds them. */
  private static final class Collected {
    private final TreeSet<TwinPair> pairs = new TreeSet<>(BY_ROWS);
    private long count;

    synchronized void add(TwinPair pair) {
      count++;
      pairs.add(pair);
      if (pairs.size() > KEPT) {
        pairs.pollLast();
      }
    }

    synchronized List<TwinPair> kept() {
      return List.copyOf(pairs);
    }
  }
}
