package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import dev.nextvec.run.EpochRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * One run of a sweep, from its settings to a directory that is whole and tested, on whatever
 * machine: the same run that {@code train} makes. What is finished is left as it is; what was begun
 * is continued.
 *
 * @param sweep what it shares with the others
 * @param training its own settings
 */
public record SweepTask(Sweep sweep, TrainingTask training) {
  private static final long PATIENCE_SECONDS = 60;

  /** As JSON, for another machine. */
  public String json() {
    return SweepJson.write(this);
  }

  /**
   * What {@link #json} wrote.
   *
   * @throws IOException if another version of the program wrote it
   */
  public static SweepTask of(String json) throws IOException {
    return SweepJson.read(json);
  }

  /**
   * Trains and tests.
   *
   * @param engine of this process
   * @param epochs told how many more epochs are done, those of earlier attempts first
   * @throws Stopped if asked to; the state is saved
   */
  public void run(LazyEngine engine, Monitor monitor, IntConsumer epochs) throws IOException {
    awaitOther(monitor);
    try (Dataset dataset = Dataset.open(sweep.dataset(), monitor)) {
      Sweep.requireSame(dataset, sweep.datasetSha256(), "sweep");
      new Trainings(dataset, sweep.parts().of(dataset), engine::trainer, sweep.saveEvery(), 1)
          .run(List.of(training), monitor, (tasks, windows) -> new Counted(epochs));
    }
    if (sweep.tested()) {
      new RunTester(monitor, engine, Optional.empty(), SpeedProbe.NONE).test(training.run(), false);
    }
  }

  /**
   * A process that was given up for lost, or is about to end, may still train here. Whoever waits
   * in vain is told who holds the directory, by the training itself.
   */
  private void awaitOther(Monitor monitor) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (training.run().isTraining() && System.nanoTime() < end) {
      if (monitor.isStopRequested()) {
        throw new Stopped();
      }
      try {
        TimeUnit.MILLISECONDS.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Stopped();
      }
    }
  }

  /** Counts epochs. */
  private static final class Counted implements TrainingProgress, TrainingListener {
    private final IntConsumer epochs;
    private int told;

    Counted(IntConsumer epochs) {
      this.epochs = epochs;
    }

    @Override
    public TrainingListener listener(TrainingTask task) {
      return this;
    }

    @Override
    public void epochs(Optional<EpochRecord> untrained, List<EpochRecord> history) {
      tell(history.size());
    }

    /** A training may end before its last epoch. */
    @Override
    public void ended(TrainingTask task, long windows) {
      tell(task.config().epochs());
    }

    private void tell(int done) {
      epochs.accept(done - told);
      told = done;
    }

    @Override
    public void close() {}
  }
}
