package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Unfinished;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.run.RunInfo;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run and what its test gave.
 *
 * @param run its directory
 * @param info what it is
 * @param test its result on the test windows
 */
public record EvaluatedRun(RunDirectory run, RunInfo info, TestResult test) {
  /** What a reader must know before trusting its figures. */
  public List<String> notes() {
    return notes(run, info);
  }

  /** The same of a run whose test is not at hand. */
  public static List<String> notes(RunDirectory run, RunInfo info) {
    return Stream.concat(
            Unfinished.of(info).stream().map(training -> training.sentence(run.name())),
            info.origin().stream().map(origin -> origin.note(run.name())))
        .toList();
  }
}
