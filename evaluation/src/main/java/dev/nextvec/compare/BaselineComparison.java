package dev.nextvec.compare;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.engine.PlainEngine;
import dev.nextvec.internal.eval.Baselines;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.leak.LeakCheck;
import dev.nextvec.internal.leak.LeakReport;
import dev.nextvec.internal.leak.Passed;
import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What averaging and the other closed forms reach on a dataset: the bar for every network, measured
 * in plain Java, without a native library. Nothing is stored.
 */
public final class BaselineComparison {
  private static final double SPEED_SECONDS = 0.25;

  private BaselineComparison() {}

  /**
   * Fits every baseline on the training windows and compares them on the test windows.
   *
   * @throws IllegalArgumentException if the test windows are not new: they repeat what is fitted on
   * @throws IOException if the dataset cannot be read or is changed meanwhile
   */
  public static Comparison of(Dataset dataset, Split split) throws IOException {
    LeakReport leaks = LeakCheck.of(dataset, split, OptionalDouble.empty(), Progress.none());
    List<String> notes = Passed.strictly(leaks, LeakReport.TOLERANCE).notes();
    PlainEngine engine = new PlainEngine(Runtime.getRuntime().availableProcessors());
    SpeedProbe probe = SpeedProbe.ofBaselines(SPEED_SECONDS);
    return Comparison.of(
            dataset.path().toAbsolutePath().getFileName().toString(),
            Baselines.measure(dataset, split, engine, probe).stream()
                .map(RunResults::baseline)
                .toList())
        .withWarnings(notes);
  }
}
