package dev.nextvec.internal.workflow;

import dev.nextvec.compare.RunResult;
import dev.nextvec.compare.RunResults;
import dev.nextvec.compare.Unfinished;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.report.RunNames;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.wording.TwoSided;
import dev.nextvec.run.RunInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run and what its test gave.
 *
 * @param run its directory
 * @param info what it is
 * @param test its result on the test windows
 * @param leaks what the check of its split found
 */
public record EvaluatedRun(RunDirectory run, RunInfo info, TestResult test, Passed leaks)
    implements Evaluated {
  /** Where the check of the split is told of elsewhere. */
  EvaluatedRun(RunDirectory run, RunInfo info, TestResult test) {
    this(run, info, test, Passed.CLEAN);
  }

  /** The same with what the check of its split found. */
  public EvaluatedRun with(Passed found) {
    return new EvaluatedRun(run, info, test, found);
  }

  /** The same with another result. */
  EvaluatedRun with(TestResult other) {
    return new EvaluatedRun(run, info, other, leaks);
  }

  @Override
  public Path path() {
    return run.path();
  }

  @Override
  public String name() {
    return run.name();
  }

  @Override
  public String model() {
    return info.architecture().name();
  }

  @Override
  public String dataset() {
    return RunNames.ofDataset(info.dataset());
  }

  @Override
  public RunResult row(String named) {
    return RunResults.network(named, info, test);
  }

  @Override
  public List<String> marks() {
    return leaks.marks();
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>(notes(run, info));
    notes.addAll(leaks.notes());
    return notes;
  }

  /** The same of a run whose test is not at hand. */
  public static List<String> notes(RunDirectory run, RunInfo info) {
    return Stream.concat(
            Unfinished.of(info).stream().map(training -> training.sentence(run.name())),
            Stream.concat(
                info.origin().stream().map(origin -> origin.note(run.name())),
                info.config().goal().mapsCandidates()
                    ? Stream.of(TwoSided.figures(run.name()))
                    : Stream.empty()))
        .toList();
  }
}
