package dev.nextvec.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Monitor;
import dev.nextvec.data.Split;
import dev.nextvec.data.Stopped;
import dev.nextvec.run.RunDirectory;
import dev.nextvec.train.TorchEngine;
import dev.nextvec.train.Trainer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
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
      throws Exception {
    List<TrainingTask> open = open(tasks, monitor);
    if (jobs == 1) {
      inTurn(open, monitor, shown);
    } else if (!open.isEmpty()) {
      sideBySide(open, monitor, shown);
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

  /** Trains one after another. */
  void inTurn(List<TrainingTask> tasks, Monitor monitor, TrainingProgress.Opener shown)
      throws IOException {
    for (TrainingTask task : tasks) {
      try (TrainingProgress board = shown.open(List.of(task), windows())) {
        train(task, board, monitor, new AtomicBoolean());
      }
    }
  }

  private long windows() {
    return split.train().length;
  }

  /** The longest first, so that none is left to run alone for long. */
  private void sideBySide(List<TrainingTask> open, Monitor monitor, TrainingProgress.Opener shown)
      throws Exception {
    AtomicBoolean failed = new AtomicBoolean();
    List<TrainingTask> order =
        open.stream()
            .sorted(
                Comparator.comparingLong((TrainingTask task) -> task.architecture().flops())
                    .reversed())
            .toList();
    try (TrainingProgress board = shown.open(order, windows());
        ExecutorService threads = Executors.newFixedThreadPool(jobs)) {
      List<Future<?>> running = new ArrayList<>();
      for (TrainingTask task : order) {
        running.add(
            threads.submit(
                () -> {
                  train(task, board, monitor, failed);
                  return task;
                }));
      }
      await(running);
    }
  }

  /** Waits for all. One that failed stops the others, so its failure comes before their stops. */
  static void await(List<Future<?>> running) throws Exception {
    List<Exception> failures = new ArrayList<>();
    for (Future<?> future : running) {
      try {
        future.get();
      } catch (ExecutionException e) {
        failures.add(e.getCause() instanceof Exception cause ? cause : e);
      }
    }
    failures.sort(Comparator.comparing(failure -> failure instanceof Stopped));
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  private void train(
      TrainingTask task, TrainingProgress board, Monitor monitor, AtomicBoolean failed)
      throws IOException {
    if (monitor.isStopRequested() || failed.get()) {
      throw new Stopped();
    }
    try {
      Trainer.Result result =
          Trainer.train(
              engine.get(),
              dataset,
              task.architecture(),
              task.config(),
              split,
              task.path(),
              saveEvery,
              new EventFiles(task.path(), board.listener(task)),
              () -> monitor.isStopRequested() || failed.get());
      if (result.status() == RunDirectory.Status.RUNNING) {
        throw new Stopped();
      }
      board.ended(task, windows());
    } catch (IOException | RuntimeException e) {
      failed.set(true);
      throw e;
    }
  }
}
