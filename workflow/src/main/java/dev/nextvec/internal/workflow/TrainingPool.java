package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.train.Sharing;
import dev.nextvec.internal.train.TorchEngine;
import dev.nextvec.internal.train.Trainer;
import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Trains networks on one dataset, some of them side by side.
 *
 * @param engine started with the first training
 * @param saveEvery longest time between two saved states
 * @param jobs how many train at the same time
 */
record TrainingPool(
    Dataset dataset, Supplier<TorchEngine> engine, Duration saveEvery, int jobs, Monitor monitor) {

  TrainingPool {
    if (jobs < 1) {
      throw new IllegalArgumentException("`jobs` must be positive but was " + jobs);
    }
  }

  /**
   * One training.
   *
   * @param split which windows it learns from
   * @param listener told its steps
   * @param ended told how it ended, unless it was stopped or failed
   */
  record Entry(
      TrainingTask task, Split split, TrainingListener listener, Consumer<Trainer.Result> ended) {}

  /**
   * Trains, in the order given; the first that fails stops the others.
   *
   * @throws Stopped if asked to; every state is saved
   */
  void run(List<Entry> entries) throws IOException {
    AtomicBoolean failed = new AtomicBoolean();
    List<FailedTraining> failures = new ArrayList<>(failures(entries, failed, failed));
    // The failure comes before the stops that it caused.
    failures.sort(Comparator.comparing(failure -> failure.why() instanceof Stopped));
    if (!failures.isEmpty()) {
      raise(failures.getFirst().why());
    }
  }

  /**
   * Trains, in the order given; one that fails does not end the others.
   *
   * @return those that failed
   * @throws Stopped if asked to; every state is saved
   */
  List<FailedTraining> runEach(List<Entry> entries) {
    List<FailedTraining> failures = failures(entries, new AtomicBoolean(), new AtomicBoolean());
    if (failures.stream().anyMatch(failure -> failure.why() instanceof Stopped)) {
      throw new Stopped();
    }
    return failures;
  }

  /**
   * Trains, and waits for all.
   *
   * @param failed set by the first that fails
   * @param stop ends what trains, and what has not begun
   */
  private List<FailedTraining> failures(
      List<Entry> entries, AtomicBoolean failed, AtomicBoolean stop) {
    List<FailedTraining> failures = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(jobs)) {
      List<Future<?>> running = new ArrayList<>();
      for (Entry entry : entries) {
        running.add(
            threads.submit(
                () -> {
                  train(entry, failed, stop);
                  return entry;
                }));
      }
      for (int i = 0; i < running.size(); i++) {
        await(running.get(i), entries.get(i).task()).ifPresent(failures::add);
      }
    }
    return failures;
  }

  private static Optional<FailedTraining> await(Future<?> running, TrainingTask task) {
    try {
      running.get();
      return Optional.empty();
    } catch (ExecutionException e) {
      Throwable why = Optional.ofNullable(e.getCause()).orElse(e);
      return Optional.of(new FailedTraining(task, why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped();
    }
  }

  private static void raise(Throwable failure) throws IOException {
    switch (failure) {
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("a training failed: " + failure, failure);
    }
  }

  private void train(Entry entry, AtomicBoolean failed, AtomicBoolean stop) throws IOException {
    if (monitor.isStopRequested() || stop.get()) {
      throw new Stopped();
    }
    TrainingTask task = entry.task();
    try {
      Trainer.Result result =
          Trainer.train(
              engine.get(),
              Sharing.inPieces(task.pieces()),
              new Trainer.Task(
                  dataset, task.architecture(), task.config(), entry.split(), task.path()),
              saveEvery,
              new EventFiles(task.path(), entry.listener()),
              () -> monitor.isStopRequested() || stop.get());
      if (result.status() == RunInfo.Status.RUNNING) {
        throw new Stopped();
      }
      entry.ended().accept(result);
    } catch (IOException | RuntimeException | Error e) {
      failed.set(true);
      throw e;
    }
  }
}
