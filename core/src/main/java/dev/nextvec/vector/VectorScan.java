package dev.nextvec.vector;

import dev.nextvec.progress.Progress;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** One pass over all vectors, looking for those that nothing can be computed with. */
public final class VectorScan {
  private static final int THREADS = 2;
  private static final int BLOCK_VALUES = 1 << 18;

  private final VectorStore vectors;
  private final Progress progress;
  private final int blockRows;
  private final AtomicLong nextBlock = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong firstBad = new AtomicLong(Long.MAX_VALUE);

  private VectorScan(VectorStore vectors, Progress progress) {
    this.vectors = vectors;
    this.progress = progress;
    this.blockRows = Math.max(1, BLOCK_VALUES / vectors.dimension());
  }

  /**
   * A vector that cannot be used.
   *
   * @param row where it is
   * @param problem what is wrong, for example {@code is all zeros}
   */
  public record BadVector(long row, String problem) {}

  /** The first row whose vector is zero or has a component that is not finite, if there is one. */
  public static Optional<BadVector> firstBad(VectorStore vectors, Progress progress) {
    VectorScan scan = new VectorScan(vectors, progress);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(scan::work));
      }
      for (Future<?> future : running) {
        future.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UncheckedIOException unread) {
        throw unread;
      }
      throw new IllegalStateException("the scan of the vectors failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the scan of the vectors was interrupted", e);
    }
    long row = scan.firstBad.get();
    return row == Long.MAX_VALUE
        ? Optional.empty()
        : RowChecks.problem(vectors.read(row), 0, vectors.dimension())
            .map(problem -> new BadVector(row, problem));
  }

  private void work() {
    float[] values = new float[Math.multiplyExact(blockRows, vectors.dimension())];
    while (true) {
      long first = nextBlock.getAndIncrement() * blockRows;
      if (first >= vectors.rows() || first > firstBad.get()) {
        return;
      }
      int count = (int) Math.min(blockRows, vectors.rows() - first);
      vectors.read(first, count, values, 0);
      for (int i = 0; i < count; i++) {
        if (!RowChecks.isSound(values, i * vectors.dimension(), vectors.dimension())) {
          firstBad.accumulateAndGet(first + i, Math::min);
          break;
        }
      }
      progress.update(done.addAndGet(count), vectors.rows());
    }
  }
}
