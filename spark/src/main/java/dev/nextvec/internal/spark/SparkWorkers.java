package dev.nextvec.internal.spark;

import dev.nextvec.internal.workflow.WorkerLook;
import dev.nextvec.internal.workflow.WorkerReport;
import dev.nextvec.internal.workflow.WorkersSite;
import dev.nextvec.progress.Monitor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Looks at every executor of a Spark. Spark sends as many tasks as there are free executors to one
 * each; those that none came to are asked again.
 */
public final class SparkWorkers implements WorkersSite {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SHARE = 12; // of it, for executors that come later than others
  private static final long BYTES_PER_SECOND = 50_000_000; // of a slow disk, to hash the vectors

  private final Optional<JavaSparkContext> context;
  private final Duration patience;

  /** On the Spark that the program was submitted to. */
  public SparkWorkers() {
    this(Optional.empty(), PATIENCE);
  }

  /**
   * On a Spark that is in use, and stays so.
   *
   * @param patience longest time until a worker answers, but for what its data takes
   */
  SparkWorkers(JavaSparkContext context, Duration patience) {
    this(Optional.of(context), patience);
  }

  private SparkWorkers(Optional<JavaSparkContext> context, Duration patience) {
    this.context = context;
    this.patience = patience;
  }

  @Override
  public List<WorkerReport> look(WorkerLook look, Monitor monitor) throws IOException {
    Cluster.requireNamed(context);
    try (Cluster cluster = Cluster.steady(context, monitor::log);
        EndedExecutors ended = cluster.ended()) {
      Set<String> all = cluster.executors(patience.dividedBy(SHARE), monitor);
      monitor.log("looking at %d executors".formatted(all.size()));
      Duration limit = patience.plusSeconds(look.bytes() / BYTES_PER_SECOND);
      Map<String, WorkerReport> reports = answers(look, all, cluster, ended, limit, monitor);
      all.forEach(place -> reports.computeIfAbsent(place, none -> silent(place, limit)));
      return List.copyOf(reports.values());
    }
  }

  /** What is known when each has answered or is gone, or it is too late. */
  private static Map<String, WorkerReport> answers(
      WorkerLook look,
      Set<String> all,
      Cluster cluster,
      EndedExecutors ended,
      Duration limit,
      Monitor monitor)
      throws IOException {
    Map<String, WorkerReport> reports = new TreeMap<>();
    long end = System.nanoTime() + limit.toNanos();
    while (!reports.keySet().containsAll(all) && System.nanoTime() < end) {
      int missing = (int) all.stream().filter(place -> !reports.containsKey(place)).count();
      CollectionAccumulator<LookTask.Answer> told = cluster.told();
      LookTask task = new LookTask(Versioned.of(look), told);
      cluster.runUntil(end, missing, task, monitor);
      told.value().forEach(answer -> reports.put(answer.place(), answer.report()));
      all.forEach(
          place ->
              ended
                  .at(place)
                  .ifPresent(each -> reports.computeIfAbsent(place, none -> gone(place, each))));
    }
    return reports;
  }

  private static WorkerReport gone(String place, EndedExecutors.Ended ended) {
    String host = place.substring(0, place.lastIndexOf(':'));
    return new WorkerReport.Unseen(
        NumberedTask.worker(host, ended.executor()),
        LostWorkers.words("it", ended.reason()) + ": look at its log");
  }

  private static WorkerReport silent(String place, Duration limit) {
    return new WorkerReport.Unseen(
        "worker " + place,
        "it does not answer within %d s: look at its log, and whether its machine is up"
            .formatted(limit.toSeconds()));
  }
}
