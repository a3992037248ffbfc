package dev.nextvec.internal.spark;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How much tasks have counted, also those that still run: executors tell of these with every
 * heartbeat. A part of the work that is tried again, or by two tasks at once, counts as often as
 * the try that came farthest: the sum never falls, and nothing is in it twice.
 */
final class FarthestTries extends SparkListener {
  private final long counter;
  private final Map<Long, Part> tasks = new ConcurrentHashMap<>();
  private final Map<Part, Long> farthest = new ConcurrentHashMap<>();

  /** What one task does, however often it is begun. */
  private record Part(int stage, int partition) {}

  /**
   * Counts from now on.
   *
   * @param counter id of the accumulator that tasks count with
   */
  FarthestTries(long counter) {
    this.counter = counter;
  }

  /** Of all parts. */
  long sum() {
    return farthest.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    tasks.put(start.taskInfo().taskId(), new Part(start.stageId(), start.taskInfo().partitionId()));
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : CollectionConverters.asJava(update.accumUpdates())) {
      long id = ((Number) task._1()).longValue();
      CollectionConverters.asJava(task._4()).forEach(each -> take(id, each));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    long id = end.taskInfo().taskId();
    CollectionConverters.asJava(end.taskInfo().accumulables()).forEach(each -> take(id, each));
    tasks.remove(id);
  }

  private void take(long task, AccumulableInfo info) {
    Optional<Part> part = Optional.ofNullable(tasks.get(task));
    if (info.id() == counter
        && info.update().isDefined()
        && info.update().get() instanceof Number done) {
      part.ifPresent(each -> farthest.merge(each, done.longValue(), Math::max));
    }
  }
}
