package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.train.Trainer;
import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Trains networks on one dataset, one after another, each by several processes of a cluster.
 *
 * @param split which windows
 * @param kept where checkpoints are kept, too, so that no other machine need see the run
 *     directories
 * @param saveEvery longest time between two saved states
 * @param workers how many processes
 * @param device where each computes
 * @param threads of one tensor operation; 0 for all of a process's processors
 */
public record TeamTrainings(
    Dataset dataset,
    Split split,
    TeamSite site,
    Optional<KeptElsewhere> kept,
    Duration saveEvery,
    int workers,
    Device device,
    int threads) {

  /**
   * Trains what is not finished yet.
   *
   * @throws Stopped if asked to; the state is saved
   * @throws IOException naming the worker that failed
   */
  public void run(List<TrainingTask> tasks, Monitor monitor, TrainingProgress.Opener shown)
      throws IOException {
    for (TrainingTask task : tasks) {
      if (!isDone(task, monitor)) {
        train(task, monitor, shown);
      }
    }
  }

  private boolean isDone(TrainingTask task, Monitor monitor) throws IOException {
    boolean done = task.isDone(dataset.sha256(), split.sha256());
    if (done) {
      monitor.log("%-12s is trained already: %s".formatted(task.name(), task.path()));
    }
    return done;
  }

  private void train(TrainingTask task, Monitor monitor, TrainingProgress.Opener shown)
      throws IOException {
    if (kept.isEmpty()) {
      train(task, "", () -> info(task), monitor, shown);
    } else {
      Trainer.Task training =
          new Trainer.Task(dataset, task.architecture(), task.config(), split, task.path());
      String address = kept.get().of(task.path());
      try (KeptRun run = KeptRun.open(task, address, monitor)) {
        run.align(training);
        if (isDone(task, monitor)) {
          return;
        }
        train(task, address, run, monitor, shown);
      }
    }
  }

  private static Optional<RunInfo> info(TrainingTask task) throws IOException {
    return task.run().exists() ? Optional.of(task.run().info()) : Optional.empty();
  }

  private void train(
      TrainingTask task,
      String checkpoints,
      FollowedRun.Source source,
      Monitor monitor,
      TrainingProgress.Opener shown)
      throws IOException {
    int windows = split.train().length;
    try (TrainingProgress board = shown.open(List.of(task), windows)) {
      TrainingListener listener = board.listener(task);
      FollowedRun watch = new FollowedRun(task, windows, listener, monitor, source);
      TeamTask work = TeamTask.of(dataset, split, task, checkpoints, saveEvery, device, threads);
      site.train(work, workers, watch);
      source.ended();
      watch.look();
      if (task.run().info().status() == RunInfo.Status.RUNNING) {
        throw new Stopped();
      }
      board.ended(task, windows);
    }
  }
}
