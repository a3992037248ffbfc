package dev.nextvec.cli;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.internal.workflow.Trainings;
import dev.nextvec.model.Architecture;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nextvec train}: from a dataset to run directories. */
@picocli.CommandLine.Command(
    name = "train",
    description = {
      "Trains one architecture, all four, or everything, and tests the best weights on documents"
          + " they never saw.",
      "",
      "Ctrl-C saves and ends with exit code 130. The same command continues where training stopped,"
          + " after Ctrl-C or anything worse, to the very same weights.",
      ""
    },
    sortOptions = false,
    usageHelpAutoWidth = false)
final class TrainCommand implements Command {
  @Parameters(paramLabel = "DATASET", converter = DatasetPath.class, description = DatasetPath.WHAT)
  Path data = Path.of("");

  @Option(
      names = "--model-type",
      required = true,
      paramLabel = "amn|lstm|gru|transformer|amn-r|all|everything",
      description =
          "what to train; `all` are amn, lstm, gru and transformer; `everything` also trains amn-r,"
              + " and amn-r for retrieval")
  ModelType modelType = ModelType.ALL;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "run directory to make or continue; with several types or seeds, the directory of the run"
              + " directories (default: runs/TYPE, or runs)")
  @Nullable Path out;

  @Mixin TrainingOptions training = new TrainingOptions();
  @Mixin ArchitectureOptions sizes = new ArchitectureOptions();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "train each N times, with --seed and the seeds that follow it, into DIR/TYPE-seed-S; the"
              + " split stays the same, and `compare DIR` makes one row of them (default:"
              + " ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 1000)
  int seeds;

  @Mixin CrossFitOption folds = new CrossFitOption();
  @Mixin SplitOptions division = new SplitOptions();
  @Mixin WorkerOptions team = new WorkerOptions();

  @Mixin PaceOptions pace = new PaceOptions();
  @Mixin NearOption near = new NearOption();
  @Mixin SpeedOptions speed = new SpeedOptions();
  @Mixin DeviceOptions device = new DeviceOptions();

  @Spec @Nullable CommandSpec spec;

  /** Whether runs that --overwrite replaces are gone: from then on the command continues. */
  private boolean prepared;

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    TrainingConfig config = team.applied(training.config());
    refuseSeedsBeyondTheLast();
    device.refuseTooManyThreads(pace.jobs);
    team.check(pace.jobs);
    refuseOptionsWithoutEffect();
    folds.check(config, modelType);
    refusePlaces();
    LazyEngine engine = device.engine();
    ConsoleMonitor monitor = new ConsoleMonitor(console, stop);
    try (Dataset dataset = Dataset.open(data.toAbsolutePath().normalize(), monitor)) {
      List<TrainingTask> tasks = tasks(dataset, config);
      int context = sizes.context.length;
      Split split = division.of(dataset, context);
      folds.requirePossible(dataset, split);
      TrainingSession session =
          new TrainingSession(monitor, dataset, context, split, near, engine, speed.network());
      announceTypes(console);
      session.announce(tasks);
      for (TrainingTask task : tasks) {
        session.prepare(task, pace.overwrite, division);
        if (pace.overwrite) {
          team.discard(task, runs());
        }
      }
      prepared = true;
      session.check(tasks);
      Trainings here = new Trainings(dataset, split, engine::trainer, pace.often(), pace.jobs);
      team.train(here, runs(), device, tasks, monitor, TrainingBoard.on(console));
      folds.train(
          here,
          tasks,
          monitor,
          (less, own) -> team.train(less, runs(), device, own, monitor, TrainingBoard.on(console)));
      return pace.noTest
          ? TrainedOutcome.untested(tasks)
          : TrainedOutcome.tested(session.test(tasks));
    }
  }

  @Override
  public String stopped() {
    return prepared || !pace.overwrite
        ? "stopped; everything is saved; continue with: " + command()
        : Command.super.stopped();
  }

  private void refuseSeedsBeyondTheLast() {
    if (training.seed > Long.MAX_VALUE - (seeds - 1)) {
      throw new WrongUsage(
          "`--seed %d` has no %d seeds after it: the largest is %d"
              .formatted(training.seed, seeds - 1, Long.MAX_VALUE));
    }
  }

  private String command() {
    return spec == null ? CommandText.program() + " train" : CommandText.withoutOverwrite(spec);
  }

  private void refuseOptionsWithoutEffect() {
    if (modelType == ModelType.EVERYTHING && training.goal.isRetrieval()) {
      throw new WrongUsage(
          "`--goal retrieval` has no effect on `everything`, which trains amn-r for both goals:"
              + " leave it out");
    }
    List<String> unused = sizes.withoutEffect(modelType.each());
    if (!unused.isEmpty()) {
      throw new WrongUsage("`%s` has no effect on `%s`".formatted(unused.getFirst(), modelType));
    }
    GivenOptions given = new GivenOptions(spec);
    training
        .withoutEffect(modelType.each())
        .forEach((option, need) -> given.refuse("has no effect without " + need, List.of(option)));
    if (pace.noTest) {
      given.refuseAllOf(new SpeedOptions(), "has no effect with --no-test");
    }
  }

  /** One seed of every type, then the next: whoever stops early has seeds that are complete. */
  private List<TrainingTask> tasks(Dataset dataset, TrainingConfig config) {
    List<TrainingTask> tasks = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      long seed = config.seed() + i;
      for (Trainable each : modelType.each()) {
        String name = name(each, seed);
        Architecture architecture = sizes.of(each.type(), dataset.dimension());
        TrainingConfig own = each.config(config, training::retrieval).withSeed(seed);
        tasks.add(new TrainingTask(name, architecture, own, path(name), training.accumulate));
      }
    }
    return tasks;
  }

  private String name(Trainable each, long seed) {
    return seeds == 1 ? each.name() : each.name() + "-seed-" + seed;
  }

  /** Where something else is, no run can go: said before the dataset is read. */
  private void refusePlaces() throws IOException {
    for (int i = 0; i < seeds; i++) {
      for (Trainable each : modelType.each()) {
        new RunDirectory(path(name(each, training.seed + i))).prepare(false);
      }
    }
  }

  private boolean isAlone() {
    return seeds == 1 && modelType.each().size() == 1;
  }

  /** The run directory, or that of several. */
  private Path runs() {
    if (out != null) {
      return out;
    }
    Path usual = Path.of("runs");
    return isAlone() ? usual.resolve(modelType.each().getFirst().name()) : usual;
  }

  private Path path(String name) {
    Path runs = runs();
    if (isAlone()) {
      return runs;
    }
    if (new RunDirectory(runs).exists()) {
      throw new IllegalArgumentException(
          "`%s` is a run itself and cannot hold several: name another directory with --out"
              .formatted(runs));
    }
    return runs.resolve(name);
  }

  /** {@code all} is less than there is, and what is best may be among the rest. */
  private void announceTypes(Console console) {
    if (modelType == ModelType.ALL) {
      console.log(
          "all: amn, lstm, gru and transformer; `--model-type everything` also trains amn-r, for"
              + " regression and for retrieval");
    }
  }
}
