package dev.nextvec.internal.workflow;

import dev.nextvec.compare.Unfinished;
import dev.nextvec.eval.TestResult;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.run.RunInfo;
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
public record EvaluatedRun(RunDirectory run, RunInfo info, TestResult test, Passed leaks) {
  /** Where the check of the split is told of elsewhere. */
  EvaluatedRun(RunDirectory run, RunInfo info, TestResult test) {
    this(run, info, test, Passed.CLEAN);
  }

  /** The same with what the check of its split found. */
  public EvaluatedRun with(Passed found) {
    return new EvaluatedRun(run, info, test, found);
  }

  /** What must stand beside every figure of it. */
  public List<String> marks() {
    return leaks.marks();
  }

  /** What a reader must know before trusting its figures. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>(notes(run, info));
    notes.addAll(leaks.notes());
    return notes;
  }

  /** The same of a run whose test is not at hand. */
  public static List<String> notes(RunDirectory run, RunInfo info) {
    return Stream.concat(
            Unfinished.of(info).stream().map(training -> training.sentence(run.name())),
            info.origin().stream().map(origin -> origin.note(run.name())))
        .toList();
  }
}
