package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.leak.LeakCheck;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.leak.StoredLeaks;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.progress.Monitor;
import dev.nextvec.workflow.LeakPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The check of a run's own split, which stands before every figure of its test. What it finds is
 * kept in {@code .baselines} beside the run, for all runs of the same data and split.
 */
public final class RunLeaks {

  private final LeakGate gate;
  private final RunTester tests;

  public RunLeaks(Monitor monitor, LeakPolicy policy, RunTester tests) {
    this.gate = new LeakGate(monitor, policy);
    this.tests = tests;
  }

  /**
   * Checks the split of a run, or reads what an earlier check found.
   *
   * @throws IllegalArgumentException if it leaks and that was not allowed
   */
  public Passed pass(RunDirectory run) throws IOException {
    run.requireDataset(run.info());
    return pass(RunGround.of(run, tests));
  }

  /** The same of the split that packages, or runs and packages, share. */
  Passed pass(Ground ground) throws IOException {
    return gate.pass(
        ground.directory().resolve(StoredLeaks.FILE),
        ground.datasetSha256(),
        ground.splitSha256(),
        (near, progress) -> {
          try (Dataset dataset = ground.open()) {
            return LeakCheck.of(dataset, ground.split(dataset), near, progress);
          }
        });
  }

  /**
   * A run that was tested, with what this check found and what its own figures tell of its test.
   *
   * @param found by {@link #pass}
   * @param networks how many are shown together: each is suspected the less easily
   */
  public EvaluatedRun judge(EvaluatedRun tested, Passed found, int networks) throws IOException {
    if (!tests.hasDataset(tested.run())) {
      return tested.with(found);
    }
    List<String> notes = new ArrayList<>(found.notes());
    try (Dataset dataset = tests.dataset(tested.run())) {
      SplitGaps.warning(tested, dataset, networks).ifPresent(notes::add);
    }
    return tested.with(new Passed(found.marks(), notes));
  }

  /** Checks a split before a run of it is trained. */
  public Passed before(RunDirectory run, Dataset dataset, Split split) throws IOException {
    return gate.pass(
        Baselines.directory(Baselines.cache(run.path()), dataset.sha256(), split.sha256())
            .resolve(StoredLeaks.FILE),
        dataset.sha256(),
        split.sha256(),
        (near, progress) -> LeakCheck.of(dataset, split, near, progress));
  }
}
