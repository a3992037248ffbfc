package dev.nextvec.cli;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.RunResults;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.eval.Baselines;
import dev.nextvec.eval.TestResult;
import dev.nextvec.model.Architecture;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.stats.Bootstrap;
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

  Comparing(
      Console console,
      StopSignal stop,
      Supplier<Engine> engine,
      Optional<Path> data,
      SpeedOptions speed) {
    this.console = console;
    this.stop = stop;
    this.engine = engine;
    this.tests = new RunTests(console, stop, engine, data, speed.network());
    this.speed = speed;
  }

  /**
   * Compares runs. Baselines are kept in {@code .baselines} beside the first of them.
   *
   * @param margin differences of test cosine up to this are negligible
   * @throws IllegalArgumentException if the runs were not tested on the same rows
   */
  Comparison compare(List<RunDirectory> runs, double margin) throws IOException {
    requireSameRows(runs);
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
    return Comparison.of(
        name == null ? dataset.toString() : name.toString(), results, Bootstrap.DEFAULT, margin);
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
    Path beside = first.run().path().toAbsolutePath().normalize().getParent();
    Path cache = (beside == null ? first.run().path() : beside).resolve(CACHE);
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
