package dev.nextvec.cli;

import dev.nextvec.compare.Figures;
import dev.nextvec.report.EventFileWriter;
import dev.nextvec.run.EpochRecord;
import dev.nextvec.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The progress of trainings that run side by side: one bar, one line for each epoch, and the event
 * file. A bar of one training counts windows; one of several counts the arithmetic they stand for,
 * so that the time left is right although a step of one takes thirty times that of another.
 */
final class TrainingBoard implements AutoCloseable {
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

  /** The listener of one of the trainings. */
  TrainingListener listener(TrainingTask task) {
    Seat seat = seats.get(task.name());
    if (seat == null) {
      throw new IllegalArgumentException("no training here is called `" + task.name() + "`");
    }
    return seat;
  }

  /** A training has ended, perhaps before its last epoch: its share of the bar is full. */
  synchronized void ended(TrainingTask task, long windows) {
    Seat seat = seats.get(task.name());
    if (seat != null) {
      seat.done = seat.weight * windows * task.config().epochs();
      seat.latest = Latest.NONE;
      refresh();
    }
  }

  private synchronized void refresh() {
    long done = 0;
    for (Seat seat : seats.values()) {
      done += seat.done;
    }
    bar.update(done);
  }

  /** What the trainings are at; the seats do not change, so no lock is needed. */
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

  /** The step a training did last; none before the first and after the end. */
  private record Latest(int epoch, double loss) {
    static final Latest NONE = new Latest(0, 0);
  }

  /** One training at the board. */
  private final class Seat implements TrainingListener {
    private final TrainingTask task;
    private final long weight;
    private long done;
    private int shown = -1;
    private volatile Latest latest = Latest.NONE;

    Seat(TrainingTask task, long weight) {
      this.task = task;
      this.weight = weight;
    }

    @Override
    public void step(long windows, long total, int epoch, double loss) {
      synchronized (TrainingBoard.this) {
        done = weight * windows;
        latest = new Latest(epoch, loss);
        refresh();
      }
    }

    String note() {
      Latest last = latest;
      if (last.epoch == 0) {
        return "";
      }
      String at = last.epoch + "/" + task.config().epochs();
      return seats.size() == 1
          ? "epoch " + at + "  loss " + number(last.loss)
          : task.name() + " " + at;
    }

    @Override
    public void epochs(List<EpochRecord> history) throws IOException {
      if (shown < 0 && !history.isEmpty()) {
        console.log(
            "%-12s continues after epoch %d of %d"
                .formatted(task.name(), history.size(), task.config().epochs()));
        shown = history.size();
      }
      for (int i = Math.max(0, shown); i < history.size(); i++) {
        console.log(line(history, i));
      }
      shown = history.size();
      Path directory = task.path().resolve("tensorboard");
      Files.createDirectories(directory);
      EventFileWriter.writeAll(directory, history);
    }

    private String line(List<EpochRecord> history, int at) {
      EpochRecord epoch = history.get(at);
      boolean best =
          history.subList(0, at).stream().allMatch(before -> before.error() > epoch.error());
      return String.format(
          Locale.ROOT,
          "%-12s epoch %2d/%d  loss %s  train cosine %.4f  val cosine %.4f%s%s  rate %s  gradient"
              + " %s%s  %s/s  %s",
          task.name(),
          epoch.epoch(),
          task.config().epochs(),
          number(epoch.trainLoss()),
          epoch.trainCosine(),
          epoch.validationCosine(),
          mrr(epoch),
          best ? "*" : " ",
          number(epoch.learningRate()),
          Figures.significant(epoch.gradientNorm()),
          RunSummary.shares(epoch, "  "),
          Figures.compact(epoch.samplesPerSecond()),
          ProgressBar.duration(epoch.seconds()));
    }
  }

  private static String mrr(EpochRecord epoch) {
    return epoch.validationMrr().isPresent()
        ? String.format(Locale.ROOT, "  val MRR %.4f", epoch.validationMrr().getAsDouble())
        : "";
  }

  /** Three digits that mean something, however small the number. */
  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
