package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.train.TrainingListener;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Stopped;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Trains networks on one dataset, one after another, each by several processes of a cluster.
 *
 * @param split which windows
 * @param saveEvery longest time between two saved states
 * @param workers how many processes
 * @param device where each computes
 * @param threads of one tensor operation; 0 for all of a process's processors
 */
public record TeamTrainings(
    Dataset dataset,
    Split split,
    TeamSite site,
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
      if (task.isDone(dataset.sha256(), split.sha256())) {
        monitor.log("%-12s is trained already: %s".formatted(task.name(), task.path()));
      } else {
        train(task, monitor, shown);
      }
    }
  }

  private void train(TrainingTask task, Monitor monitor, TrainingProgress.Opener shown)
      throws IOException {
    int windows = split.train().length;
    try (TrainingProgress board = shown.open(List.of(task), windows)) {
      TrainingListener listener = board.listener(task);
      FollowedRun watch = new FollowedRun(task, windows, listener, monitor);
      site.train(TeamTask.of(dataset, split, task, saveEvery, device, threads), workers, watch);
      watch.look();
      if (task.run().info().status() == RunInfo.Status.RUNNING) {
        throw new Stopped();
      }
      board.ended(task, windows);
    }
  }
}
