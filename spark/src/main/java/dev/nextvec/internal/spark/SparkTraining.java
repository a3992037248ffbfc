package dev.nextvec.internal.spark;

import dev.nextvec.internal.workflow.TeamSite;
import dev.nextvec.internal.workflow.TeamTask;
import dev.nextvec.progress.Stopped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains one network by several workers of a Spark. The dataset must lie where every machine sees
 * it under one path, or at an address; and the run directory under one path, where no checkpoints
 * are kept elsewhere.
 */
public final class SparkTraining implements TeamSite {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration SAVING = Duration.ofMinutes(1);
  private static final int TRIES = 3;

  private final Optional<JavaSparkContext> context;
  private final Duration patience;

  /** On the Spark that the program was submitted to. */
  public SparkTraining() {
    this(Optional.empty(), PATIENCE);
  }

  /**
   * On a Spark that is in use, and stays so.
   *
   * @param patience longest silence of a worker that still lives
   */
  SparkTraining(JavaSparkContext context, Duration patience) {
    this(Optional.of(context), patience);
  }

  private SparkTraining(Optional<JavaSparkContext> context, Duration patience) {
    this.context = context;
    this.patience = patience;
  }

  @Override
  public void train(TeamTask task, int workers, Watch watch) throws IOException {
    Cluster.requireNamed(context);
    try (Cluster cluster = Cluster.of(context, watch::note);
        StepCounting counting = cluster.steps()) {
      TeamPart part = new TeamPart(new TeamWork(task, patience, counting.counters()));
      BarrierStage stage = cluster.together();
      List<String> failures;
      try {
        failures = again(task, watch, () -> stage.run(workers, part, () -> look(watch, counting)));
      } finally {
        counting.warnings(watch::note);
      }
      if (!failures.isEmpty()) {
        throw new IOException(failures.getFirst());
      }
    }
  }

  /** One try of all workers. */
  @FunctionalInterface
  private interface Try {
    List<String> run() throws IOException;
  }

  /**
   * Begins anew, from the last saved state, whenever a worker is lost. Spark does not do so itself
   * for a stage that ends a job.
   *
   * @throws IOException if several tries in a row saved nothing
   */
  private static List<String> again(TeamTask task, Watch watch, Try training) throws IOException {
    int vain = 0;
    while (true) {
      String saved = task.saved();
      try {
        return training.run();
      } catch (Stopped stopped) {
        awaitEnd(task);
        throw stopped;
      } catch (IOException failure) {
        if (!task.isKept()) { // there, who begins last writes
          awaitEnd(task);
        }
        vain = task.saved().equals(saved) ? vain + 1 : 0;
        if (vain >= TRIES) {
          throw failure;
        }
        watch.note(failure.getMessage() + "; it goes on from the last saved state");
      }
    }
  }

  /** The first worker may still be saving. */
  private static void awaitEnd(TeamTask task) throws IOException {
    Instant end = Instant.now().plus(SAVING);
    while (task.isWriting() && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static void look(Watch watch, StepCounting counting) throws IOException {
    counting.warnings(watch::note);
    if (counting.windows() > 0) {
      watch.step(counting.windows(), counting.loss());
    }
    watch.look();
    if (watch.isStopRequested()) {
      throw new Stopped();
    }
  }
}
