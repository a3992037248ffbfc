package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Figures;
import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.EpochRecord;
import java.util.List;
import java.util.Optional;

/** Tells a monitor of trainings: of each step how far it is, of each epoch one line. */
public final class MonitoredTraining implements TrainingProgress {
  private final Monitor monitor;
  private final Monitor.Work work;

  private MonitoredTraining(Monitor monitor, Monitor.Work work) {
    this.monitor = monitor;
    this.work = work;
  }

  public static TrainingProgress.Opener on(Monitor monitor) {
    return (tasks, windows) -> {
      String name = tasks.size() == 1 ? tasks.iterator().next().name() : "train";
      return new MonitoredTraining(monitor, monitor.begin(name, "windows"));
    };
  }

  @Override
  public TrainingListener listener(TrainingTask task) {
    return new TrainingListener() {
      @Override
      public void step(long done, long total, int epoch, double loss) {
        work.show(done, total);
      }

      @Override
      public void epochs(Optional<EpochRecord> untrained, List<EpochRecord> history) {
        if (!history.isEmpty()) {
          EpochRecord last = history.getLast();
          monitor.log(
              "%s: epoch %d of %d, validation cosine %s"
                  .formatted(
                      task.name(),
                      last.epoch(),
                      task.config().epochs(),
                      Figures.cosine(last.validationCosine())));
        }
      }

      @Override
      public void note(String sentence) {
        monitor.log(task.name() + ": " + sentence);
      }
    };
  }

  @Override
  public void ended(TrainingTask task, long windows) {}

  @Override
  public void close() {
    work.close();
  }
}
