package dev.nextvec.internal.spark;

import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Progress;
import dev.nextvec.progress.Stopped;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.util.CollectionAccumulator;

/** A Spark, as far as it is needed: a task for each number, and a failure as one line. */
final class Cluster implements AutoCloseable {
  private static final long MILLIS_PER_UPDATE = 300;
  private static final String MOST_FAILURES = "spark.task.maxFailures";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final JavaSparkContext context;
  private final boolean own;
  private final List<SparkListener> listeners;

  private Cluster(JavaSparkContext context, boolean own, Consumer<String> told) {
    this.context = context;
    this.own = own;
    boolean again = !context.isLocal() && context.getConf().getInt(MOST_FAILURES, 4) > 1;
    listeners =
        again
            ? List.of(new LostWorkers(told), new FailedTasks(told))
            : List.of(new LostWorkers(told));
    listeners.forEach(context.sc()::addSparkListener);
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

  /**
   * The one given, or the one that this program was submitted to.
   *
   * @param told of each worker that is lost, and what fails on one and is tried again
   */
  static Cluster of(Optional<JavaSparkContext> given, Consumer<String> told) {
    return given
        .map(context -> new Cluster(context, false, told))
        .orElseGet(() -> new Cluster(new JavaSparkContext(submitted()), true, told));
  }

  /** The same, where no task gets a second copy because it takes its time. */
  static Cluster steady(Optional<JavaSparkContext> given, Consumer<String> told) {
    return given.isPresent()
        ? of(given, told)
        : new Cluster(
            new JavaSparkContext(submitted().set("spark.speculation", "false")), true, told);
  }

  private static SparkConf submitted() {
    return BarrierStage.patient(new SparkConf()).setIfMissing("spark.app.name", "nextvec");
  }

  /** Counts tasks. */
  Counting ofTasks(Progress progress, long total) {
    return new TaskCounting(context.statusTracker(), progress, total);
  }

  /** Counts what tasks do, of which some was done before. */
  LiveCounting live(Progress progress, long before, long total) {
    return new LiveCounting(context.sc(), progress, before, total);
  }

  /** What tasks have for the driver: that of each task which ends well is told once. */
  <T> CollectionAccumulator<T> told() {
    return context.sc().collectionAccumulator();
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
    await(
        context.parallelize(numbers, numbers.size()).foreachAsync(VersionedTask.of(task)),
        Long.MAX_VALUE,
        counting);
  }

  /** Waits for a job, which is cancelled where it is too late. */
  private static void await(JavaFutureAction<Void> job, long nanos, Counting counting)
      throws IOException {
    long start = System.nanoTime();
    try {
      while (!isDone(job)) {
        if (System.nanoTime() - start > nanos) {
          job.cancel(true);
          return;
        }
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

  /**
   * Runs tasks, each for itself, as many at once as there are cores: one that fails as often as
   * Spark lets it does not end the others. The first come first.
   *
   * @param counting told now and then
   * @param ended told the place of each task when it is over, with its failure if it failed
   * @throws Stopped if asked to; no task goes on for long
   */
  void runEach(
      List<? extends NumberedTask> tasks,
      Counting counting,
      BiConsumer<Integer, Optional<IOException>> ended) {
    Map<Integer, JavaFutureAction<Void>> running = new LinkedHashMap<>();
    for (int i = 0; i < tasks.size(); i++) {
      running.put(
          i, context.parallelize(List.of(i), 1).foreachAsync(VersionedTask.of(tasks.get(i))));
    }
    try {
      while (!running.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(MILLIS_PER_UPDATE);
        counting.update(running.values().iterator().next());
        running.entrySet().removeIf(job -> isOver(job.getKey(), job.getValue(), ended));
      }
    } catch (Stopped stopped) {
      running.values().forEach(job -> job.cancel(true));
      throw stopped;
    } catch (InterruptedException e) {
      running.values().forEach(job -> job.cancel(true));
      Thread.currentThread().interrupt();
      throw new Stopped();
    }
  }

  private static boolean isOver(
      int place, JavaFutureAction<Void> job, BiConsumer<Integer, Optional<IOException>> ended) {
    if (!job.isDone()) {
      return false;
    }
    try {
      job.get();
      ended.accept(place, Optional.empty());
    } catch (ExecutionException e) {
      ended.accept(place, Optional.of(new IOException(WorkerFailure.line(e), e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped();
    }
    return true;
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

  /**
   * Runs copies of a task, all at once, until they are done or it is too late; what tasks told
   * until then is told.
   *
   * @param end by {@link System#nanoTime}
   * @throws IOException if Spark cannot run it, naming the worker
   */
  void runUntil(long end, int copies, VoidFunction<Integer> task, Monitor monitor)
      throws IOException {
    List<Integer> numbers = IntStream.range(0, copies).boxed().toList();
    await(
        context.parallelize(numbers, copies).foreachAsync(task),
        end - System.nanoTime(),
        job -> heed(monitor));
  }

  /**
   * Host and port of each executor, once no more come.
   *
   * @param settled so long after the last one
   * @throws IOException if there is none after a minute
   */
  Set<String> executors(Duration settled, Monitor monitor) throws IOException {
    long start = System.nanoTime();
    long since = start;
    Set<String> seen = Set.of();
    while (seen.isEmpty() || System.nanoTime() - since < settled.toNanos()) {
      if (seen.isEmpty() && System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IOException(
            "Spark gave no executor within a minute: see whether it has a worker");
      }
      heed(monitor);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MILLIS_PER_UPDATE));
      Set<String> now = places();
      since = now.equals(seen) ? since : System.nanoTime();
      seen = now;
    }
    return seen;
  }

  private static void heed(Monitor monitor) {
    if (monitor.isStopRequested()) {
      throw new Stopped();
    }
  }

  private Set<String> places() {
    var driver = SparkEnv.get().blockManager().blockManagerId();
    return Arrays.stream(context.statusTracker().getExecutorInfos())
        .map(each -> each.host() + ":" + each.port())
        .filter(place -> context.isLocal() || !place.equals(driver.host() + ":" + driver.port()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Hears which executors go. */
  EndedExecutors ended() {
    return new EndedExecutors(context.sc());
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
    listeners.forEach(context.sc()::removeSparkListener);
    if (own) {
      context.close();
    }
  }
}
