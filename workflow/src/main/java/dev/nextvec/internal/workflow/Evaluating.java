package dev.nextvec.internal.workflow;

import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.onnx.ModelPackage;
import dev.nextvec.internal.onnx.PackageSplit;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.RunInfo;
import dev.nextvec.workflow.LeakPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Tests runs and model packages, each on the test windows of its own split. */
public final class Evaluating {
  private final Monitor monitor;
  private final RunTester tests;
  private final PackageTester packages;
  private final RunLeaks leaks;
  private final Optional<Path> data;

  /**
   * @param data the dataset of the models; empty for the one that each run names
   * @param probe how speed is measured
   */
  public Evaluating(
      Monitor monitor,
      Supplier<Engine> engine,
      Optional<Path> data,
      SpeedProbe probe,
      LeakPolicy leaks) {
    this.monitor = monitor;
    this.data = data;
    tests = new RunTester(monitor, engine, data, probe);
    packages = new PackageTester(monitor, engine, probe);
    this.leaks = new RunLeaks(monitor, leaks, tests);
  }

  /** Tests the runs, and finds their data. */
  public RunTester runs() {
    return tests;
  }

  /**
   * Tests them, runs first.
   *
   * @param again whether to test although there are results
   * @throws IllegalArgumentException if the test is not new to one, or nobody says where the data
   *     of a package is
   */
  public List<Evaluated> test(Entrants entrants, boolean again) throws IOException {
    List<Evaluated> tested = new ArrayList<>();
    for (RunDirectory run : entrants.runs()) {
      Passed passed = leaks.pass(run);
      tested.add(leaks.judge(tests.test(run, again), passed, entrants.runs().size()));
    }
    for (ModelPackage model : entrants.packages()) {
      Ground ground = ground(model, entrants.runs());
      Passed passed = leaks.pass(ground);
      Optional<TestResult> like =
          tested.stream().map(Evaluated::test).filter(test -> isOn(ground, test)).findFirst();
      tested.add(packages.test(model, ground, again, like).with(passed));
    }
    return tested;
  }

  private static boolean isOn(Ground ground, TestResult test) {
    return test.provenance().datasetSha256().equals(ground.datasetSha256())
        && test.provenance().splitSha256().equals(ground.splitSha256());
  }

  /** That of a run of the same data and split, or else of the data that was named. */
  private Ground ground(ModelPackage model, List<RunDirectory> runs) throws IOException {
    PackageSplit own = model.split();
    for (RunDirectory run : runs) {
      RunInfo info = run.info();
      if (info.provenance().datasetSha256().equals(own.datasetSha256())
          && info.provenance().splitSha256().equals(own.splitSha256())) {
        return new RunGround(run, info, tests);
      }
    }
    return PackageGround.of(model, data, monitor);
  }
}
