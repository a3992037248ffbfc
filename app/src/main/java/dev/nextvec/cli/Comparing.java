package dev.nextvec.cli;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.RunResults;
import dev.nextvec.compare.Standing;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.eval.Baselines;
import dev.nextvec.eval.RunEvaluation;
import dev.nextvec.eval.TestResult;
import dev.nextvec.leak.LeakCheck;
import dev.nextvec.model.Architecture;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.torch.Engine;
import dev.nextvec.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts runs and all baselines into one comparison, measuring what is not known yet. */
final class Comparing {
  private static final String CACHE = ".baselines";

  private final Console console;
  private final StopSignal stop;
  private final Supplier<Engine> engine;
  private final RunTests tests;
  private final SpeedOptions speed;
  private final LeakGate gate;

  Comparing(
      Console console,
      StopSignal stop,
      Supplier<Engine> engine,
      Optional<Path> data,
      SpeedOptions speed,
      LeakOptions leaks) {
    this.console = console;
    this.stop = stop;
    this.engine = engine;
    this.tests = new RunTests(console, stop, engine, data, speed.network());
    this.speed = speed;
    this.gate = new LeakGate(console, stop, leaks);
  }

  /**
   * Compares runs. Baselines are kept in {@code .baselines} beside the first of them.
   *
   * @throws IllegalArgumentException if the runs were not tested on the same rows, or these rows
   *     were not new to them
   */
  Comparison compare(List<RunDirectory> runs) throws IOException {
    requireSameRows(runs);
    LeakGate.Passed passed = requireNoLeak(runs.getFirst());
    List<EvaluatedRun> tested = new ArrayList<>();
    for (RunDirectory run : runs) {
      tested.add(tests.test(run, false));
    }
    List<String> names = RunNames.of(runs);
    List<RunResult> results = new ArrayList<>();
    for (int i = 0; i < tested.size(); i++) {
      results.add(RunResults.network(names.get(i), tested.get(i).info(), tested.get(i).test()));
    }
    baselines(tested.getFirst()).forEach(result -> results.add(RunResults.baseline(result)));
    Path dataset = Path.of(tested.getFirst().info().dataset());
    Path name = dataset.getFileName();
    List<String> doubts = new ArrayList<>(runs.getFirst().splitWarnings());
    doubts.addAll(passed.notes());
    return Comparison.of(name == null ? dataset.toString() : name.toString(), results)
        .withWarnings(doubts)
        .withStanding(Standing.IN_DOMAIN.withMarks(passed.marks()));
  }

  /** Before anything is measured, like {@link #requireSameRows}. */
  private LeakGate.Passed requireNoLeak(RunDirectory run) throws IOException {
    RunDirectory.Info info = run.info();
    Provenance data = info.provenance();
    return gate.pass(
        Baselines.directory(cache(run), data).resolve("leaks.json"),
        data.datasetSha256(),
        data.splitSha256(),
        (cosine, progress) -> {
          try (Dataset dataset = tests.dataset(run)) {
            RunEvaluation.requireSame(run, info, dataset);
            Split split = run.split(dataset.windows(info.architecture().contextLength()));
            return LeakCheck.of(dataset, split, cosine, progress);
          }
        });
  }

  private static Path cache(RunDirectory first) {
    Path beside = first.path().toAbsolutePath().normalize().getParent();
    return (beside == null ? first.path() : beside).resolve(CACHE);
  }

  /** Before anything is measured: runs that cannot stand in one table are not worth the wait. */
  private static void requireSameRows(List<RunDirectory> runs) throws IOException {
    RunDirectory first = runs.getFirst();
    Provenance a = first.info().provenance();
    for (RunDirectory other : runs) {
      Provenance b = other.info().provenance();
      boolean data = a.datasetSha256().equals(b.datasetSha256());
      if (!data || !a.splitSha256().equals(b.splitSha256())) {
        throw new IllegalArgumentException(
            "`%s` and `%s` were tested on different rows (%s %.12s and %.12s): compare runs of one dataset, context length and --split-seed"
                .formatted(
                    first.path(),
                    other.path(),
                    data ? "split" : "dataset",
                    data ? a.splitSha256() : a.datasetSha256(),
                    data ? b.splitSha256() : b.datasetSha256()));
      }
    }
  }

  private List<TestResult> baselines(EvaluatedRun first) throws IOException {
    Path cache = cache(first.run());
    Architecture sizes = first.info().architecture();
    Optional<List<TestResult>> stored =
        Baselines.stored(
            cache, first.info().provenance(), sizes.contextLength(), sizes.dimension());
    if (stored.isPresent()) {
      return stored.get();
    }
    try (Dataset dataset = tests.dataset(first.run());
        OpenBar bar = new OpenBar()) {
      Split split = first.run().split(dataset.windows(sizes.contextLength()));
      return Baselines.measure(
          cache,
          dataset,
          split,
          engine,
          speed.baseline(),
          name -> bar.next(new Work(console, stop, "test " + name, "windows")));
    }
  }

  /** The bar of the baseline at work; the next replaces it. */
  private static final class OpenBar implements AutoCloseable {
    private Optional<Work> open = Optional.empty();

    Work next(Work work) {
      close();
      work.update(0, 0);
      open = Optional.of(work);
      return work;
    }

    @Override
    public void close() {
      open.ifPresent(Work::close);
    }
  }
}
