package dev.nextvec.internal.workflow;

import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.util.List;

/** Follows a training that other processes do: by its run directory, and by what they count. */
final class FollowedRun implements TeamSite.Watch {
  private final TrainingTask task;
  private final long windows;
  private final TrainingListener listener;
  private final Monitor monitor;
  private int epochs = -1;
  private int notes;

  FollowedRun(TrainingTask task, long windows, TrainingListener listener, Monitor monitor)
      throws IOException {
    this.task = task;
    this.windows = windows;
    this.listener = listener;
    this.monitor = monitor;
    notes = task.run().exists() ? task.run().info().notes().size() : 0;
  }

  @Override
  public void step(long done, double loss) {
    int epoch = (int) Math.min((done - 1) / windows + 1, task.config().epochs());
    listener.step(done, windows * task.config().epochs(), epoch, loss);
  }

  @Override
  public void note(String sentence) {
    listener.note(sentence);
  }

  @Override
  public void look() throws IOException {
    if (!task.run().exists()) {
      return;
    }
    RunInfo info = task.run().info();
    List<String> said = info.notes();
    said.subList(Math.min(notes, said.size()), said.size()).forEach(listener::note);
    notes = said.size();
    if (info.history().size() != epochs) {
      listener.epochs(info.untrained(), info.history());
      epochs = info.history().size();
    }
  }

  @Override
  public boolean isStopRequested() {
    return monitor.isStopRequested();
  }
}
