package dev.nextvec.internal.workflow;

import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.leak.Leak;
import dev.nextvec.internal.leak.LeakReport;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.internal.leak.StoredLeaks;
import dev.nextvec.progress.Monitor;
import dev.nextvec.progress.Progress;
import dev.nextvec.workflow.LeakPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Lets numbers pass where the test was new to the models; stops what leaks, or marks it where that
 * was allowed. Shows what was found.
 */
final class LeakGate {
  private final Monitor monitor;
  private final LeakPolicy policy;
  private final ResultCache results;

  LeakGate(Monitor monitor, LeakPolicy policy) {
    this.monitor = monitor;
    this.policy = policy;
    this.results = RunTester.results(monitor);
  }

  /** Makes the check; only called when none is stored. */
  interface Check {
    LeakReport run(OptionalDouble near, Progress progress) throws IOException;
  }

  /**
   * Checks, or reads what an earlier check found, and judges it.
   *
   * @param file where the report is kept
   * @param datasetSha256 of the data that is checked
   * @param splitSha256 of the split that is checked
   * @throws IllegalArgumentException if it leaks and that was not allowed
   */
  Passed pass(Path file, String datasetSha256, String splitSha256, Check check) throws IOException {
    LeakReport report = report(file, datasetSha256, splitSha256, check);
    List<Leak> errors = report.errors(policy.tolerance());
    errors.forEach(this::show);
    if (!errors.isEmpty() && !report.likeness().sentence().isEmpty()) {
      monitor.log(report.likeness().sentence());
    }
    return Passed.of(report, policy.tolerance(), policy.allow());
  }

  private LeakReport report(Path file, String datasetSha256, String splitSha256, Check check)
      throws IOException {
    Optional<LeakReport> stored =
        StoredLeaks.read(results, file, datasetSha256, splitSha256, policy.near());
    if (stored.isPresent()) {
      return stored.get();
    }
    try (Monitor.Work work = monitor.begin("look for leaks", "vectors")) {
      LeakReport report = check.run(policy.near(), work);
      StoredLeaks.write(results, file, report);
      return report;
    }
  }

  private void show(Leak leak) {
    monitor.log(leak.mark());
    leak.lines().forEach(line -> monitor.log("  " + line));
  }
}
