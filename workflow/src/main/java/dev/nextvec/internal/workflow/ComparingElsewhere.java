package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.DomainShift;
import dev.nextvec.compare.TestDomain;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.OutOfDomain;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.leak.LeakCheck;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.onnx.ModelPackage;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.progress.Monitor;
import dev.nextvec.stats.Bootstrap;
import dev.nextvec.workflow.LeakPolicy;
import dev.nextvec.workflow.SpeedSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Puts models and all baselines into one comparison on data that they did not learn from. */
public final class ComparingElsewhere {
  private final Monitor monitor;
  private final Supplier<Engine> engine;
  private final Comparing inDomain;
  private final RunTester trained;
  private final PackageTester packages;
  private final LeakGate gate;
  private final Dataset other;
  private final OutOfDomain elsewhere;

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
    this.packages = new PackageTester(monitor, engine, SpeedProbe.ofNetworks(speed.seconds()));
    this.gate = new LeakGate(monitor, leaks);
    this.other = other;
    this.elsewhere = new OutOfDomain(other, RunTester.results(monitor));
  }

  /** Whether none of the models learned from this data. */
  public static boolean isElsewhere(Dataset data, Entrants entrants) throws IOException {
    for (RunDirectory run : entrants.runs()) {
      if (run.info().provenance().datasetSha256().equals(data.sha256())) {
        return false;
      }
    }
    for (ModelPackage model : entrants.packages()) {
      if (model.split().datasetSha256().equals(data.sha256())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Compares models on all windows of the other data, beside their figures in domain.
   *
   * @param again whether to test the models although there are results
   * @param margin differences of test cosine up to this are negligible
   * @throws IllegalArgumentException if the data does not fit the models, or was learned from
   */
  public Comparison compare(Entrants entrants, boolean again, double margin) throws IOException {
    requireFit(entrants);
    Ground ground = inDomain.ground(entrants);
    Passed passed = requireNoLeak(ground);
    Comparing.Measured own = inDomain.measure(entrants);
    List<Evaluated> tested = new ArrayList<>();
    for (Evaluated model : own.models()) {
      tested.add(
          switch (model) {
            case EvaluatedRun run -> run.with(network(run, again));
            case EvaluatedPackage found -> packages.elsewhere(found, ground, other, again);
          });
    }
    List<TestResult> baselines = baselines(ground, own.baselines());
    String name = RunNames.ofDataset(other.path());
    Comparison in = own.comparison(margin);
    Comparison out =
        Comparison.of(
            name, Comparing.results(own.names(), tested, baselines), Bootstrap.DEFAULT, margin);
    DomainShift shift = DomainShift.between(in, out, other.sha256());
    List<String> marks = new ArrayList<>(passed.marks());
    own.marks().forEach(mark -> marks.add(mark + " (in domain)"));
    return out.withWarnings(shift.warnings())
        .withWarnings(passed.notes())
        .withWarnings(cutOtherwise(entrants))
        .withWarnings(own.warnings().stream().map(text -> "In domain: " + text).toList())
        .withStanding(new TestDomain(Optional.of(shift), marks).withUnknown(own.unknown()));
  }

  private void requireFit(Entrants entrants) throws IOException {
    for (RunDirectory run : entrants.runs()) {
      run.requireDataset(run.info());
      OutOfDomain.requireFit(run, other);
    }
    for (ModelPackage model : entrants.packages()) {
      PackageTester.requireFit(model, other);
    }
    if (entrants.runs().isEmpty()) {
      throw new IllegalArgumentException(
          "`%s` is not the data that `%s` says it learned from, and the baselines beside it are fitted on that: name a run of that data too, which knows where it is"
              .formatted(other.path(), entrants.packages().getFirst().path()));
    }
  }

  /** Of texts cut in another way than those that a model learned from, chunks are others, too. */
  private List<String> cutOtherwise(Entrants entrants) throws IOException {
    Set<Optional<String>> learned = new LinkedHashSet<>();
    for (RunDirectory run : entrants.runs()) {
      learned.add(run.encoder().flatMap(EncoderFingerprint::cut));
    }
    entrants.packages().forEach(p -> learned.add(p.encoder().flatMap(EncoderFingerprint::cut)));
    Optional<String> met = other.encoder().flatMap(EncoderFingerprint::cut);
    return learned.stream()
        .filter(cut -> met.isPresent() && cut.isPresent() && !cut.equals(met))
        .map(
            cut ->
                "The texts of %s were cut otherwise (%s) than those that were learned from (%s): part of the difference between the domains may be due to that."
                    .formatted(RunNames.ofDataset(other.path()), met.get(), cut.get()))
        .toList();
  }

  private Passed requireNoLeak(Ground ground) throws IOException {
    String file = "leaks-%.12s.json".formatted(other.sha256());
    return gate.pass(
        ground.directory().resolve(file),
        LeakCheck.both(ground.datasetSha256(), other.sha256()),
        ground.splitSha256(),
        (near, progress) -> {
          try (Dataset dataset = ground.open()) {
            return LeakCheck.between(dataset, ground.split(dataset), other, near, progress);
          }
        });
  }

  private TestResult network(EvaluatedRun own, boolean again) throws IOException {
    Optional<TestResult> stored =
        again ? Optional.empty() : elsewhere.stored(own.run(), own.test());
    if (stored.isPresent()) {
      return stored.get();
    }
    try (Dataset dataset = trained.dataset(own.run());
        Monitor.Work work = monitor.begin("test " + own.run().name(), "windows")) {
      return elsewhere.network(own.run(), own.test(), engine.get(), dataset, work);
    }
  }

  private List<TestResult> baselines(Ground ground, List<TestResult> own) throws IOException {
    Path cache = ground.directory();
    Optional<List<TestResult>> stored = elsewhere.storedBaselines(cache, own);
    if (stored.isPresent()) {
      return stored.get();
    }
    try (Dataset dataset = ground.open();
        OpenBar bar = new OpenBar()) {
      return elsewhere.baselines(
          cache,
          own,
          new OutOfDomain.Learned(dataset, ground.split(dataset)),
          engine,
          name -> bar.next(monitor.begin("test " + name, "windows")));
    }
  }
}
