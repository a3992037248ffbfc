package dev.nextvec.cli;

import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.internal.workflow.TrainingProgress;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.run.EpochRecord;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The progress of trainings that run side by side: one bar, one line for each epoch. A bar of one
 * training counts windows; one of several counts the arithmetic they stand for, so that the time
 * left is right although a step of one takes thirty times that of another.
 */
final class TrainingBoard implements TrainingProgress {
  private final Console console;
  private final ProgressBar bar;
  private final Map<String, Seat> seats = new LinkedHashMap<>();

  /**
   * Opens the bar.
   *
   * @param windows training windows of one epoch
   */
  TrainingBoard(Console console, Collection<TrainingTask> tasks, long windows) {
    this.console = console;
    boolean alone = tasks.size() == 1;
    long total = 0;
    for (TrainingTask task : tasks) {
      Seat seat = new Seat(task, alone ? 1 : Math.max(1, task.architecture().flops() / 1000));
      seats.put(task.name(), seat);
      total += seat.weight * windows * task.config().epochs();
    }
    String label = alone ? seats.keySet().iterator().next() : "train";
    bar = console.progress(label, total, alone ? "windows" : "");
    bar.note(this::note);
  }

  /** Opens boards on a console. */
  static TrainingProgress.Opener on(Console console) {
    return (tasks, windows) -> new TrainingBoard(console, tasks, windows);
  }

  @Override
  public TrainingListener listener(TrainingTask task) {
    Seat seat = seats.get(task.name());
    if (seat == null) {
      throw new IllegalArgumentException("no training here is called `" + task.name() + "`");
    }
    return seat;
  }

  /** Its share of the bar is full, wherever it ended. */
  @Override
  public void ended(TrainingTask task, long windows) {
    Seat seat = seats.get(task.name());
    if (seat != null) {
      seat.at = new At(seat.weight * windows * task.config().epochs(), 0, 0);
      refresh();
    }
  }

  private void refresh() {
    bar.update(seats.values().stream().mapToLong(seat -> seat.at.done).sum());
  }

  private String note() {
    return seats.values().stream()
        .map(Seat::note)
        .filter(note -> !note.isEmpty())
        .collect(Collectors.joining("  "));
  }

  @Override
  public void close() {
    bar.close();
  }

  /**
   * How far a training is. It is replaced whole, so that the board needs no lock.
   *
   * @param done its share of the bar
   * @param epoch of its last step; 0 before the first step and after the end
   * @param loss of its last step
   */
  private record At(long done, int epoch, double loss) {}

  /** One training at the board, whose thread alone writes to it. */
  private final class Seat implements TrainingListener {
    private final TrainingTask task;
    private final long weight;
    private int shown = -1;
    private volatile At at = new At(0, 0, 0);

    Seat(TrainingTask task, long weight) {
      this.task = task;
      this.weight = weight;
    }

    @Override
    public void step(long windows, long total, int epoch, double loss) {
      at = new At(weight * windows, epoch, loss);
      refresh();
    }

    String note() {
      At last = at;
      if (last.epoch == 0) {
        return "";
      }
      String epochs = last.epoch + "/" + task.config().epochs();
      return seats.size() == 1
          ? "epoch " + epochs + "  loss " + EpochLine.number(last.loss)
          : task.name() + " " + epochs;
    }

    @Override
    public void note(String sentence) {
      console.log("%-12s %s".formatted(task.name(), sentence));
    }

    @Override
    public void epochs(Optional<EpochRecord> untrained, List<EpochRecord> history) {
      EpochLine lines = new EpochLine(task.name(), task.config().epochs(), console.logColumns());
      if (shown < 0 && history.isEmpty()) {
        untrained.ifPresent(start -> console.log(lines.untrained(start)));
      }
      if (shown < 0 && !history.isEmpty()) {
        console.log(lines.continued(history.size()));
        shown = history.size();
      }
      for (int i = Math.max(0, shown); i < history.size(); i++) {
        console.log(lines.of(untrained, history, i));
      }
      shown = history.size();
    }
  }
}
