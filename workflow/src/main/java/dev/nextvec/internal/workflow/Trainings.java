package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Trains networks on one dataset, one after another or side by side.
 *
 * @param dataset what they learn from
 * @param split which windows
 * @param engine started only if something is left to train
 * @param saveEvery longest time between two saved states
 * @param jobs how many train at the same time
 */
public record Trainings(
    Dataset dataset, Split split, Supplier<TorchEngine> engine, Duration saveEvery, int jobs) {

  public Trainings {
    if (jobs < 1) {
      throw new IllegalArgumentException("`jobs` must be positive but was " + jobs);
    }
  }

  /**
   * Trains what is not finished yet; the first that fails ends the others.
   *
   * @throws Stopped if asked to; every state is saved
   */
  public void run(List<TrainingTask> tasks, Monitor monitor, TrainingProgress.Opener shown)
      throws IOException {
    List<TrainingTask> open = open(tasks, monitor);
    if (jobs == 1) {
      for (TrainingTask task : open) {
        try (TrainingProgress board = shown.open(List.of(task), windows())) {
          pool(monitor).run(entries(List.of(task), board));
        }
      }
    } else if (!open.isEmpty()) {
      try (TrainingProgress board = shown.open(open, windows())) {
        pool(monitor).run(entries(longestFirst(open), board));
      }
    }
  }

  /**
   * Trains what is not finished yet; one that fails does not end the others.
   *
   * @return those that failed
   * @throws Stopped if asked to; every state is saved
   */
  public List<FailedTraining> runEach(
      List<TrainingTask> tasks, Monitor monitor, TrainingProgress.Opener shown) throws IOException {
    List<TrainingTask> open = open(tasks, monitor);
    if (open.isEmpty()) {
      return List.of();
    }
    TorchEngine started = engine.get(); // what no run can do without is missed once, not by each
    try (TrainingProgress board = shown.open(open, windows())) {
      return new TrainingPool(dataset, () -> started, saveEvery, jobs, monitor)
          .runEach(entries(jobs == 1 ? open : longestFirst(open), board));
    }
  }

  /** Those that are not finished yet; the others are told. */
  public List<TrainingTask> open(List<TrainingTask> tasks, Monitor monitor) throws IOException {
    List<TrainingTask> open = new ArrayList<>();
    for (TrainingTask task : tasks) {
      if (task.isDone(dataset.sha256(), split.sha256())) {
        monitor.log("%-12s is trained already: %s".formatted(task.name(), task.path()));
      } else {
        open.add(task);
      }
    }
    return open;
  }

  private long windows() {
    return split.train().length;
  }

  /** The longest first, so that none is left to run alone for long. */
  private static List<TrainingTask> longestFirst(List<TrainingTask> open) {
    return open.stream()
        .sorted(
            Comparator.comparingLong((TrainingTask task) -> task.architecture().flops()).reversed())
        .toList();
  }

  private TrainingPool pool(Monitor monitor) {
    return new TrainingPool(dataset, engine, saveEvery, jobs, monitor);
  }

  private List<TrainingPool.Entry> entries(List<TrainingTask> tasks, TrainingProgress board) {
    return tasks.stream()
        .map(
            task ->
                new TrainingPool.Entry(
                    task, split, board.listener(task), result -> board.ended(task, windows())))
        .toList();
  }
}
