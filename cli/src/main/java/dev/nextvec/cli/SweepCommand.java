package dev.nextvec.cli;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.file.Room;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.workflow.EvaluatedRun;
import dev.nextvec.internal.workflow.FailedTraining;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.Sweep;
import dev.nextvec.internal.workflow.SweepSite;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.internal.workflow.Trainings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nextvec sweep}: from a dataset and many settings to a folder of runs. */
@picocli.CommandLine.Command(
    name = "sweep",
    description = {
      "Trains every combination of architectures, seeds and settings: options of `train` take"
          + " several values, separated by commas. Each is a run directory that `train` would make,"
          + " named after what varies; `compare DIR` puts them into one table.",
      "",
      "One that fails does not end the others: it is named at the end, and the exit code is 1. The"
          + " same command again trains only what is not finished yet. Speed is not measured;"
          + " `compare` does that.",
      ""
    },
    modelTransformer = VariedOptions.class,
    sortOptions = false,
    usageHelpAutoWidth = false)
final class SweepCommand implements Command {
  @Parameters(paramLabel = "DATASET", converter = DatasetPath.class, description = DatasetPath.WHAT)
  Path data = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "directory of the run directories")
  Path out = Path.of("");

  @Option(
      names = "--models",
      required = true,
      split = ",",
      paramLabel = "TYPE",
      description = "what to train, as `train --model-type` names it")
  List<ModelType> models = List.of();

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "S",
      defaultValue = "1",
      description =
          "seeds of initialisation, shuffling and dropout, each a run; the split stays the same"
              + " (default: ${DEFAULT-VALUE})")
  List<Long> seeds = List.of();

  @Mixin SplitOptions division = new SplitOptions();
  @Mixin PaceOptions pace = new PaceOptions();
  @Mixin NearOption near = new NearOption();
  @Mixin DeviceOptions device = new DeviceOptions();

  @Spec @Nullable CommandSpec spec;

  /** Whether runs that --overwrite replaces are gone: from then on the command continues. */
  private boolean prepared;

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    CommandSpec typed = Objects.requireNonNull(spec);
    SweepPlan plan = new SweepPlan(models, seeds, VariedOptions.given(typed));
    plan.check();
    device.refuseTooManyThreads(pace.jobs);
    refusePlaces();
    LazyEngine engine = device.engine();
    ConsoleMonitor monitor = new ConsoleMonitor(console, stop);
    try (Dataset dataset = Dataset.open(data.toAbsolutePath().normalize(), monitor)) {
      return run(plan, dataset, engine, monitor);
    }
  }

  @Override
  public String stopped() {
    return prepared || !pace.overwrite
        ? "stopped; everything is saved; continue with: "
            + CommandText.withoutOverwrite(Objects.requireNonNull(spec))
        : Command.super.stopped();
  }

  private void refusePlaces() throws IOException {
    if (!Files.isDirectory(out)) {
      Room.require(out, out.resolve("run"));
    }
    if (new RunDirectory(out).exists()) {
      throw new IllegalArgumentException(
          "`%s` is a run itself and cannot hold several: name another directory with --out"
              .formatted(out));
    }
    if (SweepSite.find().isPresent() && pace.jobs > 1) {
      throw new WrongUsage(
          "`--jobs` has no effect on a cluster, which trains as many as it has cores for: leave it"
              + " out");
    }
  }

  private Outcome run(SweepPlan plan, Dataset dataset, LazyEngine engine, ConsoleMonitor monitor)
      throws IOException {
    int context = plan.contextLength();
    Split split = division.of(dataset, context);
    List<TrainingTask> tasks = plan.tasks(dataset.dimension(), out);
    TrainingSession session =
        new TrainingSession(monitor, dataset, context, split, near, engine, SpeedProbe.NONE);
    session.announce(tasks);
    List<FailedTraining> failed = new ArrayList<>();
    List<TrainingTask> fit = prepared(tasks, session, failed);
    prepared = true;
    if (!fit.isEmpty()) {
      session.check(fit);
      failed.addAll(train(fit, dataset, split, engine, monitor));
    }
    return outcome(tasks, session, failed);
  }

  private List<TrainingTask> prepared(
      List<TrainingTask> tasks, TrainingSession session, List<FailedTraining> failed) {
    List<TrainingTask> fit = new ArrayList<>();
    for (TrainingTask task : tasks) {
      try {
        session.prepare(task, pace.overwrite, division);
        fit.add(task);
      } catch (IOException | IllegalArgumentException e) {
        failed.add(new FailedTraining(task, e));
      }
    }
    return fit;
  }

  private List<FailedTraining> train(
      List<TrainingTask> tasks,
      Dataset dataset,
      Split split,
      LazyEngine engine,
      ConsoleMonitor monitor)
      throws IOException {
    Trainings here = new Trainings(dataset, split, engine::trainer, pace.often(), pace.jobs);
    Optional<SweepSite> site = SweepSite.find();
    if (site.isEmpty()) {
      return here.runEach(tasks, monitor, TrainingBoard.on(monitor.console()));
    }
    Sweep sweep =
        new Sweep(
            dataset.path(),
            dataset.sha256(),
            division.parts(split.contextLength()),
            pace.often(),
            new Sweep.Computing(device.device, device.threads),
            !pace.noTest);
    return site.get().train(sweep, here.open(tasks, monitor), monitor);
  }

  private Outcome outcome(
      List<TrainingTask> tasks, TrainingSession session, List<FailedTraining> failed) {
    List<TrainingTask> lost = failed.stream().map(FailedTraining::task).toList();
    List<TrainingTask> trained = tasks.stream().filter(task -> !lost.contains(task)).toList();
    String folder = CommandText.quoted(out.toString());
    if (pace.noTest) {
      return SweepOutcome.with(failed, TrainedOutcome.untested(trained, folder));
    }
    List<EvaluatedRun> tested = new ArrayList<>();
    for (TrainingTask task : trained) {
      try {
        tested.add(session.test(task, trained.size()));
      } catch (IOException | IllegalArgumentException e) {
        failed.add(new FailedTraining(task, e));
      }
    }
    return SweepOutcome.with(failed, TrainedOutcome.tested(tested, folder));
  }
}
