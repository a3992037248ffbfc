package dev.nextvec.internal.train;

import dev.nextvec.data.Windows;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.run.RunEncoder;
import dev.nextvec.internal.run.RunLock;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run directory that a training takes for itself, and what it finds there. */
final class Claim implements AutoCloseable {
  private final Trainer.Task task;
  private final TrainingListener listener;
  private RunInfo plan;
  private @Nullable RunLock lock;

  Claim(Trainer.Task task, RunInfo plan, TrainingListener listener) {
    this.task = task;
    this.plan = plan;
    this.listener = listener;
  }

  /** What is to be trained, with notes on what was trained before. */
  RunInfo plan() {
    return plan;
  }

  /**
   * Takes the directory.
   *
   * @return if all is trained already, where it ended, as a {@link StateFile#text}; else nothing
   */
  String take() throws IOException {
    RunDirectory directory = task.run();
    if (!directory.exists()) {
      Windows windows = task.dataset().windows(task.architecture().contextLength());
      TrainingData.check(windows, task.split());
      ConstantObjective.refuse(task.config(), windows, task.split());
    }
    lock = RunLock.take(task.path());
    directory.removeUnfinished();
    if (!directory.exists()) {
      Continuation.requireNoRemains(directory);
      return "";
    }
    return resumed(directory) ? "" : StateFile.text(TrainingState.ended(directory.info()));
  }

  private boolean resumed(RunDirectory directory) throws IOException {
    RunInfo found = directory.info();
    Continuation.require(found, plan, task.path());
    directory.writeSplit(task.split()); // the same by its hash, and before run.json says so again
    RunEncoder.restore(directory, found, task.dataset());
    directory.requireSameEncoder(task.dataset());
    if (Continuation.isComplete(directory, found, plan)) {
      return false;
    }
    List<String> notes = Continuation.notes(found, plan);
    notes.subList(found.notes().size(), notes.size()).forEach(listener::note);
    plan = plan.with(notes);
    Continuation.requireState(directory, found);
    return true;
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
