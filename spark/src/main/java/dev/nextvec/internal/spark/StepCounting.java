package dev.nextvec.internal.spark;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import scala.jdk.javaapi.CollectionConverters;

/** How far a training is, and what its workers warn of: executors tell it with every heartbeat. */
final class StepCounting extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private final StepCounters counters;
  private volatile long windows;
  private volatile double loss;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();

  StepCounting(SparkContext spark) {
    this.spark = spark;
    counters =
        new StepCounters(
            spark.longAccumulator("windows"),
            spark.doubleAccumulator("loss"),
            spark.collectionAccumulator("warnings"));
    spark.addSparkListener(this);
  }

  /** What tasks count with. */
  StepCounters counters() {
    return counters;
  }

  /** Windows trained on since the start of training; 0 while nothing is known. */
  long windows() {
    return windows;
  }

  /** Loss of the last step. */
  double loss() {
    return loss;
  }

  /** Tells what workers have warned of since this was asked last, each line once. */
  void warnings(Consumer<String> told) {
    take(counters.warnings().value());
    for (String line = warnings.poll(); line != null; line = warnings.poll()) {
      told.accept(line);
    }
  }

  private void take(List<?> lines) {
    lines.stream().map(String::valueOf).filter(warned::add).forEach(warnings::add);
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : CollectionConverters.asJava(update.accumUpdates())) {
      for (AccumulableInfo each : CollectionConverters.asJava(task._4())) {
        if (each.id() == counters.warnings().id()
            && each.update().isDefined()
            && each.update().get() instanceof List<?> lines) {
          take(List.copyOf(lines));
        }
        number(each)
            .filter(number -> number.doubleValue() != 0)
            .ifPresent(number -> take(each.id(), number));
      }
    }
  }

  private static Optional<Number> number(AccumulableInfo info) {
    return info.update().isDefined() && info.update().get() instanceof Number number
        ? Optional.of(number)
        : Optional.empty();
  }

  private void take(long id, Number number) {
    if (id == counters.windows().id()) {
      windows = number.longValue();
    } else if (id == counters.loss().id()) {
      loss = number.doubleValue();
    }
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
