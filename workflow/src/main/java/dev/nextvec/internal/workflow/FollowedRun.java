package dev.nextvec.internal.workflow;

import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Follows a training that other processes do: by what its run says, and by what they count. */
final class FollowedRun implements TeamSite.Watch {
  private final TrainingTask task;
  private final long windows;
  private final TrainingListener listener;
  private final Monitor monitor;
  private final Source source;
  private final int begun;
  private int epochs = -1;
  private int notes;

  /** What a run says. */
  @FunctionalInterface
  interface Source {
    /** Empty before it has begun. */
    Optional<RunInfo> info() throws IOException;

    /** The training has ended: what the run says last is to be there. */
    default void ended() throws IOException {}
  }

  FollowedRun(
      TrainingTask task, long windows, TrainingListener listener, Monitor monitor, Source source)
      throws IOException {
    this.task = task;
    this.windows = windows;
    this.listener = listener;
    this.monitor = monitor;
    this.source = source;
    Optional<RunInfo> before = source.info();
    notes = before.map(info -> info.notes().size()).orElse(0);
    begun = before.map(info -> info.history().size()).orElse(0);
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
    Optional<RunInfo> found = source.info();
    if (found.isPresent()) {
      tell(found.get());
    }
  }

  private void tell(RunInfo info) throws IOException {
    List<String> said = info.notes();
    said.subList(Math.min(notes, said.size()), said.size()).forEach(listener::note);
    notes = said.size();
    if (epochs < 0) { // what it goes on from, though more may be there when it is first seen
      epochs = Math.min(begun, info.history().size());
      listener.epochs(info.untrained(), info.history().subList(0, epochs));
    }
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
