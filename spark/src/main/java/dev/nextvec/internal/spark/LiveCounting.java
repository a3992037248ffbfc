package dev.nextvec.internal.spark;

import dev.nextvec.progress.Progress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Counts what is done, chunks or epochs, also by tasks that still run: executors tell of these with
 * every heartbeat.
 */
final class LiveCounting extends SparkListener implements Counting, AutoCloseable {
  private final SparkContext spark;
  private final LongAccumulator counter;
  private final Progress progress;
  private final long before;
  private final long total;
  private final Map<Object, Long> running = new ConcurrentHashMap<>();

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
    spark.addSparkListener(this);
  }

  /** What tasks count with. */
  LongAccumulator counter() {
    return counter;
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : CollectionConverters.asJava(update.accumUpdates())) {
      for (AccumulableInfo each : CollectionConverters.asJava(task._4())) {
        if (each.id() == counter.id() && each.update().isDefined()) {
          running.put(task._1(), ((Number) each.update().get()).longValue());
        }
      }
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
  }

  @Override
  public void update(JavaFutureAction<Void> job) {
    long done = before + counter.value();
    for (long each : running.values()) {
      done += each;
    }
    progress.update(Math.min(done, total), total);
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
