package dev.nextvec.cli;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.train.TorchEngine;
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
record Trainings(
    Dataset dataset, Split split, Supplier<TorchEngine> engine, Duration saveEvery, int jobs) {

  /**
   * Trains what is not finished yet.
   *
   * @throws Stopped if asked to; every state is saved
   */
  void run(List<TrainingTask> tasks, Console console, StopSignal stop) throws Exception {
    List<TrainingTask> open = new ArrayList<>();
    for (TrainingTask task : tasks) {
      if (task.isDone(dataset.sha256(), split.sha256())) {
        console.log("%-12s is trained already: %s".formatted(task.name(), task.path()));
      } else {
        open.add(task);
      }
    }
    if (open.isEmpty()) {
      return;
    }
    if (jobs == 1) {
      for (TrainingTask task : open) {
        train(List.of(task), console, stop);
      }
    } else {
      train(longestFirst(open), console, stop);
    }
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

  private void train(List<TrainingTask> tasks, Console console, StopSignal stop) throws Exception {
    try (TrainingBoard board = new TrainingBoard(console, tasks, windows())) {
      new TrainingPool(dataset, engine, saveEvery, jobs, stop)
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
