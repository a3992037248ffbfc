package dev.nextvec.internal.workflow;

import dev.nextvec.internal.run.CheckpointWriter;
import dev.nextvec.internal.run.Checkpoints;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunLock;
import dev.nextvec.internal.train.Continuation;
import dev.nextvec.internal.train.Trainer;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A run that is trained elsewhere, and of whose checkpoints its directory gets the newest: before
 * the training and after it. Nobody else writes to the directory meanwhile.
 */
final class KeptRun implements FollowedRun.Source, AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final RunDirectory run;
  private final Checkpoints checkpoints;
  private final Monitor monitor;
  private final RunLock lock;
  private Optional<Trainer.Task> wanted = Optional.empty();
  private boolean behind;
  private Optional<RunInfo> seen = Optional.empty();
  private long looked = System.nanoTime() - BETWEEN_LOOKS.toNanos();

  private KeptRun(RunDirectory run, Checkpoints checkpoints, Monitor monitor, RunLock lock) {
    this.run = run;
    this.checkpoints = checkpoints;
    this.monitor = monitor;
    this.lock = lock;
  }

  /** Takes the directory. */
  static KeptRun open(TrainingTask task, String address, Monitor monitor) throws IOException {
    Checkpoints checkpoints = Checkpoints.at(address);
    return new KeptRun(task.run(), checkpoints, monitor, RunLock.take(task.path()));
  }

  /**
   * Makes the directory and the checkpoints the same: both what has come farther. Epochs count, and
   * of as many what is finished; else the checkpoints are taken.
   *
   * @throws IllegalArgumentException if they are not of the one that is asked for
   * @throws IOException if they are of two trainings, or the directory holds parts of a run
   */
  void align(Trainer.Task task) throws IOException {
    wanted = Optional.of(task);
    if (run.isRemains()) {
      throw new IOException(
          "%s holds parts of a run, but no run.json: restore it, name another directory with %s, or throw them away with %s"
              .formatted(run.path(), Setting.OUT, Setting.OVERWRITE));
    }
    Optional<RunInfo> there = checkpoints.info(this::warn);
    Optional<RunInfo> here = run.exists() ? Optional.of(run.info()) : Optional.empty();
    here.ifPresent(found -> Continuation.require(found, task, run.path()));
    there.ifPresent(found -> Continuation.require(found, task, checkpoints.place()));
    if (there.isPresent() && (here.isEmpty() || isBegun(here.get(), there.get()))) {
      restore();
    } else if (here.isPresent() && (there.isEmpty() || isBegun(there.get(), here.get()))) {
      try (CheckpointWriter writer = CheckpointWriter.begin(checkpoints)) {
        writer.keep(run);
      }
    } else if (there.isPresent()) {
      throw new IOException(
          "%s and the checkpoints at %s are of two trainings: name another place for one of them with %s or %s"
              .formatted(run.path(), checkpoints.place(), Setting.OUT, Setting.CHECKPOINTS));
    }
    behind = true;
  }

  /** Whether the epochs of one, which took their own time, are the first of another. */
  private static boolean isBegun(RunInfo one, RunInfo other) {
    List<EpochRecord> all = other.history();
    int epochs = one.history().size();
    boolean isFinished =
        one.status() == RunInfo.Status.FINISHED && other.status() != RunInfo.Status.FINISHED;
    return (epochs < all.size() || epochs == all.size() && !isFinished)
        && one.history().equals(all.subList(0, epochs))
        && one.untrained().equals(other.untrained());
  }

  private void warn(String line) {
    monitor.logOnce(line, "warning: " + line);
  }

  /** Others may have taken the place meanwhile: what they trained is not this one's. */
  private void restore() throws IOException {
    if (wanted.isPresent()) {
      Optional<RunInfo> there = checkpoints.info(this::warn);
      there.ifPresent(found -> Continuation.require(found, wanted.get(), checkpoints.place()));
    }
    checkpoints.restore(run, this::warn);
  }

  /** What the newest checkpoint says, not looked for more often than needed. */
  @Override
  public Optional<RunInfo> info() throws IOException {
    if (System.nanoTime() - looked > BETWEEN_LOOKS.toNanos()) {
      seen = checkpoints.info(line -> {}); // it may be written just now
      looked = System.nanoTime();
    }
    return seen;
  }

  @Override
  public void ended() throws IOException {
    restore();
    behind = false;
    seen = Optional.of(run.info());
    looked = System.nanoTime();
  }

  /** Gets what was saved last, however the training ended. */
  @Override
  public void close() throws IOException {
    try (lock) {
      if (behind) {
        restore();
      }
    }
  }
}
