package dev.nextvec.internal.spark;

import dev.nextvec.data.MappedVectors;
import dev.nextvec.data.VectorFiles;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.engine.RowCounting;
import dev.nextvec.internal.engine.VectorStretch;
import java.io.IOException;
import org.apache.spark.TaskContext;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Counts over one stretch of the rows of a store.
 *
 * @param files of the store
 * @param rows of the store, as the driver sees it
 * @param counting what is counted
 * @param threads of the driver's engine: with as many, products have the same bits
 * @param counts receives what was counted
 */
record CountTask(
    VectorFiles files,
    long rows,
    RowCounting counting,
    int threads,
    CollectionAccumulator<int[]> counts)
    implements NumberedTask {

  private static final int MOST_STRETCHES = 1000; // each task reads the predictions anew

  /** The last takes what is left, so that none is shorter than the others. */
  static int stretches(long rows) {
    return (int) Math.max(1, rows / rowsEach(rows));
  }

  private static long rowsEach(long rows) {
    long blocks = rows / RowCounting.ALIGNMENT;
    return RowCounting.ALIGNMENT * Math.max(1, Math.ceilDiv(blocks, MOST_STRETCHES));
  }

  @Override
  public void work(int stretch) throws IOException {
    try (MappedVectors vectors = files.open(new ExecutorMonitor(TaskContext.get()))) {
      if (vectors.rows() != rows) {
        throw new IOException(
            "%s and what follows it hold %d vectors, not %d as in the driver: all machines must see the same files"
                .formatted(files.first(), vectors.rows(), rows));
      }
      long first = stretch * rowsEach(rows);
      long count = stretch == stretches(rows) - 1 ? rows - first : rowsEach(rows);
      Engine engine = ExecutorEngines.counting(threads);
      counts.add(counting.over(engine, new VectorStretch(vectors, first, count), first));
    }
  }
}
