package dev.nextvec.internal.workflow;

import dev.nextvec.internal.file.ResultCache;
import dev.nextvec.internal.leak.Leak;
import dev.nextvec.internal.leak.LeakFile;
import dev.nextvec.internal.leak.LeakReport;
import dev.nextvec.internal.wording.Setting;
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
 * was allowed.
 */
public final class LeakGate {
  private final Monitor monitor;
  private final LeakPolicy policy;
  private final ResultCache results;

  LeakGate(Monitor monitor, LeakPolicy policy) {
    this.monitor = monitor;
    this.policy = policy;
    this.results = RunTester.results(monitor);
  }

  /**
   * What passed.
   *
   * @param marks for every table and picture; empty unless a leak was allowed
   * @param notes what was found but cannot change a result by much
   */
  public record Passed(List<String> marks, List<String> notes) {
    /** Nothing was found. */
    static final Passed CLEAN = new Passed(List.of(), List.of());

    public Passed {
      marks = List.copyOf(marks);
      notes = List.copyOf(notes);
    }
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
    double tolerance = policy.tolerance();
    LeakReport report = report(file, datasetSha256, splitSha256, check);
    List<Leak> errors = report.errors(tolerance);
    if (!errors.isEmpty()) {
      errors.forEach(this::show);
      if (!report.likeness().sentence().isEmpty()) {
        monitor.log(report.likeness().sentence());
      }
      if (!policy.allow()) {
        throw new IllegalArgumentException(
            "leak: %s; make the dataset again with %s, clean or split it anew, or go on with %s, which marks every table and picture"
                .formatted(report.problem(tolerance), Setting.GROUP_COPIES, Setting.ALLOW_LEAK));
      }
    }
    return new Passed(errors.stream().map(Leak::mark).toList(), report.notes(tolerance));
  }

  private LeakReport report(Path file, String datasetSha256, String splitSha256, Check check)
      throws IOException {
    Path name = file.getFileName();
    String key = "leaks-2 %s %s %s".formatted(datasetSha256, splitSha256, policy.near());
    Optional<LeakReport> stored =
        results.read(
            file.resolveSibling(""),
            key,
            folder ->
                LeakFile.read(folder.resolve(name), datasetSha256, splitSha256, policy.near()));
    if (stored.isPresent()) {
      return stored.get();
    }
    try (Monitor.Work work = monitor.begin("look for leaks", "vectors")) {
      LeakReport report = check.run(policy.near(), work);
      results.write(
          file.resolveSibling(""), key, folder -> LeakFile.write(folder.resolve(name), report));
      return report;
    }
  }

  private void show(Leak leak) {
    monitor.log(leak.mark());
    leak.lines().forEach(line -> monitor.log("  " + line));
  }
}
