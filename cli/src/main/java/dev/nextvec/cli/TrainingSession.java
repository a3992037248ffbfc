package dev.nextvec.cli;

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
import dev.nextvec.internal.workflow.EvaluatedRun;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.internal.workflow.RunLeaks;
import dev.nextvec.internal.workflow.RunTester;
import dev.nextvec.internal.workflow.TrainingTask;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Progress;
import dev.nextvec.run.Goal;
import dev.nextvec.workflow.LeakPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is said of a dataset before networks are trained on it, and their test afterwards. */
final class TrainingSession {
  private final ConsoleMonitor monitor;
  private final Dataset dataset;
  private final Windows windows;
  private final Split split;
  private final RunTester tests;
  private final RunLeaks leaks;

  /**
   * Of a dataset that is open.
   *
   * @param probe how the speed of what was trained is measured
   */
  TrainingSession(
      ConsoleMonitor monitor,
      Dataset dataset,
      int contextLength,
      Split split,
      NearOption near,
      LazyEngine engine,
      SpeedProbe probe) {
    this.monitor = monitor;
    this.dataset = dataset;
    this.windows = dataset.windows(contextLength);
    this.split = split;
    this.tests = new RunTester(monitor, engine, Optional.empty(), probe);
    this.leaks =
        new RunLeaks(monitor, new LeakPolicy(true, LeakReport.TOLERANCE, near.cosine()), tests);
  }

  /** Says what the data is, and refuses what cannot learn from it. */
  void announce(List<TrainingTask> tasks) {
    announce();
    sayWhatIsLeftOut(dataset, monitor.console());
    TrainingData.check(windows, split).forEach(warning -> monitor.log("warning: " + warning));
    tasks.forEach(this::refuseConstant);
  }

  /**
   * Looks at the directory of a run.
   *
   * @param overwrite whether a run that is there is discarded
   * @throws IOException if something else is there, or what is there cannot be read
   * @throws IllegalArgumentException if a run of another split is there
   */
  void prepare(TrainingTask task, boolean overwrite, SplitOptions division) throws IOException {
    task.run().prepare(overwrite);
    division.requireSame(task.run(), split);
  }

  /** Looks for leaks and at all vectors, and says what the networks must beat. */
  void check(List<TrainingTask> tasks) throws IOException {
    warnOfLeaks(leaks.before(tasks.getFirst().run(), dataset, split));
    try (Monitor.Work check = monitor.begin("check", "vectors")) {
      dataset.check(check);
    }
    if (tasks.stream().anyMatch(task -> task.config().goal() instanceof Goal.Regression)) {
      announceBar();
    }
  }

  /** The tests of what was trained, measured where none is stored. */
  List<EvaluatedRun> test(List<TrainingTask> tasks) throws IOException {
    List<EvaluatedRun> tested = new ArrayList<>();
    for (TrainingTask task : tasks) {
      tested.add(test(task, tasks.size()));
    }
    return tested;
  }

  /**
   * The test of one run.
   *
   * @param networks how many are shown together
   */
  EvaluatedRun test(TrainingTask task, int networks) throws IOException {
    RunDirectory run = task.run();
    EvaluatedRun result =
        RunEvaluation.stored(run, RunTester.results(monitor)).isPresent()
            ? tests.test(run, false)
            : tests.test(run, dataset);
    return leaks.judge(result, leaks.pass(run), networks);
  }

  /** What leaks can be trained on, but every figure of its test is marked. */
  private void warnOfLeaks(Passed passed) {
    if (!passed.marks().isEmpty()) {
      monitor.log(
          "warning: the test is not new to what is trained here, so every figure of it is marked:"
              + " split or clean the data anew");
    }
    passed.notes().forEach(note -> monitor.log("note: " + note));
  }

  /** A training that cannot learn is a wrong use, whatever the data. */
  private void refuseConstant(TrainingTask task) {
    WrongUsage.unless(
        () -> {
          ConstantObjective.refuse(task.config(), windows, split);
          return task;
        });
  }

  private void announce() {
    monitor.log(
        "%s: %s in %s; %s train, %s validation, %s test"
            .formatted(
                dataset.path().getFileName(),
                Figures.counted(windows.size(), "window"),
                Figures.counted(dataset.documents().size(), "document"),
                Figures.count(split.train().length) + partly(split),
                Figures.count(split.validation().length),
                Figures.count(split.test().length)));
    split.warnings().forEach(warning -> monitor.log("warning: " + warning));
    SmallParts.of(windows, split).forEach(small -> monitor.log("warning: " + small));
    RepeatedNeighbours repeated = RepeatedNeighbours.in(windows);
    if (repeated.matter()) {
      monitor.log("warning: " + repeated.sentence());
    }
  }

  /** What any network must beat, to judge its epochs by while they pass. */
  private void announceBar() {
    LinearAverage average = new LinearAverage(windows.contextLength(), windows.dimension());
    double cosine = Measuring.validationCosine(average, windows, split, Progress.none());
    monitor.log("to beat: val cosine %s, the linear average's".formatted(Figures.cosine(cosine)));
  }

  static void sayWhatIsLeftOut(Dataset dataset, Console console) {
    LeftOutSummary.of(dataset.account()).ifPresent(words -> console.log("data: " + words));
  }

  /** How few of the training windows were asked for, in words. */
  static String partly(Split split) {
    return split.trainWindows().isEmpty()
        ? ""
        : " (the first documents with %s)"
            .formatted(Figures.count(split.trainWindows().getAsInt()));
  }
}
