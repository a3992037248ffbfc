package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Figures;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.eval.Measuring;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.examine.LeftOutSummary;
import dev.nextvec.internal.examine.RepeatedNeighbours;
import dev.nextvec.internal.examine.SmallParts;
import dev.nextvec.internal.leak.LeakReport;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.train.ConstantObjective;
import dev.nextvec.internal.train.TrainingData;
import dev.nextvec.internal.workflow.Datasets;
import dev.nextvec.internal.workflow.EvaluatedRun;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.RunLeaks;
import dev.nextvec.internal.workflow.RunTester;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.internal.workflow.Trainings;
import dev.nextvec.model.Architecture;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Progress;
import dev.nextvec.progress.Stopped;
import dev.nextvec.run.Goal;
import dev.nextvec.run.TrainingConfig;
import dev.nextvec.workflow.LeakPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  @Parameters(paramLabel = "DATASET", description = "dataset directory")
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

  @Mixin SplitOptions division = new SplitOptions();
  @Mixin WorkerOptions team = new WorkerOptions();

  @Option(
      names = "--save-every",
      paramLabel = "MINUTES",
      defaultValue = "5",
      description =
          "longest time between two saved states; one is saved after each epoch that took a"
              + " second, too (default: ${DEFAULT-VALUE})")
  @Bounds(from = 0, above = true, to = 10_080)
  double saveEvery;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "networks that train side by side; with --threads 1 that uses the processors"
              + " best (default: ${DEFAULT-VALUE})")
  @Bounds(from = 1, to = 256)
  int jobs;

  @Option(
      names = "--no-test",
      description =
          "leave out the test on the documents never seen; `evaluate` and `compare` do it when they"
              + " first need it")
  boolean noTest;

  @Option(names = "--overwrite", description = "discard a run that is there, and start anew")
  boolean overwrite;

  @Mixin NearOption near = new NearOption();
  @Mixin SpeedOptions speed = new SpeedOptions();
  @Mixin DeviceOptions device = new DeviceOptions();

  @Spec @Nullable CommandSpec spec;

  @Override
  public Outcome run(Console console, StopSignal stop) throws Exception {
    TrainingConfig config = training.config();
    refuseSeedsBeyondTheLast();
    device.refuseTooManyThreads(jobs);
    team.check(jobs);
    refuseOptionsWithoutEffect();
    LazyEngine engine = device.engine();
    SpeedProbe probe = speed.network();
    try (Dataset dataset =
        Datasets.open(data.toAbsolutePath().normalize(), new ConsoleMonitor(console, stop))) {
      List<TrainingTask> tasks = tasks(dataset, config);
      Windows windows = dataset.windows(sizes.context.length);
      Split split = division.of(dataset, sizes.context.length);
      announceTypes(console);
      announce(console, dataset, windows, split);
      sayWhatIsLeftOut(dataset, console);
      TrainingData.check(windows, split).forEach(warning -> console.log("warning: " + warning));
      tasks.forEach(task -> refuseConstant(task, windows, split));
      prepare(tasks, split);
      ConsoleMonitor monitor = new ConsoleMonitor(console, stop);
      RunTester tests = new RunTester(monitor, engine, Optional.empty(), probe);
      LeakPolicy policy = new LeakPolicy(true, LeakReport.TOLERANCE, near.cosine());
      RunLeaks leaks = new RunLeaks(monitor, policy, tests);
      warnOfLeaks(leaks.before(tasks.getFirst().run(), dataset, split), console);
      try (Monitor.Work check = monitor.begin("check", "vectors")) {
        dataset.check(check);
      }
      if (config.goal() instanceof Goal.Regression) {
        announceBar(console, windows, split);
      }
      Duration often = Duration.ofMillis(Math.round(60_000 * saveEvery));
      Trainings here = new Trainings(dataset, split, engine::trainer, often, jobs);
      team.train(here, device, tasks, monitor, TrainingBoard.on(console));
      return noTest ? untested(tasks) : outcome(test(tasks, dataset, tests, leaks, console, stop));
    } catch (Stopped stopped) {
      throw new Stopped("stopped; everything is saved; continue with: " + command());
    }
  }

  private void prepare(List<TrainingTask> tasks, Split split) throws IOException {
    for (TrainingTask task : tasks) {
      task.run().prepare(overwrite);
      division.requireSame(task.run(), split);
    }
  }

  /** What leaks can be trained on, but every figure of its test is marked. */
  private static void warnOfLeaks(Passed passed, Console console) {
    if (!passed.marks().isEmpty()) {
      console.log(
          "warning: the test is not new to what is trained here, so every figure of it is marked:"
              + " split or clean the data anew");
    }
    passed.notes().forEach(note -> console.log("note: " + note));
  }

  static void sayWhatIsLeftOut(Dataset dataset, Console console) {
    LeftOutSummary.of(dataset.account()).ifPresent(words -> console.log("data: " + words));
  }

  private void refuseSeedsBeyondTheLast() {
    if (training.seed > Long.MAX_VALUE - (seeds - 1)) {
      throw new WrongUsage(
          "`--seed %d` has no %d seeds after it: the largest is %d"
              .formatted(training.seed, seeds - 1, Long.MAX_VALUE));
    }
  }

  /** A training that cannot learn is a wrong use, whatever the data. */
  private void refuseConstant(TrainingTask task, Windows windows, Split split) {
    WrongUsage.unless(
        () -> {
          ConstantObjective.refuse(task.config(), windows, split);
          return task;
        });
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
  }

  /** One seed of every type, then the next: whoever stops early has seeds that are complete. */
  private List<TrainingTask> tasks(Dataset dataset, TrainingConfig config) {
    List<TrainingTask> tasks = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      long seed = config.seed() + i;
      for (Trainable each : modelType.each()) {
        String name = seeds == 1 ? each.name() : each.name() + "-seed-" + seed;
        Architecture architecture = sizes.of(each.type(), dataset.dimension());
        TrainingConfig own = each.config(config, training::retrieval).withSeed(seed);
        tasks.add(new TrainingTask(name, architecture, own, path(name), training.accumulate));
      }
    }
    return tasks;
  }

  private Path path(String name) {
    boolean alone = seeds == 1 && modelType.each().size() == 1;
    if (alone) {
      return out == null ? Path.of("runs", name) : out;
    }
    Path parent = out == null ? Path.of("runs") : out;
    if (new RunDirectory(parent).exists()) {
      throw new IllegalArgumentException(
          "`%s` is a run itself and cannot hold several: name another directory with --out"
              .formatted(parent));
    }
    return parent.resolve(name);
  }

  private static void announce(Console console, Dataset dataset, Windows windows, Split split) {
    console.log(
        "%s: %s in %s; %s train, %s validation, %s test"
            .formatted(
                dataset.path().getFileName(),
                Figures.counted(windows.size(), "window"),
                Figures.counted(dataset.documents().size(), "document"),
                Figures.count(split.train().length) + partly(split),
                Figures.count(split.validation().length),
                Figures.count(split.test().length)));
    split.warnings().forEach(warning -> console.log("warning: " + warning));
    SmallParts.of(windows, split).forEach(small -> console.log("warning: " + small));
    RepeatedNeighbours repeated = RepeatedNeighbours.in(windows);
    if (repeated.matter()) {
      console.log("warning: " + repeated.sentence());
    }
  }

  /** {@code all} is less than there is, and what is best may be among the rest. */
  private void announceTypes(Console console) {
    if (modelType == ModelType.ALL) {
      console.log(
          "all: amn, lstm, gru and transformer; `--model-type everything` also trains amn-r, for"
              + " regression and for retrieval");
    }
  }

  /** What any network must beat, to judge its epochs by while they pass. */
  private static void announceBar(Console console, Windows windows, Split split) {
    LinearAverage average = new LinearAverage(windows.contextLength(), windows.dimension());
    double cosine = Measuring.validationCosine(average, windows, split, Progress.none());
    console.log("to beat: val cosine %s, the linear average's".formatted(Figures.cosine(cosine)));
  }

  /** How few of the training windows were asked for, in words. */
  static String partly(Split split) {
    return split.trainWindows().isEmpty()
        ? ""
        : " (the first documents with %s)"
            .formatted(Figures.count(split.trainWindows().getAsInt()));
  }

  private static List<EvaluatedRun> test(
      List<TrainingTask> tasks,
      Dataset dataset,
      RunTester tests,
      RunLeaks leaks,
      Console console,
      StopSignal stop)
      throws IOException {
    List<EvaluatedRun> tested = new ArrayList<>();
    for (TrainingTask task : tasks) {
      RunDirectory run = task.run();
      EvaluatedRun result =
          RunEvaluation.stored(run, RunTester.results(new ConsoleMonitor(console, stop)))
                  .isPresent()
              ? tests.test(run, false)
              : tests.test(run, dataset);
      tested.add(leaks.judge(result, leaks.pass(run), tasks.size()));
    }
    return tested;
  }

  private static Outcome untested(List<TrainingTask> tasks) {
    String paths = paths(tasks.stream().map(TrainingTask::run).toList());
    return Outcome.done(
        () ->
            "Test, and compare with the baselines: %s compare %s%n"
                .formatted(CommandText.program(), paths),
        () -> {
          ObjectNode json = JsonNodeFactory.instance.objectNode();
          ArrayNode array = json.putArray("runs");
          tasks.forEach(
              task ->
                  array.addObject().put("name", task.name()).put("path", task.path().toString()));
          return json;
        });
  }

  private static String paths(List<RunDirectory> runs) {
    return String.join(
        " ", runs.stream().map(run -> CommandText.quoted(run.path().toString())).toList());
  }

  private static Outcome outcome(List<EvaluatedRun> runs) {
    return Outcome.done(() -> text(runs), () -> json(runs));
  }

  private static String text(List<EvaluatedRun> runs) {
    StringBuilder text = new StringBuilder();
    for (EvaluatedRun run : runs) {
      text.append(RunSummary.line(run)).append('\n');
    }
    runs.stream()
        .flatMap(run -> run.notes().stream())
        .distinct()
        .forEach(note -> text.append("Note: ").append(note).append('\n'));
    String paths = paths(runs.stream().map(EvaluatedRun::run).toList());
    return text.append("Compare with the baselines: ")
        .append(CommandText.program())
        .append(" compare ")
        .append(paths)
        .append('\n')
        .toString();
  }

  private static ObjectNode json(List<EvaluatedRun> runs) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode array = json.putArray("runs");
    for (EvaluatedRun run : runs) {
      ObjectNode each = RunSummary.json(run);
      run.notes().forEach(each.putArray("warnings")::add);
      array.add(each);
    }
    return json;
  }
}
