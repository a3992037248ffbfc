package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.DomainShift;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.OutOfDomain;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.leak.LeakCheck;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.RunInfo;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.workflow.LeakPolicy;
import dev.nextvec.workflow.SpeedSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts runs and all baselines into one comparison on data that they did not learn from. */
public final class ComparingElsewhere {
  private final Monitor monitor;
  private final Supplier<Engine> engine;
  private final Comparing inDomain;
  private final RunTester trained;
  private final LeakGate gate;
  private final Dataset other;
  private final ResultCache results;

  public ComparingElsewhere(
      Monitor monitor,
      Supplier<Engine> engine,
      SpeedSettings speed,
      LeakPolicy leaks,
      Dataset other) {
    this.monitor = monitor;
    this.engine = engine;
    this.inDomain = new Comparing(monitor, engine, Optional.empty(), speed, leaks);
    this.trained =
        new RunTester(monitor, engine, Optional.empty(), SpeedProbe.ofNetworks(speed.seconds()));
    this.gate = new LeakGate(monitor, leaks);
    this.other = other;
    this.results = RunTester.results(monitor);
  }

  /** Whether none of the runs learned from this data. */
  public static boolean isElsewhere(Dataset data, List<RunDirectory> runs) throws IOException {
    for (RunDirectory run : runs) {
      if (run.info().provenance().datasetSha256().equals(data.sha256())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Compares runs on all windows of the other data, beside their figures in domain.
   *
   * @param again whether to test the networks although there are results
   * @param margin differences of test cosine up to this are negligible
   * @throws IllegalArgumentException if the data does not fit the runs, or was learned from
   */
  public Comparison compare(List<RunDirectory> runs, boolean again, double margin)
      throws IOException {
    for (RunDirectory run : runs) {
      run.requireDataset(run.info());
      OutOfDomain.requireFit(run, other);
    }
    Passed passed = requireNoLeak(runs.getFirst());
    Comparing.Measured own = inDomain.measure(runs);
    List<EvaluatedRun> tested = new ArrayList<>();
    for (EvaluatedRun run : own.runs()) {
      tested.add(new EvaluatedRun(run.run(), run.info(), network(run, again)));
    }
    List<TestResult> baselines = baselines(runs.getFirst(), own.baselines());
    String name = RunNames.ofDataset(other.path());
    Comparison in = own.comparison(margin);
    Comparison out =
        Comparison.of(name, Comparing.results(tested, baselines), Bootstrap.DEFAULT, margin);
    DomainShift shift = DomainShift.between(in, out, other.sha256());
    List<String> marks = new ArrayList<>(passed.marks());
    own.marks().forEach(mark -> marks.add(mark + " (in domain)"));
    return out.withWarnings(shift.warnings())
        .withWarnings(passed.notes())
        .withWarnings(own.warnings().stream().map(text -> "In domain: " + text).toList())
        .withStanding(new TestDomain(Optional.of(shift), marks).withUnknown(own.unknown()));
  }

  private Passed requireNoLeak(RunDirectory run) throws IOException {
    RunInfo info = run.info();
    String learned = info.provenance().datasetSha256();
    String file = "leaks-%.12s.json".formatted(other.sha256());
    return gate.pass(
        RunLeaks.directory(run).resolve(file),
        LeakCheck.both(learned, other.sha256()),
        info.provenance().splitSha256(),
        (near, progress) -> {
          try (Dataset dataset = trained.dataset(run)) {
            RunEvaluation.requireSame(run, info, dataset);
            Split split = run.split(dataset.windows(info.architecture().contextLength()));
            return LeakCheck.between(dataset, split, other, near, progress);
          }
        });
  }

  private TestResult network(EvaluatedRun own, boolean again) throws IOException {
    Optional<TestResult> stored =
        again
            ? Optional.empty()
            : OutOfDomain.stored(own.run(), own.test(), other.sha256(), results);
    if (stored.isPresent()) {
      return stored.get();
    }
    try (Dataset dataset = trained.dataset(own.run());
        Monitor.Work work = monitor.begin("test " + own.run().name(), "windows")) {
      return OutOfDomain.network(
          own.run(), own.test(), engine.get(), dataset, other, work, results);
    }
  }

  private List<TestResult> baselines(RunDirectory run, List<TestResult> own) throws IOException {
    Path cache = RunLeaks.directory(run);
    Optional<List<TestResult>> stored =
        OutOfDomain.storedBaselines(cache, own, other.sha256(), results);
    if (stored.isPresent()) {
      return stored.get();
    }
    try (Dataset dataset = trained.dataset(run);
        OpenBar bar = new OpenBar()) {
      Split split = run.split(dataset.windows(run.info().architecture().contextLength()));
      return OutOfDomain.baselines(
          cache,
          own,
          dataset,
          split,
          other,
          engine,
          name -> bar.next(monitor.begin("test " + name, "windows")),
          results);
    }
  }
}
