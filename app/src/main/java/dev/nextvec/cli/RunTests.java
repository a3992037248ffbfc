package dev.nextvec.cli;

import dev.nextvec.data.Dataset;
import dev.nextvec.engine.Engine;
import dev.nextvec.eval.RunEvaluation;
import dev.nextvec.eval.SpeedProbe;
import dev.nextvec.eval.TestResult;
import dev.nextvec.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Tests runs that have not been tested since they were trained. */
final class RunTests {
  private final Console console;
  private final StopSignal stop;
  private final Supplier<Engine> engine;
  private final Optional<Path> data;
  private final SpeedProbe probe;
  private Optional<TestResult> last = Optional.empty();

  /**
   * @param data the dataset of the runs; empty for the one that each names
   * @param probe how speed is measured
   */
  RunTests(
      Console console,
      StopSignal stop,
      Supplier<Engine> engine,
      Optional<Path> data,
      SpeedProbe probe) {
    this.console = console;
    this.stop = stop;
    this.engine = engine;
    this.data = data;
    this.probe = probe;
  }

  /**
   * The runs meant by {@code paths}: run directories, or directories of runs.
   *
   * @throws IOException if one holds no run
   */
  static List<RunDirectory> find(List<Path> paths) throws IOException {
    List<RunDirectory> runs = new ArrayList<>();
    for (Path path : paths) {
      RunDirectory run = new RunDirectory(path);
      if (run.exists()) {
        runs.add(run);
        continue;
      }
      List<RunDirectory> inside = inside(path);
      if (inside.isEmpty()) {
        throw new IOException(
            path
                + (Files.exists(path) ? " holds no run" : " does not exist")
                + ": a run is a directory that `nextvec train` made, with a run.json");
      }
      runs.addAll(inside);
    }
    return runs;
  }

  private static List<RunDirectory> inside(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(path)) {
      return children.sorted().map(RunDirectory::new).filter(RunDirectory::exists).toList();
    }
  }

  /**
   * The results of a run: those stored with it, or new ones.
   *
   * @param again whether to test although there is a result
   */
  EvaluatedRun test(RunDirectory run, boolean again) throws IOException {
    Optional<EvaluatedRun> stored = again ? Optional.empty() : stored(run);
    if (stored.isPresent()) {
      return stored.get();
    }
    try (Dataset dataset = dataset(run)) {
      return test(run, dataset);
    }
  }

  /** The results stored with a run, if there are. */
  static Optional<EvaluatedRun> stored(RunDirectory run) throws IOException {
    Optional<TestResult> result = RunEvaluation.stored(run);
    return result.isEmpty()
        ? Optional.empty()
        : Optional.of(new EvaluatedRun(run, run.info(), result.get()));
  }

  /** Tests a run on a dataset that is open. */
  EvaluatedRun test(RunDirectory run, Dataset dataset) throws IOException {
    try (Work work = new Work(console, stop, "test " + run.name(), "windows")) {
      TestResult result = RunEvaluation.run(run, engine.get(), dataset, probe, last, work);
      last = Optional.of(result);
      return new EvaluatedRun(run, run.info(), result);
    }
  }

  /** The dataset a run was trained on. */
  Dataset dataset(RunDirectory run) throws IOException {
    Path path = data.isPresent() ? data.get() : Path.of(run.info().dataset());
    if (data.isEmpty() && !Files.isDirectory(path)) {
      throw new IOException(
          path
              + ", which "
              + run.path()
              + " was trained on, is not there any more: move it back, or name its new place with"
              + " --data");
    }
    return Dataset.open(path);
  }
}
