package dev.nextvec.internal.spark;

import dev.nextvec.internal.workflow.FailedTraining;
import dev.nextvec.internal.workflow.Sweep;
import dev.nextvec.internal.workflow.SweepSite;
import dev.nextvec.internal.workflow.SweepTask;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Trains the runs of a sweep on the executors of a Spark, each run in one task. The runs must lie
 * where every machine sees them under one path, and so must a dataset that is not at an address.
 */
public final class SparkSweep implements SweepSite {
  private static final long PATIENCE_SECONDS = 60;

  private final Optional<JavaSparkContext> context;

  /** On the Spark that the program was submitted to. */
  public SparkSweep() {
    context = Optional.empty();
  }

  /** On a Spark that is in use, and stays so. */
  public SparkSweep(JavaSparkContext context) {
    this.context = Optional.of(context);
  }

  @Override
  public List<FailedTraining> train(Sweep sweep, List<TrainingTask> tasks, Monitor monitor)
      throws IOException {
    tasks.forEach(task -> Mounted.require(task.path().toString()));
    if (tasks.isEmpty()) {
      return List.of();
    }
    Cluster.requireNamed(context);
    long epochs = tasks.stream().mapToLong(task -> task.config().epochs()).sum();
    try (Cluster cluster = Cluster.of(context, monitor::log);
        Monitor.Work work = monitor.begin("sweep", "epochs");
        LiveCounting counting = cluster.live(work, 0, epochs)) {
      return train(sweep, tasks, cluster, counting, monitor);
    }
  }

  private static List<FailedTraining> train(
      Sweep sweep,
      List<TrainingTask> tasks,
      Cluster cluster,
      LiveCounting counting,
      Monitor monitor) {
    List<FailedTraining> failed = new ArrayList<>();
    List<SweepRunTask> runs = new ArrayList<>();
    for (TrainingTask task : tasks) {
      CollectionAccumulator<String> refused = cluster.told();
      runs.add(new SweepRunTask(json(sweep, task), counting.counter(), refused));
    }
    try {
      cluster.runEach(
          runs,
          counting,
          (place, failure) -> {
            TrainingTask task = tasks.get(place);
            Optional<IOException> why =
                failure.or(
                    () ->
                        runs.get(place).refused().value().stream()
                            .map(IOException::new)
                            .findFirst());
            why.ifPresent(each -> failed.add(new FailedTraining(task, each)));
            monitor.log(
                "%-12s %s".formatted(task.name(), why.isPresent() ? "failed" : "is trained"));
          });
    } catch (Stopped stopped) {
      awaitStates(tasks);
      throw stopped;
    }
    return failed;
  }

  /** An executor has a working directory of its own. */
  private static String json(Sweep sweep, TrainingTask task) {
    TrainingTask everywhere =
        new TrainingTask(
            task.name(),
            task.architecture(),
            task.config(),
            task.path().toAbsolutePath(),
            task.pieces());
    return new SweepTask(sweep, everywhere).json();
  }

  /** Trainings save their state when they are asked to end; executors end with the driver. */
  private static void awaitStates(List<TrainingTask> tasks) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end && tasks.stream().anyMatch(task -> task.run().isTraining())) {
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
