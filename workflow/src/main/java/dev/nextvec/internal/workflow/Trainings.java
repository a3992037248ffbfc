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
   * Trains what is not finished yet.
   *
   * @throws Stopped if asked to; every state is saved
   */
  public void run(List<TrainingTask> tasks, Monitor monitor, TrainingProgress.Opener shown)
      throws IOException {
    List<TrainingTask> open = open(tasks, monitor);
    if (jobs == 1) {
      for (TrainingTask task : open) {
        train(List.of(task), monitor, shown);
      }
    } else if (!open.isEmpty()) {
      train(longestFirst(open), monitor, shown);
    }
  }

  private List<TrainingTask> open(List<TrainingTask> tasks, Monitor monitor) throws IOException {
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

  private void train(List<TrainingTask> tasks, Monitor monitor, TrainingProgress.Opener shown)
      throws IOException {
    try (TrainingProgress board = shown.open(tasks, windows())) {
      new TrainingPool(dataset, engine, saveEvery, jobs, monitor)
          .run(
              tasks.stream()
                  .map(
                      task ->
                          new TrainingPool.Entry(
                              task,
                              split,
                              board.listener(task),
                              result -> board.ended(task, windows())))
                  .toList());
    }
  }
}
