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
   * Makes the directory and the checkpoints the same: both what has come farther.
   *
   * @throws IllegalArgumentException if they are not of the one that is asked for
   * @throws IOException if they are of two trainings
   */
  void align(Trainer.Task wanted) throws IOException {
    Optional<RunInfo> there = checkpoints.info();
    Optional<RunInfo> here = run.exists() ? Optional.of(run.info()) : Optional.empty();
    here.ifPresent(found -> Continuation.require(found, wanted, run.path()));
    there.ifPresent(found -> Continuation.require(found, wanted, checkpoints.place()));
    if (here.isEmpty() && run.isRemains()) {
      return; // a training says what is wrong
    }
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
    return epochs <= all.size()
        && one.history().equals(all.subList(0, epochs))
        && one.untrained().equals(other.untrained());
  }

  private void restore() throws IOException {
    checkpoints.restore(run, line -> monitor.log("warning: " + line));
  }

  /** What the newest checkpoint says, not looked for more often than needed. */
  @Override
  public Optional<RunInfo> info() throws IOException {
    if (System.nanoTime() - looked > BETWEEN_LOOKS.toNanos()) {
      seen = checkpoints.info();
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
