package dev.nextvec.internal.spark;

import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.workflow.TeamSite;
import dev.nextvec.internal.workflow.TeamTask;
import dev.nextvec.progress.Stopped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains one network by several workers of a Spark. The dataset and the run directory must lie
 * where every machine sees them under one path.
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
      List<String> failures =
          again(task, watch, () -> stage.run(workers, part, () -> look(watch, counting)));
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
    RunDirectory run = new RunDirectory(task.runPath());
    int vain = 0;
    while (true) {
      FileTime saved = saved(run);
      try {
        return training.run();
      } catch (Stopped stopped) {
        awaitEnd(run);
        throw stopped;
      } catch (IOException failure) {
        awaitEnd(run);
        vain = saved(run).equals(saved) ? vain + 1 : 0;
        if (vain >= TRIES) {
          throw failure;
        }
        watch.note(failure.getMessage() + "; it goes on from the last saved state");
      }
    }
  }

  private static FileTime saved(RunDirectory run) throws IOException {
    return Files.exists(run.state())
        ? Files.getLastModifiedTime(run.state())
        : FileTime.fromMillis(0);
  }

  /** The first worker may still be saving. */
  private static void awaitEnd(RunDirectory run) {
    Instant end = Instant.now().plus(SAVING);
    while (run.isTraining() && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static void look(Watch watch, StepCounting counting) throws IOException {
    if (counting.windows() > 0) {
      watch.step(counting.windows(), counting.loss());
    }
    watch.look();
    if (watch.isStopRequested()) {
      throw new Stopped();
    }
  }
}
