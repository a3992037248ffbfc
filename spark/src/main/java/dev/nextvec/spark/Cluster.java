package dev.nextvec.spark;

import dev.nextvec.progress.Progress;
import dev.nextvec.progress.Stopped;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark, as far as it is needed: a task for each number, and a failure as one line. */
final class Cluster implements AutoCloseable {
  private static final long MILLIS_PER_UPDATE = 300;

  private final JavaSparkContext context;
  private final boolean own;

  private Cluster(JavaSparkContext context, boolean own) {
    this.context = context;
    this.own = own;
  }

  /**
   * Makes sure that there is one, without starting anything.
   *
   * @throws IOException if none is given, and the program was submitted to none
   */
  static void requireNamed(Optional<JavaSparkContext> given) throws IOException {
    if (given.isEmpty() && !new SparkConf().contains("spark.master")) {
      throw new IOException(
          "no Spark is named: start the program with `spark-submit --master URL`");
    }
  }

  /** The one given, or the one that this program was submitted to. */
  static Cluster of(Optional<JavaSparkContext> given) {
    return given
        .map(context -> new Cluster(context, false))
        .orElseGet(
            () ->
                new Cluster(
                    new JavaSparkContext(
                        BarrierStage.patient(new SparkConf())
                            .setIfMissing("spark.app.name", "nextvec")),
                    true));
  }

  /** Counts tasks. */
  Counting ofTasks(Progress progress, long total) {
    return new TaskCounting(context.statusTracker(), progress, total);
  }

  /** Counts chunks, of which some were done before. */
  ChunkCounting ofChunks(Progress progress, long before, long total) {
    return new ChunkCounting(context.sc(), progress, before, total);
  }

  /**
   * Runs a task for each number; returns when all are done.
   *
   * @param counting told now and then
   * @throws IOException if a task failed as often as Spark lets it, naming its worker
   */
  void run(List<Integer> numbers, NumberedTask task, Counting counting) throws IOException {
    if (numbers.isEmpty()) {
      return;
    }
    JavaFutureAction<Void> job =
        context.parallelize(numbers, numbers.size()).foreachAsync(task::run);
    try {
      while (!isDone(job)) {
        counting.update(job);
      }
    } catch (Stopped stopped) {
      job.cancel(true);
      throw stopped;
    } catch (ExecutionException e) {
      throw new IOException(WorkerFailure.line(e), e);
    } catch (InterruptedException e) {
      job.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Spark worked", e);
    }
  }

  private static boolean isDone(JavaFutureAction<Void> job)
      throws ExecutionException, InterruptedException {
    try {
      job.get(MILLIS_PER_UPDATE, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Counts the steps of a training. */
  StepCounting steps() {
    return new StepCounting(context.sc());
  }

  /** Runs tasks that need each other, all at once. */
  BarrierStage together() {
    return new BarrierStage(context);
  }

  @Override
  public void close() {
    if (own) {
      context.close();
    }
  }
}
