package dev.nextvec.cli;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.workflow.KeptElsewhere;
import dev.nextvec.internal.workflow.TeamSite;
import dev.nextvec.internal.workflow.TeamTrainings;
import dev.nextvec.internal.workflow.TrainingProgress;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.internal.workflow.Trainings;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a cluster trains. */
final class WorkerOptions {
  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "processes of an Apache Spark that compute each step together, where this was started by"
              + " spark-submit (default: train in this process)")
  @Bounds(from = 1, to = 4096)
  @Nullable Integer workers;

  @Option(
      names = "--checkpoints",
      paramLabel = "URI",
      description =
          "with --workers: keep what is saved at this address of a file system that Hadoop knows"
              + " (hdfs://, s3a://, file://), so that the training goes on from there on whatever"
              + " machines; no worker need see the run directory then")
  @Nullable String checkpoints;

  @Option(
      names = "--local-steps",
      paramLabel = "K",
      defaultValue = "1",
      description =
          "steps that each of several --workers takes alone, on its share of each batch, before all"
              + " go on with the mean of their weights: less to tell, but another training for"
              + " another K or N; with 1 they share each step (default: ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 1000)
  int localSteps;

  /** The settings with what workers change of them. */
  TrainingConfig applied(TrainingConfig config) {
    if (localSteps == 1) {
      return config;
    }
    if (workers == null || workers == 1) {
      throw new WrongUsage(
          "`--local-steps %d` is for several workers, and here is one: give `--workers N`, or leave it out"
              .formatted(localSteps));
    }
    return config.withLocalSteps(new TrainingConfig.LocalSteps(localSteps, workers));
  }

  /**
   * Refuses what makes no sense with it.
   *
   * @param jobs networks that train side by side
   */
  void check(int jobs) {
    if (checkpoints != null && !Addresses.isAddress(checkpoints)) {
      throw new WrongUsage(
          "`--checkpoints %s` is no address of a file system: one begins as `hdfs://HOST/` or `s3a://BUCKET/` does"
              .formatted(checkpoints));
    }
    if (workers == null) {
      if (checkpoints != null) {
        throw new WrongUsage("`--checkpoints` has no effect without `--workers`");
      }
      return;
    }
    if (TeamSite.find().isEmpty()) {
      throw new WrongUsage(
          "`--workers %d` needs an Apache Spark, to which the program is submitted with"
                  .formatted(workers)
              + " spark-submit; here `--threads` uses all processors");
    }
    if (jobs > 1) {
      throw new WrongUsage(
          "`--workers %d` trains one network after another: leave `--jobs` out".formatted(workers));
    }
  }

  /** Discards what is kept of a run elsewhere. */
  void discard(TrainingTask task, Path runs) throws IOException {
    Optional<KeptElsewhere> kept = kept(runs);
    if (kept.isPresent()) {
      kept.get().remove(task);
    }
  }

  private Optional<KeptElsewhere> kept(Path runs) {
    return Optional.ofNullable(checkpoints).map(address -> new KeptElsewhere(address, runs));
  }

  /**
   * Trains what is not finished yet, here or by the workers.
   *
   * @param here what this process would do
   * @param runs the run directory, or that of several
   */
  void train(
      Trainings here,
      Path runs,
      DeviceOptions device,
      List<TrainingTask> tasks,
      Monitor monitor,
      TrainingProgress.Opener board)
      throws IOException {
    Optional<TeamSite> site = workers == null ? Optional.empty() : TeamSite.find();
    if (workers == null || site.isEmpty()) {
      here.run(tasks, monitor, board);
    } else {
      new TeamTrainings(
              here.dataset(),
              here.split(),
              site.get(),
              kept(runs),
              here.saveEvery(),
              workers,
              device.device,
              device.threads)
          .run(tasks, monitor, board);
    }
  }
}
