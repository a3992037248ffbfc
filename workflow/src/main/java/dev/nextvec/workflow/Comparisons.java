package dev.nextvec.workflow;

import dev.nextvec.compare.Comparison;
import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.workflow.Comparing;
import dev.nextvec.internal.workflow.LazyEngine;
import dev.nextvec.progress.Monitor;
import dev.nextvec.stats.Verdict;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * How runs are compared with each other and with every baseline, on the test windows of the split
 * that they share. What is not known yet is measured and kept beside the runs.
 *
 * @param margin differences of test cosine up to this are negligible
 * @param leaks what to do where the test is not new to the runs
 * @param speed how long speed is measured
 * @param monitor told what is measured, and may stop it
 */
public record Comparisons(double margin, LeakPolicy leaks, SpeedSettings speed, Monitor monitor) {
  /** Refuses what leaks, and takes a second for each speed. */
  public static final Comparisons DEFAULT =
      new Comparisons(Verdict.MARGIN, LeakPolicy.REFUSE, SpeedSettings.DEFAULT, Monitor.none());

  /** Compares with the default settings, see {@link #compare}. */
  public static Comparison of(Run... runs) throws IOException {
    return DEFAULT.compare(runs);
  }

  /** With another margin. */
  public Comparisons withMargin(double other) {
    return new Comparisons(other, leaks, speed, monitor);
  }

  /** With another policy for leaks. */
  public Comparisons withLeaks(LeakPolicy other) {
    return new Comparisons(margin, other, speed, monitor);
  }

  /** With more or less time for each speed. */
  public Comparisons withSpeed(SpeedSettings other) {
    return new Comparisons(margin, leaks, other, monitor);
  }

  /** Told how far it is. */
  public Comparisons withMonitor(Monitor other) {
    return new Comparisons(margin, leaks, speed, other);
  }

  /**
   * Compares.
   *
   * @throws IllegalArgumentException if there is no run, the runs were not tested on the same rows,
   *     or these rows were not new to them
   * @throws dev.nextvec.progress.Stopped if the monitor asked to
   * @throws IOException if a run or its dataset is damaged or gone
   */
  public Comparison compare(Run... runs) throws IOException {
    if (runs.length == 0) {
      throw new IllegalArgumentException("nothing to compare: give at least one run");
    }
    return new Comparing(monitor, new LazyEngine(Device.AUTO, 0), Optional.empty(), speed, leaks)
        .compare(Arrays.stream(runs).map(Run::directory).toList(), margin);
  }
}
