package dev.nextvec.internal.spark;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Tasks that need each other: Spark begins them all at once, and ends all when one is lost.
 *
 * @param context that they run on
 */
record BarrierStage(JavaSparkContext context) {
  private static final String TOO_FEW = "SPARK-24819";
  private static final String NOT_READY = "didn't get all barrier sync requests";
  private static final String CHECK = "spark.scheduler.barrier.maxConcurrentTasksCheck.";

  /**
   * Executors may still be on their way: for a minute, not for ten. One whose task hangs and cannot
   * be ended is ended itself; one that says nothing is found four times a minute, not once. Tasks
   * that need each other wait for ten minutes until all are ready, not for a year.
   */
  static SparkConf patient(SparkConf conf) {
    return conf.setIfMissing(CHECK + "interval", "3s")
        .setIfMissing(CHECK + "maxFailures", "20")
        .setIfMissing("spark.barrier.sync.timeout", "600s")
        .setIfMissing("spark.network.timeoutInterval", "15s")
        .setIfMissing("spark.task.reaper.enabled", "true")
        .setIfMissing("spark.task.reaper.killTimeout", "120s");
  }

  /** What the driver does meanwhile. */
  interface Meanwhile {
    /** Called several times a second; ends the stage by throwing. */
    void look() throws IOException;
  }

  /**
   * Runs a task in each of several workers; returns what each answers, when all have.
   *
   * @throws IOException if a task failed, naming its worker
   */
  List<String> run(int workers, TeamPart part, Meanwhile meanwhile) throws IOException {
    ClassTag<String> text = ClassTag$.MODULE$.apply(String.class);
    List<Integer> ranks = IntStream.range(0, workers).boxed().toList();
    RDD<String> answers =
        context.parallelize(ranks, workers).rdd().barrier().mapPartitions(part, false, text);
    JavaFutureAction<List<String>> job = JavaRDD.fromRDD(answers, text).collectAsync();
    try {
      while (!isDone(job)) {
        meanwhile.look();
      }
      return job.get();
    } catch (ExecutionException e) {
      throw new IOException(line(e, workers), e);
    } catch (InterruptedException e) {
      job.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Spark worked", e);
    } catch (IOException | RuntimeException e) {
      job.cancel(true);
      throw e;
    }
  }

  private static String line(ExecutionException failure, int workers) {
    String line = WorkerFailure.line(failure);
    String all = String.valueOf(failure.getMessage()) + line;
    if (all.contains(TOO_FEW)) {
      return "Spark has no place for %d workers at once: ask for fewer, or for more executors or cores"
          .formatted(workers);
    }
    return all.contains(NOT_READY)
        ? "not all %d workers were ready within ten minutes: see which executor's log ends first, and whether its machine sees the dataset"
            .formatted(workers)
        : line;
  }

  private static boolean isDone(JavaFutureAction<?> job)
      throws ExecutionException, InterruptedException {
    try {
      job.get(300, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
