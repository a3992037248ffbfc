package dev.nextvec.internal.spark;

import dev.nextvec.progress.Progress;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.util.LongAccumulator;

/** Counts what is done, chunks or epochs, also by tasks that still run; never backwards. */
final class LiveCounting implements Counting, AutoCloseable {
  private final SparkContext spark;
  private final LongAccumulator counter;
  private final FarthestTries tries;
  private final Progress progress;
  private final long before;
  private final long total;

  /**
   * Counts from now on.
   *
   * @param before how many were done already
   */
  LiveCounting(SparkContext spark, Progress progress, long before, long total) {
    this.spark = spark;
    this.progress = progress;
    this.before = before;
    this.total = total;
    counter = spark.longAccumulator("done");
    tries = new FarthestTries(counter.id());
    spark.addSparkListener(tries);
  }

  /** What tasks count with. */
  LongAccumulator counter() {
    return counter;
  }

  @Override
  public void update(JavaFutureAction<Void> job) {
    progress.update(Math.min(before + tries.sum(), total), total);
  }

  @Override
  public void close() {
    spark.removeSparkListener(tries);
  }
}
