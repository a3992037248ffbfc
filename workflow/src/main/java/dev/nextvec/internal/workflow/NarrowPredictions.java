package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.engine.Engine;
import dev.nextvec.internal.eval.NarrowGain;
import dev.nextvec.internal.eval.NarrowLoss;
import dev.nextvec.internal.eval.RunEvaluation;
import dev.nextvec.internal.eval.SpeedProbe;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.model.PredictionPrecision;
import dev.nextvec.model.Predictor;
import dev.nextvec.progress.Monitor;
import dev.nextvec.run.RunInfo;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Measures what a run loses and gains by predicting in another precision than float32. Nothing of
 * it is kept: results that are kept are all of float32.
 *
 * @param tests find the data of the runs
 * @param probe how speed is measured
 */
public record NarrowPredictions(
    Monitor monitor,
    Supplier<Engine> engine,
    RunTester tests,
    SpeedProbe probe,
    PredictionPrecision precision) {

  /** What was measured of one run. */
  public record Measured(
      PredictionPrecision precision, int windows, NarrowLoss loss, NarrowGain gain) {}

  /**
   * Measures one.
   *
   * @throws IllegalArgumentException if its data is not there, is another, or has no validation
   *     windows
   * @throws IllegalStateException if this machine does not compute in the precision
   * @throws IOException if the run or its data is damaged, or its predictions in that precision are
   *     too far from those of float32
   */
  public Measured of(RunDirectory run) throws IOException {
    return run.read(info -> of(run, info));
  }

  /** Of the weights that a description is of: both precisions of one epoch. */
  private Measured of(RunDirectory run, RunInfo info) throws IOException {
    try (Predictor narrow = run.load(engine.get(), info, precision);
        Predictor float32 = run.load(engine.get(), info);
        Dataset dataset = tests.dataset(run)) {
      RunEvaluation.requireSame(run, info, dataset);
      run.requireSameEncoder(dataset);
      Windows windows = dataset.windows(float32.contextLength());
      Split split = run.split(windows);
      Measured measured =
          new Measured(
              precision,
              split.validation().length,
              loss(run, narrow, float32, windows, split),
              NarrowGain.of(
                  narrow,
                  float32,
                  windows,
                  split.validation(),
                  probe,
                  engine.get().networkEnvironment()));
      dataset.requireUnchanged();
      return measured;
    }
  }

  private NarrowLoss loss(
      RunDirectory run, Predictor narrow, Predictor float32, Windows windows, Split split) {
    String name = "validate %s in float32 and %s".formatted(run.name(), precision.label());
    try (Monitor.Work work = monitor.begin(name, "windows")) {
      return NarrowLoss.of(narrow, float32, windows, split, engine.get(), work);
    }
  }
}
